/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/mark.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define RECEIVED \
	"Received: from h (h [192.0.2.1])\n\tby m.example (Postfix); x\n"
#define RECEIVED_CRLF \
	"Received: from h (h [192.0.2.1])\r\n\tby m.example (Postfix); x\r\n"
#define BLANKS "                                                    "
#define FIELD "X-DynaStop: v/192.0.2.1 D1\n"

/* Pass a message through in steps, with a field if somebody is found, or
 * without; *got is owned by the caller. */
static void
pass(struct buf *got, const char *text, size_t len, size_t step, int always)
{
	struct mark m;
	size_t i, n;

	mark_begin(&m, "X-DynaStop");
	for (i = 0; i <= len; i += n) {
		n = len - i < step ? len - i : step;
		if (n > 0)
			mark_take(&m, text + i, n);
		else
			mark_end(&m);
		assert_true(n > 0 || m.known);
		if (m.known && !m.said)
			mark_field(&m, m.hop.state == HOP_FOUND || always ?
			    "v/192.0.2.1 D1" : NULL);
		buf_add(got, m.out.data, m.out.len);
		m.out.len = 0;
		if (n == 0)
			break;
	}
	mark_free(&m);
	assert_int_equal(m.out.failed, 0);
}

/* Passed through in steps of any length, it is so. */
static void
must_pass_as(const char *text, const char *want)
{
	size_t step;

	for (step = 1; step <= strlen(text) + 1; step++) {
		struct buf got = { 0 };

		pass(&got, text, strlen(text), step, 0);
		assert_non_null(buf_text(&got));
		assert_string_equal(buf_text(&got), want);
		buf_free(&got);
	}
}

