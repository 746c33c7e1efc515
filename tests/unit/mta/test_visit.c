/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/visit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "mta/site.h"

static struct visit v;
static struct engine_question q;

static void
come(const char *ip)
{
	struct site site;
	struct err e;
	struct ip at;

	site_init(&site, "none");
	assert_int_equal(site_option(&site, 'n', "198.51.100.0/24", &e),
	    SITE_TAKEN);
	if (ip != NULL)
		assert_int_equal(ip_parse(&at, ip, &e), 0);
	visit_begin(&v, ip != NULL ? &at : NULL, &site.own);
}

static void
own_clients_are_exempt(void **state)
{
	(void)state;
	come(NULL);
	assert_true(v.exempt);
	come("127.0.0.1");
	assert_true(v.exempt);
	come("::1");
	assert_true(v.exempt);
	come("198.51.100.9");
	assert_true(v.exempt);
	come("192.0.2.1");
	assert_false(v.exempt);
}

static void
what_was_not_said_yet_is_not_told(void **state)
{
	(void)state;
	come("192.0.2.1");
	visit_name(&v, "mx.example", true);
	visit_ask(&q, &v, PHASE_CONNECT);
	assert_string_equal(q.said.name, "mx.example");
	assert_null(q.said.helo);
	assert_null(q.said.sender);
	visit_helo(&v, "me");
	visit_mail(&v, "<> SIZE=1");
	visit_ask(&q, &v, PHASE_MAIL);
	assert_string_equal(q.said.helo, "me");
	assert_string_equal(q.said.sender, "");
	assert_null(q.said.rcpt);
	visit_rcpt(&v, "<\"a b\"@Here.Example> NOTIFY=NEVER");
	visit_ask(&q, &v, PHASE_RCPT);
	assert_string_equal(q.said.rcpt, "\"a b\"@here.example");
	visit_name(&v, "mx.example", false);
	visit_ask(&q, &v, PHASE_RCPT);
	assert_null(q.said.name);
	assert_string_equal(q.said.claim, "mx.example");
}

static void
what_does_not_read_is_not_told(void **state)
{
	static char large[4096];

	(void)state;
	memset(large, 'a', sizeof(large) - 1);
	come("192.0.2.1");
	visit_name(&v, large, true);
	visit_helo(&v, large);
	visit_mail(&v, large);
	visit_rcpt(&v, "<a\x01@b>");
	visit_ask(&q, &v, PHASE_RCPT);
	assert_int_equal(strlen(q.said.name), VISIT_NAME_SIZE - 1);
	assert_int_equal(strlen(q.said.helo), SESSION_HELO_SIZE - 1);
	assert_null(q.said.sender);
	assert_null(q.said.rcpt);
	visit_name(&v, NULL, false);
	visit_ask(&q, &v, PHASE_RCPT);
	assert_string_equal(q.said.claim, "");
}

/* An answer with this line for the log. */
static void
take(const char *line, bool refuse, enum phase at)
{
	struct response r;

	response_none(&r, !refuse);
	r.line_len = (size_t)snprintf(r.line, sizeof(r.line), "%s\n", line);
	visit_take(&v, &r, at);
}

static const char *
line(void)
{
	static char out[VISIT_LINE_SIZE + 1];

	out[visit_line(out, &v)] = '\0';
	return out;
}

static void
one_line_tells_of_a_session(void **state)
{
	(void)state;
	come("192.0.2.1");
	assert_string_equal(line(), "");
	take("in", false, PHASE_CONNECT);
	assert_string_equal(line(), "in\n");
	take("in, to a", false, PHASE_RCPT);
	take("in, to b", false, PHASE_RCPT);
	assert_string_equal(line(), "in, to a\n");
	take("no, to c why=W", true, PHASE_RCPT);
	take("in, to d", false, PHASE_RCPT);
	assert_string_equal(line(), "no, to c why=W\n");
	take("no, to e", true, PHASE_RCPT);
	take("no, to f", true, PHASE_RCPT);
	assert_string_equal(line(), "no, to c more=2 why=W\n");
}

/* What the client heard first stands in the log, so all else that it hears
 * shows the same. */
static void
a_session_has_one_receipt(void **state)
{
	struct response r;

	(void)state;
	come("192.0.2.1");
	response_none(&r, true);
	(void)strcpy(r.receipt, "00000000000E"); /* was not told */
	visit_take(&v, &r, PHASE_CONNECT);
	visit_ask(&q, &v, PHASE_HELO);
	assert_string_equal(q.receipt, "");
	response_none(&r, false);
	(void)strcpy(r.receipt, "1EQY354D9E3K");
	visit_take(&v, &r, PHASE_HELO);
	(void)strcpy(r.receipt, "ZZZZZZZZZZZX");
	visit_take(&v, &r, PHASE_RCPT);
	visit_ask(&q, &v, PHASE_RCPT);
	assert_string_equal(q.receipt, "1EQY354D9E3K");
}

static void
a_mark_is_for_one_mail(void **state)
{
	struct response r;

	(void)state;
	come("192.0.2.1");
	visit_mail(&v, "<a@b.example>");
	response_none(&r, true);
	(void)strcpy(r.header, "X-DHF: mark=x");
	visit_take(&v, &r, PHASE_RCPT);
	response_none(&r, true);
	visit_take(&v, &r, PHASE_RCPT);
	assert_string_equal(v.header, "X-DHF: mark=x");
	visit_mail(&v, "<a@b.example>");
	assert_string_equal(v.header, "");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_clients_are_exempt),
		cmocka_unit_test(what_was_not_said_yet_is_not_told),
		cmocka_unit_test(what_does_not_read_is_not_told),
		cmocka_unit_test(one_line_tells_of_a_session),
		cmocka_unit_test(a_session_has_one_receipt),
		cmocka_unit_test(a_mark_is_for_one_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
