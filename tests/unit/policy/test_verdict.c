/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* rblsmtpd(1), RBLSMTPD. */
static void
verdict_follows_as_rblsmtpd_does(void **state)
{
	static const struct {
		const char *in;
		enum rule_action action;
		unsigned code;
		const char *text;
	} row[] = {
		{ "", RULE_PASS, 0, NULL },
		{ "go away", RULE_DEFER, 451, "go away" },
		{ "-go away", RULE_BLOCK, 553, "go away" },
		{ "-", RULE_BLOCK, 553, "" },
		{ "--x", RULE_BLOCK, 553, "-x" },
		{ " ", RULE_DEFER, 451, " " },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct verdict v = { .text = "" };

		verdict_follow(&v, row[i].in, "DHF");
		assert_int_equal(v.action, row[i].action);
		assert_int_equal(v.code, row[i].code);
		assert_string_equal(v.rule, "DHF");
		assert_int_equal(verdict_refuses(&v), row[i].code != 0);
		if (row[i].text == NULL)
			continue;
		assert_string_equal(v.text, row[i].text);
		assert_string_equal(v.dsn, "");
		assert_true(v.literal);
	}
}

/* RFC 3463 section 2: the first digit is that of the code. */
static void
verdict_says_codes_that_agree(void **state)
{
	static const struct {
		unsigned code;
		const char *in, *dsn;
	} row[] = {
		{ 553, "", "5.7.1" }, { 451, "", "4.7.1" },
		{ 450, "5.7.25", "4.7.25" }, { 550, "4.7.1", "5.7.1" },
		{ 554, "5.123.123", "5.123.123" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct verdict v = { .text = "" };

		verdict_say(&v, row[i].code, row[i].in, "text");
		assert_int_equal(v.code, row[i].code);
		assert_string_equal(v.dsn, row[i].dsn);
		assert_string_equal(v.text, "text");
	}
}

/* A text of 511 bytes has room, and of a longer one so many are kept. */
static void
a_text_fills_its_room(void **state)
{
	char text[VERDICT_TEXT + 2];
	struct verdict v = { .text = "" };
	size_t len;

	(void)state;
	for (len = VERDICT_TEXT - 2; len < sizeof(text); len++) {
		memset(text, 'x', len);
		text[len] = '\0';
		verdict_say(&v, 553, "", text);
		assert_int_equal(strlen(v.text),
		    len < VERDICT_TEXT ? len : VERDICT_TEXT - 1);
	}
}

static void
verdict_fails_for_now(void **state)
{
	struct verdict v = { .text = "" };

	(void)state;
	verdict_fail(&v, "image");
	assert_int_equal(v.action, RULE_DEFER);
	assert_int_equal(v.code, 451);
	assert_string_equal(v.dsn, "4.3.0");
	assert_string_equal(v.rule, "image");
}

/* Only what is final is capped. */
static void
verdict_caps_500_and_above(void **state)
{
	static const struct {
		enum rule_action action;
		unsigned code;
		bool capped;
	} row[] = {
		{ RULE_BLOCK, 500, true }, { RULE_BLOCK, 599, true },
		{ RULE_BLOCK, 499, false }, { RULE_DEFER, 451, false },
		{ RULE_PASS, 0, false }, { RULE_GREY, 0, false },
	};
	struct settings s;
	size_t i;

	(void)state;
	settings_init(&s);
	s.number[SET_DEFER_CODE] = 421;
	s.text[SET_DEFER_TEXT] = "wait";
	for (i = 0; i < COUNT(row); i++) {
		struct verdict v = { .action = row[i].action,
			.code = row[i].code, .text = "no", .rule = "r" };

		verdict_cap(&v, &s);
		assert_int_equal(v.capped, row[i].capped);
		assert_int_equal(v.action, row[i].capped ? RULE_DEFER :
		    row[i].action);
		assert_int_equal(v.code, row[i].capped ? 421 : row[i].code);
		assert_string_equal(v.text, row[i].capped ? "wait" : "no");
		assert_string_equal(v.rule, "r");
	}
}

/* Nothing but a block that stands. */
static void
verdict_bans_whom_it_blocks_for_good(void **state)
{
	static const struct rule r = { .dsn = "", .text = "", .id = "",
		.owner = "", .ref = "", .remedy = "", .source = "",
		.ban = { true, 3, 600 } };
	struct verdict v = { .text = "" };
	struct settings s;

	(void)state;
	settings_init(&s);
	verdict_set(&v, &s, RULE_BLOCK, "r", &r);
	assert_true(v.ban.wanted);
	assert_int_equal(v.ban.kind, 3);
	assert_int_equal(v.ban.seconds, 600);
	verdict_cap(&v, &s);
	assert_false(v.ban.wanted);
	verdict_set(&v, &s, RULE_DEFER, "r", &r);
	assert_false(v.ban.wanted);
	verdict_set(&v, &s, RULE_BLOCK, "r", &r);
	verdict_set(&v, &s, RULE_PASS, "r", &r);
	assert_false(v.ban.wanted);
	verdict_set(&v, &s, RULE_BLOCK, "r", &r);
	verdict_set(&v, &s, RULE_BLOCK, "default_action", NULL);
	assert_false(v.ban.wanted);
	verdict_set(&v, &s, RULE_BLOCK, "r", &r);
	verdict_follow(&v, "-no", "DHF");
	assert_false(v.ban.wanted);
	verdict_set(&v, &s, RULE_BLOCK, "r", &r);
	verdict_fail(&v, "image");
	assert_false(v.ban.wanted);
	verdict_set(&v, &s, RULE_BLOCK, "r", &r);
	verdict_init(&v);
	assert_false(v.ban.wanted);
}

/* The label may be the verdict's own. */
static void
verdict_set_takes_the_rule_before_the_settings(void **state)
{
	static const struct rule r = { .code = 550, .dsn = "5.7.27",
		.text = "rule", .id = "", .owner = "", .ref = "", .remedy = "",
		.source = "" };
	struct verdict v = { .text = "", .rule = "own" };
	struct settings s;

	(void)state;
	settings_init(&s);
	s.text[SET_REPLY_TEXT] = "reply";
	verdict_set(&v, &s, RULE_BLOCK, v.rule, &r);
	assert_int_equal(v.code, 550);
	assert_string_equal(v.dsn, "5.7.27");
	assert_string_equal(v.text, "rule");
	assert_string_equal(v.rule, "own");
	verdict_set(&v, &s, RULE_BLOCK, "x", NULL);
	assert_int_equal(v.code, 553);
	assert_string_equal(v.dsn, "5.7.1");
	assert_string_equal(v.text, "reply");
	verdict_set(&v, &s, RULE_PASS, "x", &r);
	assert_int_equal(v.code, 0);
}

/* What decides anew leaves no receipt, and who is let in gets none. */
static void
only_a_refusal_that_stands_has_a_receipt(void **state)
{
	struct settings s;
	struct verdict v;
	int i;

	(void)state;
	settings_init(&s);
	verdict_init(&v);
	for (i = 0; i < 4; i++) {
		verdict_set(&v, &s, RULE_BLOCK, "r", NULL);
		assert_string_equal(v.receipt, "");
		verdict_sign(&v, NULL);
		assert_int_equal(strlen(v.receipt), RECEIPT_LEN);
		if (i == 0)
			verdict_set(&v, &s, RULE_DEFER, "r", NULL);
		else if (i == 1)
			verdict_fail(&v, "image");
		else if (i == 2)
			verdict_follow(&v, "-no", "DHF");
		else
			verdict_init(&v);
		assert_string_equal(v.receipt, "");
	}
	(void)strcpy(v.receipt, "1EQY354D9E3K");
	verdict_sign(&v, NULL);
	assert_string_equal(v.receipt, "");
}

/* Nothing of what was there before is said. */
static void
verdict_init_begins_anew(void **state)
{
	struct verdict v;

	(void)state;
	memset(&v, 1, sizeof(v));
	verdict_init(&v);
	assert_string_equal(v.dsn, "");
	assert_string_equal(v.receipt, "");
	assert_string_equal(v.rule, "");
	assert_string_equal(v.text, "");
	assert_string_equal(v.listed, "");
	assert_string_equal(v.list_text, "");
	assert_string_equal(v.remedy, "");
	assert_string_equal(v.url, "");
	assert_false(v.literal || v.capped || v.settled || v.odd_name ||
	    v.vouched || v.undecided || v.ban.wanted);
	assert_null(v.class);
	assert_int_equal(v.code + v.wait_s, 0);
	assert_int_equal(v.score_milli, 0);
	memset(v.remedy, 1, sizeof(v.remedy));
	memset(v.url, 1, sizeof(v.url));
	verdict_fail(&v, "crash");
	assert_string_equal(v.remedy, "");
	assert_string_equal(v.url, "");
}

static void
verdict_waits_as_long_as_it_says(void **state)
{
	struct settings s;
	struct verdict v;

	(void)state;
	settings_init(&s);
	verdict_init(&v);
	v.action = RULE_GREY;
	verdict_wait(&v, &s, 77);
	assert_int_equal(v.wait_s, 77);
	assert_int_equal(v.code, 451);
	assert_int_equal(v.action, RULE_GREY);
	assert_string_equal(v.text, s.text[SET_GREYLIST_TEXT]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdict_follows_as_rblsmtpd_does),
		cmocka_unit_test(verdict_says_codes_that_agree),
		cmocka_unit_test(a_text_fills_its_room),
		cmocka_unit_test(verdict_fails_for_now),
		cmocka_unit_test(verdict_caps_500_and_above),
		cmocka_unit_test(verdict_bans_whom_it_blocks_for_good),
		cmocka_unit_test(
		    verdict_set_takes_the_rule_before_the_settings),
		cmocka_unit_test(only_a_refusal_that_stands_has_a_receipt),
		cmocka_unit_test(verdict_init_begins_anew),
		cmocka_unit_test(verdict_waits_as_long_as_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
