/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever a client says of itself and writes into a mail, below the line of
 * our server it changes nothing: the mail is of that client, or nobody's.
 * Without such a line it is nobody's.  The time is our server's.  What is told
 * is printable, is the same however the mail is cut into pieces, and never of a
 * private address.
 */
#include "mail/delivery.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/err.h"
#include "state/never.h"

#define OURS "mx.here.example"
#define DATE "; Tue, 21 Oct 2008 20:17:43 +0200 (CEST)\r\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
must_be_text(const char *text, size_t size)
{
	size_t i;

	must(memchr(text, '\0', size) != NULL);
	for (i = 0; text[i] != '\0'; i++)
		must(text[i] >= ' ' && text[i] <= '~');
}

static void
search(struct delivery_search *s, const struct buf *mail, size_t step)
{
	static const char *const by = OURS;
	size_t at, n;

	memset(s, 0, sizeof(*s));
	s->hop.by = &by;
	s->hop.by_count = 1;
	for (at = 0; at < mail->len; at += n) {
		n = 1 + (at * step + step) % 97;
		n = step == 0 || n > mail->len - at ? mail->len - at : n;
		delivery_take(s, (const char *)mail->data + at, n);
	}
	delivery_end(s);
	delivery_free(s);
}

static void
find(struct delivery_search *s, const struct buf *mail, size_t step)
{
	struct delivery_search whole;
	const struct delivery *d = &s->found;

	search(s, mail, step);
	search(&whole, mail, 0);
	must(s->state == whole.state && s->state != DELIVERY_LOOKING);
	if (s->state != DELIVERY_FOUND)
		return;
	must(memcmp(&d->ip, &whole.found.ip, sizeof(d->ip)) == 0);
	must(strcmp(d->evidence, whole.found.evidence) == 0);
	must(d->ip.bits == 32 || d->ip.bits == 128);
	must(d->date.time_s >= 0 && d->date.time_s <= UINT32_MAX);
	must_be_text(d->name, sizeof(d->name));
	must_be_text(d->id, sizeof(d->id));
	must_be_text(d->evidence, sizeof(d->evidence));
}

static bool
holds_ours(const char *data, size_t size)
{
	size_t i, n = strlen(OURS);

	for (i = 0; i + n <= size; i++)
		if (strncasecmp(data + i, OURS, n) == 0)
			return true;
	return false;
}

#define TIME 1224613063 /* of DATE */

/* What our server writes before and behind what the client said of itself. */
static const char *const line[][2] = {
	{ "Received: from h (h.example [192.0.2.1])\r\n\tby " OURS
	    " (Postfix) with ESMTP id 4B" DATE, "" },
	{ "Received: from ", " ([192.0.2.1])\r\n\tby " OURS " with SMTP"
	    DATE },
	{ "Received: from unknown (HELO ", ") (192.0.2.1)\n  by " OURS
	    " with SMTP" DATE },
	{ "Received: from h ([192.0.2.1] helo=", ")\n\tby " OURS " with esmtp"
	    " (Exim 4.96)\n\tid 1" DATE },
	{ "Received: from h (h.example [10.0.0.1])\r\n\tby " OURS
	    " (Postfix) with ESMTP id 4B" DATE, "" },
};

/* A client that has one address and says what it wants. */
static void
is_never_another(const char *const words[2], const uint8_t *data, size_t size,
    const struct never *never)
{
	static const unsigned char real[4] = { 192, 0, 2, 1 };
	const unsigned char *end;
	size_t said = size == 0 ? 0 : data[0] % size;
	struct delivery_search s;
	struct buf mail = { 0 };

	/* a line ends what a client says of itself */
	if (said > 0 && (end = memchr(data, '\n', said)) != NULL)
		said = (size_t)(end - data);
	buf_add_text(&mail, words[0]);
	if (*words[1] != '\0')
		buf_add(&mail, data, said);
	buf_add_text(&mail, words[1]);
	buf_add(&mail, data + said, size - said);
	find(&s, &mail, size);
	must(s.state != DELIVERY_NONE);
	if (s.state == DELIVERY_FOUND &&
	    !never_has(never, &s.found.ip, &s.found.ip)) {
		must(s.found.ip.bits == 32 &&
		    memcmp(s.found.ip.octet, real, sizeof(real)) == 0);
		must(s.found.date.time_s == TIME);
	}
	buf_free(&mail);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct never never = { 0 };
	struct delivery_search s;
	struct buf mail = { 0 };
	struct err e;
	size_t i;

	if (never_add_special(&never, &e) == -1)
		return 0;
	never_settle(&never);
	buf_add(&mail, data, size);
	find(&s, &mail, size);
	if (!holds_ours((const char *)data, size))
		must(s.state == DELIVERY_NONE || s.state == DELIVERY_UNCLEAR);
	for (i = 0; i < sizeof(line) / sizeof(line[0]); i++)
		is_never_another(line[i], data, size, &never);
	buf_free(&mail);
	never_free(&never);
	return 0;
}
