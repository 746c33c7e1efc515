/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usher/arrival.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "wire/post.h"
#include "wire/token.h"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 20

static struct arrival a;
static struct err e;

/* Who hands a client on: both ends of the connection, and what goes with it. */
struct bringer {
	int end[2], token, client[2];
};

static struct bringer
bringer_new(void)
{
	struct bringer b = { .token = token_make() };

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, b.end), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, b.client), 0);
	return b;
}

static void
bringer_end(struct bringer *b)
{
	(void)close(b->end[0]);
	(void)close(b->token);
	(void)close(b->client[0]);
	(void)close(b->client[1]);
}

/* Send the first len octets of a letter, 0: all, with n descriptors. */
static void
bring(struct bringer *b, const struct letter *l, size_t len, size_t n)
{
	const struct post_fds fds = { { b->token, b->client[0],
	    b->client[0] }, n };
	unsigned char out[LETTER_MAX];
	size_t all = letter_pack(out, l);

	len = len > 0 ? len : all;
	assert_int_equal(post_write(b->end[0], out, len, n > 0 ? &fds : NULL),
	    len);
}

/* The type of the answer; 0: it hung up. */
static int
answer(const struct bringer *b)
{
	unsigned char in[LETTER_MAX];
	struct letter l;
	size_t used;
	ssize_t n = recv(b->end[0], in, sizeof(in), 0);

	if (n <= 0)
		return 0;
	assert_int_equal(letter_unpack(&l, &used, in, (size_t)n),
	    LETTER_WHOLE);
	return (int)l.type;
}

static const struct letter suspect = { .type = LETTER_SUSPECT,
	.ip = { { 192, 0, 2, 7 }, 32 }, .rcpt = "RCPT TO:<a@b>" };

static void
a_client_that_arrives_is_ours(void **state)
{
	struct bringer b = bringer_new();
	char c;

	(void)state;
	bring(&b, &suspect, 0, 2);
	assert_int_equal(arrival_take(&a, b.end[1], &e), 0);
	assert_string_equal(a.about.rcpt, "RCPT TO:<a@b>");
	assert_int_equal(answer(&b), LETTER_TAKEN);
	assert_false(token_take(b.token));
	assert_int_equal(send(a.client, "x", 1, 0), 1);
	assert_int_equal(recv(b.client[1], &c, 1, 0), 1);
	assert_int_equal(fcntl(b.end[1], F_GETFD), -1);
	(void)close(a.client);
	bringer_end(&b);
}

/* It was taken back, meanwhile: nobody speaks to it here. */
static void
whom_somebody_else_has_is_not_taken(void **state)
{
	struct bringer b = bringer_new();

	(void)state;
	assert_true(token_take(b.token));
	bring(&b, &suspect, 0, 2);
	assert_int_equal(arrival_take(&a, b.end[1], &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(answer(&b), 0);
	bringer_end(&b);
}

/* The token is left where it is, and all that came is closed. */
static void
what_is_no_client_is_left_to_who_brought_it(void **state)
{
	static const struct letter grey = { .type = LETTER_GREY,
		.ip = { { 192, 0, 2, 7 }, 32 } };
	static const struct {
		const struct letter *l;
		size_t len, fds;
		int answer;
	} row[] = {
		{ &grey, 0, 2, LETTER_CANNOT },
		{ &suspect, 0, 0, LETTER_CANNOT },
		{ &suspect, 0, 1, LETTER_CANNOT },
		{ &suspect, 0, 3, LETTER_CANNOT },
		{ &suspect, 7, 2, LETTER_CANNOT }, /* and no more comes */
	};
	size_t i;
	char c;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct bringer b = bringer_new();

		bring(&b, row[i].l, row[i].len, row[i].fds);
		assert_int_equal(arrival_take(&a, b.end[1], &e), -1);
		if (answer(&b) != row[i].answer)
			fail_msg("row %zu", i);
		assert_true(token_take(b.token));
		(void)close(b.client[0]);
		b.client[0] = -1;
		assert_int_equal(recv(b.client[1], &c, 1, MSG_DONTWAIT), 0);
		bringer_end(&b);
	}
}

static void
an_end_before_the_letter_is_told(void **state)
{
	struct bringer b = bringer_new();

	(void)state;
	bring(&b, &suspect, 9, 2);
	(void)shutdown(b.end[0], SHUT_WR);
	assert_int_equal(arrival_take(&a, b.end[1], &e), -1);
	assert_non_null(strstr(e.msg, "hung up"));
	assert_true(token_take(b.token));
	bringer_end(&b);
}

static void
another_version_is_told(void **state)
{
	struct bringer b = bringer_new();

	(void)state;
	assert_int_equal(send(b.end[0], "\2\1\0\0", 4, 0), 4);
	assert_int_equal(arrival_take(&a, b.end[1], &e), -1);
	assert_non_null(strstr(e.msg, "version"));
	assert_int_equal(answer(&b), LETTER_CANNOT);
	bringer_end(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_that_arrives_is_ours),
		cmocka_unit_test(whom_somebody_else_has_is_not_taken),
		cmocka_unit_test(what_is_no_client_is_left_to_who_brought_it),
		cmocka_unit_test(an_end_before_the_letter_is_told),
		cmocka_unit_test(another_version_is_told),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
