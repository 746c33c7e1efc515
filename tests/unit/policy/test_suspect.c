/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/suspect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "policy/evidence.h"
#include "policy/session.h"
#include "policy/verdict.h"
#include "wire/letter.h"

static struct evidence ev;
static struct verdict v;
static struct session_room room;

/* The client goes through a letter, and is evidence again. */
static void
travel(struct evidence *out, const char *port)
{
	struct letter l = { .type = LETTER_SUSPECT, .local_port = port };
	unsigned char data[LETTER_MAX];
	struct session s;
	struct letter got;
	size_t used, len;

	suspect_write(&l, &ev, &v);
	len = letter_pack(data, &l);
	assert_int_equal(letter_unpack(&got, &used, data, len),
	    LETTER_WHOLE);
	suspect_session(&s, &got);
	session_take(out, &room, &s);
}

static int
begin(void **state)
{
	struct err e;

	(void)state;
	verdict_init(&v);
	evidence_init(&ev);
	return evidence_ip(&ev, "192.0.2.7", &e);
}

static void
a_name_is_known_afterwards_as_before(void **state)
{
	struct evidence out;

	evidence_name(&ev, "mx.example.org");
	travel(&out, "25");
	assert_int_equal(out.has_name, ANSWER_YES);
	assert_string_equal(out.name, "mx.example.org");
	assert_false(out.unproven);
	assert_string_equal(out.ip_text, "192.0.2.7");
	assert_int_equal(out.port, 25);
	ev.learnt = true; /* DNS has proven it */
	travel(&out, "");
	assert_string_equal(evidence_name_word(&out), "given");
	assert_int_equal(out.port, 0);
	(void)begin(state);
	evidence_name(&ev, "dsl.example.org");
	evidence_doubt(&ev);
	travel(&out, "x");
	assert_string_equal(evidence_name_word(&out), "claimed");
	assert_string_equal(out.name, "dsl.example.org");
	assert_int_equal(out.port, 0);
}

/* One that could be another does its owner no good. */
static void
a_doubtful_name_is_a_claim(void **state)
{
	struct evidence out;

	(void)state;
	evidence_name(&ev, "mx.example.org");
	ev.doubtful = ev.learnt = true;
	assert_string_equal(evidence_name_word(&ev), "doubtful");
	travel(&out, "");
	assert_true(out.unproven);
}

static void
none_is_none_and_unknown_is_unknown(void **state)
{
	struct evidence out;

	(void)state;
	evidence_name(&ev, NULL);
	travel(&out, "");
	assert_int_equal(out.has_name, ANSWER_NO);
	assert_string_equal(evidence_name_word(&out), "none");
	evidence_host(&ev, "?");
	ev.has_name = ANSWER_UNKNOWN;
	travel(&out, "");
	assert_int_not_equal(out.has_name, ANSWER_NO);
	assert_int_not_equal(out.has_name, ANSWER_YES);
}

static void
the_verdict_goes_with_it(void **state)
{
	struct letter l = { .type = LETTER_SUSPECT };

	(void)state;
	v.action = RULE_BLOCK;
	v.score_milli = -1500;
	strcpy(v.rule, "dyn");
	strcpy(v.receipt, "1EQY354D9E3K");
	suspect_write(&l, &ev, &v);
	assert_int_equal(l.flags, LETTER_BLOCK);
	assert_int_equal((int32_t)l.score, -1500);
	assert_string_equal(l.rule, "dyn");
	assert_string_equal(l.receipt, "1EQY354D9E3K");
	l.flags = LETTER_FIXED;
	v.action = RULE_GREY;
	suspect_write(&l, &ev, &v);
	assert_int_equal(l.flags, LETTER_FIXED | LETTER_NOTE);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_name_is_known_afterwards_as_before,
		    begin),
		cmocka_unit_test_setup(a_doubtful_name_is_a_claim, begin),
		cmocka_unit_test_setup(none_is_none_and_unknown_is_unknown,
		    begin),
		cmocka_unit_test_setup(the_verdict_goes_with_it, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
