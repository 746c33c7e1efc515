/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages are written by hand from RFC 1035 section 4. */
#include "dns/question.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ID      0x1234
#define SOCKET  7
#define WHOLE   22 /* the header and the question a.ex */
#define M(m)    m, sizeof(m) - 1
#define ASK     "\1A\2eX\0\0\1\0\1"
#define HEAD(flags, records) "\x12\x34" flags "\0\1\0" records "\0\0\0\0" ASK
#define ADDRESS "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\2"

struct row {
	const char *claim, *message;
	size_t len;
	bool datagram;
	enum dns_state state;
	const char *flags; /* that c-ares sees */
};

/* A question that was sent under ID. */
static void
question_make(struct question *q)
{
	question_begin(q, "a.ex", DNS_A);
	question_sent(q, SOCKET, ID);
}

/* As question_came, with a copy that comes back, NULL if it is not wanted. */
static size_t
came(struct question *q, unsigned char out[128], const char *message,
    size_t len, bool datagram)
{
	unsigned char copy[128];
	struct message m = { copy, len, SOCKET, datagram };
	struct packet p = { copy, len };
	struct packet_question w;
	size_t left;

	memcpy(copy, message, len);
	assert_true(packet_question(&w, &p));
	left = question_came(q, &m, &w);
	if (out != NULL)
		memcpy(out, copy, len);
	return left;
}

static void
an_answer_settles_and_a_refusal_to_answer_does_not(void **state)
{
	static const struct row row[] = {
		{ "an address", M(HEAD("\x81\x80", "\1") ADDRESS), true,
		    DNS_FOUND, "\x80\0" },
		{ "none", M(HEAD("\x81\x80", "\0")), true, DNS_ABSENT,
		    "\x80\0" },
		{ "no such name", M(HEAD("\x81\x83", "\0")), true, DNS_ABSENT,
		    "\x80\0" },
		{ "a count that is too small",
		    M(HEAD("\x81\x80", "\0") ADDRESS), true, DNS_UNKNOWN,
		    "\x80\0" },
		{ "a count that is too great",
		    M(HEAD("\x81\x80", "\2") ADDRESS), true, DNS_UNKNOWN,
		    "\x80\0" },
		{ "a question", M(HEAD("\x01\0", "\0")), true, DNS_UNKNOWN,
		    "\x80\0" },
		{ "FORMERR", M(HEAD("\x81\x81", "\0")), true, DNS_UNKNOWN,
		    "\x80\0" },
		{ "SERVFAIL", M(HEAD("\x81\x82", "\0")), true, DNS_WAITING,
		    "\x80\2" },
		{ "NOTIMP", M(HEAD("\x81\x84", "\0")), false, DNS_WAITING,
		    "\x80\4" },
		{ "REFUSED", M(HEAD("\x81\x85", "\1") ADDRESS), true,
		    DNS_WAITING, "\x80\5" },
		{ "truncated", M(HEAD("\x83\x80", "\0")), true, DNS_WAITING,
		    "\x82\0" },
		{ "truncated in TCP", M(HEAD("\x83\x80", "\0")), false,
		    DNS_UNKNOWN, "\x80\0" },
	};
	unsigned char seen[128];
	struct question q;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		question_make(&q);
		assert_int_equal(came(&q, seen, row[i].message, row[i].len,
		    row[i].datagram), WHOLE);
		if (q.answer.state != row[i].state)
			fail_msg("%s: %d", row[i].claim, (int)q.answer.state);
		assert_memory_equal(seen, "\x12\x34", 2);
		assert_memory_equal(seen + 2, row[i].flags, 2);
		assert_memory_equal(seen + 4, "\0\1\0\0\0\0\0\0" ASK,
		    WHOLE - 4);
		assert_int_equal(q.doubt != NULL,
		    row[i].state == DNS_WAITING);
	}
}

static void
the_first_answer_stands(void **state)
{
	unsigned char seen[128];
	struct question q;

	(void)state;
	question_make(&q);
	assert_int_equal(came(&q, NULL, M(HEAD("\x81\x82", "\0")), true),
	    WHOLE);
	(void)came(&q, NULL, M(HEAD("\x81\x80", "\1") ADDRESS), true);
	assert_int_equal(q.answer.state, DNS_FOUND);
	(void)came(&q, NULL, M(HEAD("\x81\x83", "\0")), true);
	assert_int_equal(q.answer.state, DNS_FOUND);
	/* nor is c-ares to ask again for its sake */
	(void)came(&q, seen, M(HEAD("\x83\x82", "\0")), true);
	assert_memory_equal(seen + 2, "\x80\0", 2);
	assert_int_equal(q.answer.state, DNS_FOUND);
}

/* An answer certainly says no, if it is one. */
static bool
is_taken(struct question *q)
{
	return came(q, NULL, M(HEAD("\x81\x83", "\0")), true) == WHOLE &&
	    q->answer.state == DNS_ABSENT;
}

/* Neither the id of another socket nor the socket of another id will do. */
static void
an_answer_comes_back_where_the_question_went(void **state)
{
	struct question q;
	unsigned i;

	(void)state;
	question_begin(&q, "a.ex", DNS_A);
	assert_false(is_taken(&q));
	for (i = 0; i < 3 * QUESTION_SENT_MAX; i++)
		question_sent(&q, SOCKET, ID ^ 0x100);
	question_sent(&q, SOCKET + 1, ID);
	assert_false(is_taken(&q));
	assert_int_equal(q.answer.state, DNS_WAITING);
	question_sent(&q, SOCKET, ID);
	assert_true(is_taken(&q));
}

static void
of_many_sendings_the_last_count(void **state)
{
	struct question q;
	unsigned i;

	(void)state;
	question_make(&q);
	for (i = 1; i < QUESTION_SENT_MAX; i++)
		question_sent(&q, SOCKET + 1, ID + i);
	assert_true(is_taken(&q));
	question_make(&q);
	for (i = 1; i <= QUESTION_SENT_MAX; i++)
		question_sent(&q, SOCKET + 1, ID + i);
	assert_false(is_taken(&q));
}

static void
a_message_without_one_question_is_nobodys(void **state)
{
	static const struct {
		const char *data;
		size_t len;
	} row[] = { { M("") }, { M("\x12\x34\x81\x80\0\1\0\0\0\0\0") },
		{ M("\x12\x34\x81\x80\0\1\0\0\0\0\0\0") },
		{ M("\x12\x34\x81\x80\0\0\0\0\0\0\0\0" ASK) },
		{ M("\x12\x34\x81\x80\0\2\0\0\0\0\0\0" ASK ASK) },
		{ M("\x12\x34\x81\x80\0\1\0\0\0\0\0\0\1a\2ex\0\0\1\0") },
		{ M("\x12\x34\x81\x80\0\1\0\0\0\0\0\0\1a\xc0\x0c\0\1\0\1") } };
	struct packet_question w;
	struct packet p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		p.data = (const unsigned char *)row[i].data;
		p.len = row[i].len;
		assert_false(packet_question(&w, &p));
	}
}

int
main(void)
{
	const struct CMUnitTest test[] = {
		cmocka_unit_test(
		    an_answer_settles_and_a_refusal_to_answer_does_not),
		cmocka_unit_test(the_first_answer_stands),
		cmocka_unit_test(an_answer_comes_back_where_the_question_went),
		cmocka_unit_test(of_many_sendings_the_last_count),
		cmocka_unit_test(a_message_without_one_question_is_nobodys),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