static void
the_field_stands_on_top(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{ RECEIVED "A: b\n\nbody", FIELD RECEIVED "A: b\n\nbody" },
		{ "A: b\n" RECEIVED, FIELD "A: b\n" RECEIVED },
		{ RECEIVED_CRLF "A: b\r\n\r\nbody\n",
		    "X-DynaStop: v/192.0.2.1 D1\r\n" RECEIVED_CRLF
		    "A: b\r\n\r\nbody\n" },
		{ "From a@b  Wed Nov 18\n" RECEIVED "\n",
		    "From a@b  Wed Nov 18\n" FIELD RECEIVED "\n" },
		{ "From a@b  Wed Nov 18\n" RECEIVED_CRLF "\n",
		    "From a@b  Wed Nov 18\nX-DynaStop: v/192.0.2.1 D1\r\n"
		    RECEIVED_CRLF "\n" },
		{ "From a\n>From b\n" RECEIVED "\n",
		    "From a\n>From b\n" FIELD RECEIVED "\n" },
		{ "Received: from h (h [192.0.2.1]) by m.example",
		    FIELD "Received: from h (h [192.0.2.1]) by m.example" },
		{ "Received: by m (Postfix, from userid 1); x\n" RECEIVED,
		    FIELD "Received: by m (Postfix, from userid 1); x\n"
		    RECEIVED },
		{ "From a\n b\n\tc\n" RECEIVED " \n\n",
		    "From a\n b\n\tc\n" FIELD RECEIVED " \n\n" },
		/* nobody is found */
		{ "", "" },
		{ "A: b\n\n" RECEIVED, "A: b\n\n" RECEIVED },
		{ "Received: from h by m with SMTP; x\n" RECEIVED "\n",
		    "Received: from h by m with SMTP; x\n" RECEIVED "\n" },
		{ "X-Received: a\n " RECEIVED "\n",
		    "X-Received: a\n " RECEIVED "\n" },
		{ "Received:\n\n", "Received:\n\n" },
		{ "Received:", "Received:" },
		/* what came in is taken out */
		{ "X-DynaStop: D1\n" RECEIVED "x-dynastop : a\n b\n\tc\nA: b\n"
		    "\nX-DynaStop: D2\n",
		    FIELD RECEIVED "A: b\n\nX-DynaStop: D2\n" },
		{ "X-DynaStop: D1\r\n\tmore\r\nA: b\r\n\r\n",
		    "A: b\r\n\r\n" },
		{ "X-DynaStop: D1\n \n\nbody", "\nbody" },
		{ "A: b\nX-DynaStop: D1", "A: b\n" },
		{ "X-DynaStop: D1\n " RECEIVED "\n", "\n" },
		{ "X-DynaStops: D1\nX-DynaStop\nX-DynaStop D1:\n\n",
		    "X-DynaStops: D1\nX-DynaStop\nX-DynaStop D1:\n\n" },
		{ "junk\nX-DynaStop: D1\nmore junk\n\n",
		    "junk\nmore junk\n\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		must_pass_as(row[i].text, row[i].want);
}

/* Blanks before the colon, more than what is looked at. */
static void
a_name_with_many_blanks_is_taken_out(void **state)
{
	static const char many[] = "X-DynaStop" BLANKS BLANKS ": D1\nA: b\n";
	static const char some[] = "X-DynaStop" BLANKS ": D1\nA: b\n";
	static const char none[] = "X-DynaStop" BLANKS "\nA: b\n";
	static const char end[] = "X-DynaStop ";

	(void)state;
	must_pass_as(many, "A: b\n");
	must_pass_as(some, "A: b\n");
	must_pass_as(none, none);
	must_pass_as(end, end);
}

/* Nothing but the next line, or the end of the header, is waited for. */
static void
it_is_known_at_once(void **state)
{
	struct mark m;

	(void)state;
	mark_begin(&m, "X-DynaStop");
	mark_take(&m, RECEIVED, sizeof(RECEIVED) - 1);
	assert_false(m.known);
	mark_take(&m, "A: b\n", 5);
	assert_true(m.known);
	mark_free(&m);
	mark_begin(&m, "X-DynaStop");
	mark_take(&m, "A: b\n", 5);
	assert_false(m.known);
	mark_take(&m, "\n", 1);
	assert_true(m.known);
	mark_free(&m);
}

/* A field can be asked for where nobody was found, too. */
static void
a_header_without_lines_gets_one(void **state)
{
	struct buf got = { 0 };

	(void)state;
	pass(&got, "", 0, 1, 1);
	assert_string_equal(buf_text(&got), FIELD);
	buf_free(&got);
	pass(&got, "From a", 6, 1, 1);
	assert_string_equal(buf_text(&got), FIELD "From a");
	buf_free(&got);
	pass(&got, "\r\nbody", 6, 3, 1);
	assert_string_equal(buf_text(&got),
	    "X-DynaStop: v/192.0.2.1 D1\r\n\r\nbody");
	buf_free(&got);
}

static void
bytes_of_the_body_stay(void **state)
{
	char text[3000];
	const size_t head = sizeof(RECEIVED "\n") - 1;
	struct buf got;
	size_t i, step;

	(void)state;
	memcpy(text, RECEIVED "\n", head);
	for (i = head; i < sizeof(text); i++)
		text[i] = (char)(i * 11 % 256);
	for (step = 1; step < sizeof(text); step += 97) {
		memset(&got, 0, sizeof(got));
		pass(&got, text, sizeof(text), step, 0);
		assert_int_equal(got.len, sizeof(text) + sizeof(FIELD) - 1);
		assert_memory_equal(got.data, FIELD, sizeof(FIELD) - 1);
		assert_memory_equal(got.data + sizeof(FIELD) - 1, text,
		    sizeof(text));
		buf_free(&got);
	}
}

/* A message of fill bytes in the way of a Received line; *m is at its end. */
static void
fill(struct mark *m, const char *before, size_t fill, const char *behind)
{
	char as[1000];

	memset(as, 'a', sizeof(as));
	mark_begin(m, "X-DynaStop");
	mark_take(m, before, strlen(before));
	for (; fill > 0 && !m->known; fill -= sizeof(as))
		mark_take(m, as, sizeof(as));
	mark_take(m, behind, strlen(behind));
	mark_end(m);
}

static void
what_waits_has_an_end(void **state)
{
	struct mark m;

	(void)state;
	fill(&m, "A: ", 200000, "\n" RECEIVED);
	assert_int_equal(m.hop.state, HOP_FOUND);
	mark_free(&m);
	fill(&m, "A: ", 2000000, "\n" RECEIVED);
	assert_int_equal(m.hop.state, HOP_LOOKING);
	assert_true(m.head.len < MARK_HEAD_MAX + 2000);
	mark_free(&m);
	/* what is dropped does not wait */
	fill(&m, "X-DynaStop: ", 2000000, "\n" RECEIVED);
	assert_int_equal(m.hop.state, HOP_FOUND);
	mark_free(&m);
	fill(&m, "Received: from h (h [192.0.2.1]) by m (", 7000, ")\n");
	assert_int_equal(m.hop.state, HOP_FOUND);
	mark_free(&m);
	fill(&m, "Received: from h (h [192.0.2.1]) by m (", 9000, ")\n"
	    RECEIVED);
	assert_int_equal(m.hop.state, HOP_UNCLEAR);
	mark_free(&m);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_field_stands_on_top),
		cmocka_unit_test(a_name_with_many_blanks_is_taken_out),
		cmocka_unit_test(it_is_known_at_once),
		cmocka_unit_test(a_header_without_lines_gets_one),
		cmocka_unit_test(bytes_of_the_body_stay),
		cmocka_unit_test(what_waits_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
