/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ask/digit.h"

#include "ask/exchange.h"
#include "ask/place.h"
#include "base/err.h"
#include "base/fdio.h"

/* Room for a digit, its line end, and one byte too many. */
#define ANSWER_SIZE 4

/* Ask one address. */
static int
address_ask(struct exchange *x, struct err *e)
{
	ssize_t len = exchange_do(x, e);
	int digit;

	if (len == -1)
		return -1;
	digit = dynawall_digit_read(x->answer, (size_t)len);
	if (digit == -1 && len == 0)
		return err_temp(e, 0, "it closed without an answer");
	if (digit == -1)
		return err_temp(e, 0, "its answer is no digit from 0 to 5");
	return digit;
}

int
digit_ask_addresses(const struct place_addresses *all,
    const struct dynawall_question *q, int64_t end_ms, struct err *e)
{
	char line[DYNAWALL_LINE_SIZE], answer[ANSWER_SIZE];
	struct exchange x = { .request = line, .answer = answer,
		.answer_size = sizeof(answer) };
	int64_t now_ms;
	int digit = -1;
	size_t i;

	x.request_len = dynawall_write(line, q);
	for (i = 0; i < all->count && digit == -1; i++) {
		now_ms = fd_now_ms();
		x.to = &all->address[i];
		x.end_ms = now_ms +
		    (end_ms - now_ms) / (int64_t)(all->count - i);
		digit = address_ask(&x, e);
	}
	return digit;
}

int
digit_ask(const struct place *server, const struct dynawall_question *q,
    int64_t end_ms, struct err *e)
{
	struct place_addresses all;

	if (place_find(&all, server, e) == -1)
		return -1;
	return digit_ask_addresses(&all, q, end_ms, e);
}
