/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/handover.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/environment.h"
#include "base/err.h"

/* rblsmtpd(1): "-" makes a text final, and an empty one lets in. */
static void
handover_keeps_the_class_of_the_reply(void **state)
{
	static const struct {
		unsigned code;
		const char *text, *want;
	} row[] = { { 553, "no", "RBLSMTPD=-no" },
		{ 451, "no", "RBLSMTPD=no" },
		{ 451, "-no", "RBLSMTPD= -no" },
		{ 553, "-no", "RBLSMTPD=--no" },
		{ 451, "", "RBLSMTPD= " } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct verdict v = { .action = RULE_BLOCK, .rule = "r" };
		struct environment env;
		struct evidence ev;
		struct err e;
		char **all;

		verdict_say(&v, row[i].code, "", row[i].text);
		evidence_init(&ev);
		environment_init(&env);
		assert_int_equal(handover_environment(&env, &v, &ev, &e), 0);
		for (all = environment_build(&env, NULL); *all != NULL; all++)
			if (strncmp(*all, "RBLSMTPD=", 9) == 0)
				break;
		assert_string_equal(*all, row[i].want);
		environment_free(&env);
	}
}

/* dhf.conf(5): %t is what the list says, or else its zone, in both without a
 * customer's key. */
static void
handover_tells_of_the_list_that_decided(void **state)
{
	static const struct {
		const char *listed, *list_text, *want;
	} row[] = { { "zen.example", "see https://x.example/%i",
		    "550 5.7.1 no: see https://x.example/%i\r\n" },
		{ "zen.example", "x", "550 5.7.1 no: x\r\n" },
		{ "zen.example", "", "550 5.7.1 no: zen.example\r\n" },
		{ "abcdefgh12345678.zen.example", "",
		    "550 5.7.1 no: KEY.zen.example\r\n" },
		{ "", "", "550 5.7.1 no: unknown\r\n" } };
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct verdict v = { .action = RULE_BLOCK, .code = 550,
			.text = "no: %t", .dsn = "5.7.1" };
		char got[REPLY_LINE_MAX + 1];
		struct evidence ev;
		struct err e;

		evidence_init(&ev);
		(void)strcpy(v.listed, row[i].listed);
		(void)strcpy(v.list_text, row[i].list_text);
		assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
		got[len] = '\0';
		assert_string_equal(got, row[i].want);
	}
}

/* No client goes on without the verdict that it has. */
static void
handover_needs_room_for_all(void **state)
{
	struct verdict v = { .action = RULE_PASS, .rule = "r" };
	struct environment env;
	struct evidence ev;
	char name[16];
	struct err e;
	int i;

	(void)state;
	evidence_init(&ev);
	environment_init(&env);
	for (i = 0; i < ENVIRONMENT_NAMES_MAX - 2; i++) {
		(void)snprintf(name, sizeof(name), "N%d", i);
		assert_int_equal(environment_set(&env, name, ""), 0);
	}
	assert_int_equal(handover_environment(&env, &v, &ev, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	environment_free(&env);
}

/* A reply line is cut where it has to end, a text of another's, too. */
static void
handover_cuts_a_text_as_it_stands(void **state)
{
	struct verdict v = { .action = RULE_BLOCK, .code = 550,
		.dsn = "5.7.1", .literal = true };
	char got[REPLY_LINE_MAX];
	struct evidence ev;
	struct err e;
	size_t len;

	(void)state;
	evidence_init(&ev);
	(void)strcpy(v.text, "no %t");
	assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
	assert_memory_equal(got, "550 5.7.1 no %t\r\n", 17);
	memset(v.text, 'x', sizeof(v.text) - 1);
	v.text[sizeof(v.text) - 1] = '\0';
	assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
	assert_int_equal(len, REPLY_LINE_MAX);
	assert_memory_equal(got + len - 3, "x\r\n", 3);
}

/* A receipt for a person, first in what he may see, and last what is cut. */
static void
handover_shows_the_receipt(void **state)
{
	struct verdict v = { .rule = "r" };
	struct environment env;
	char got[REPLY_LINE_MAX];
	struct settings s;
	struct evidence ev;
	struct err e;
	size_t len;
	char **all;

	(void)state;
	evidence_init(&ev);
	settings_init(&s);
	verdict_set(&v, &s, RULE_DEFER, "r", NULL);
	assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
	assert_memory_equal(got, "451 4.7.1 [RECEIPT] try", 23);
	(void)strcpy(v.receipt, "1EQY354D9E3K");
	assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
	assert_memory_equal(got, "451 4.7.1 [1EQY-354D-9E3K] try", 30);
	environment_init(&env);
	assert_int_equal(handover_environment(&env, &v, &ev, &e), 0);
	for (all = environment_build(&env, NULL); *all != NULL; all++)
		if (strncmp(*all, "DHF_WHY=", 8) == 0)
			break;
	assert_string_equal(*all, "DHF_WHY=1EQY-354D-9E3K");
	environment_free(&env);
}

/* Each of our own texts begins with it, so that a reply of 512 bytes, or a
 * bounce that has less room, keeps it. */
static void
handover_begins_with_the_receipt(void **state)
{
	static const enum setting_text text[] = { SET_REPLY_TEXT,
		SET_UNRESOLVED_TEXT, SET_DEFER_TEXT, SET_GREYLIST_TEXT };
	char got[REPLY_LINE_MAX], rule[RULESET_LABEL];
	struct settings s;
	struct verdict v;
	struct evidence ev;
	struct err e;
	size_t len, i;

	(void)state;
	memset(rule, 'r', sizeof(rule) - 1);
	rule[sizeof(rule) - 1] = '\0';
	settings_init(&s);
	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		evidence_init(&ev);
		ev.has_name = ANSWER_YES;
		memset(ev.name, 'n', 253);
		ev.name[253] = '\0';
		verdict_init(&v);
		verdict_set(&v, &s, RULE_BLOCK, rule, NULL);
		verdict_say(&v, 553, "", s.text[text[i]]);
		verdict_sign(&v, NULL);
		assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
		assert_in_range(len, 40, REPLY_LINE_MAX);
		assert_memory_equal(got, "553 5.7.1 [", 11);
		assert_memory_equal(got + 11, v.receipt, 4);
		assert_memory_equal(got + 16, v.receipt + 4, 4);
		assert_memory_equal(got + 21, v.receipt + 8, 4);
		assert_memory_equal(got + 25, "] ", 2);
	}
}

/* What the rule says that can be done, and the page where more stands: whole,
 * or not at all. */
static void
handover_tells_what_can_be_done(void **state)
{
	static const struct {
		const char *text, *remedy, *url, *want;
	} row[] = {
		{ "no: %m", "write to us", "",
		    "553 5.7.1 no: write to us\r\n" },
		{ "no: %m", "", "", "553 5.7.1 no: ask the postmaster\r\n" },
		{ "no: %m", "100%i", "", "553 5.7.1 no: 100%i\r\n" },
		{ "no", "", "https://x.example/%w/%r",
		    "553 5.7.1 no https://x.example/1EQY-354D-9E3K/r\r\n" },
		{ "", "", "http://x.example/",
		    "553 5.7.1  http://x.example/\r\n" },
	};
	char got[REPLY_LINE_MAX + 1];
	struct settings s;
	struct evidence ev;
	struct rule r = { .id = "r", .dsn = "", .owner = "", .ref = "",
		.source = "" };
	struct verdict v;
	struct err e;
	size_t len, i;

	(void)state;
	evidence_init(&ev);
	settings_init(&s);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		verdict_init(&v);
		s.text[SET_REPLY_URL] = row[i].url;
		s.text[SET_REPLY_TEXT] = "";
		r.text = row[i].text;
		r.remedy = row[i].remedy;
		verdict_set(&v, &s, RULE_BLOCK, "r", &r);
		(void)strcpy(v.receipt, "1EQY354D9E3K");
		assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
		got[len] = '\0';
		assert_string_equal(got, row[i].want);
	}
}

static void
handover_names_a_page_where_there_is_room(void **state)
{
	/* "553 5.7.1 " and CRLF are 12 bytes, blank and page 21 */
	static const size_t text_len[] = { 478, 479, 480, 511 };
	char text[VERDICT_TEXT], got[REPLY_LINE_MAX];
	struct settings s;
	struct evidence ev;
	struct verdict v;
	struct err e;
	size_t len, i;

	(void)state;
	evidence_init(&ev);
	settings_init(&s);
	s.text[SET_REPLY_URL] = "https://page.example";
	s.text[SET_REPLY_TEXT] = text;
	for (i = 0; i < sizeof(text_len) / sizeof(text_len[0]); i++) {
		memset(text, 'x', text_len[i]);
		text[text_len[i]] = '\0';
		verdict_init(&v);
		verdict_set(&v, &s, RULE_BLOCK, "r", NULL);
		assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
		assert_int_equal(memcmp(got + len - 10, ".example\r\n", 10) ==
		    0, i < 2);
		assert_int_equal(len, i < 2 ? 33 + text_len[i] :
		    i == 2 ? 492 : REPLY_LINE_MAX);
	}
	/* what the environment says is said as it stands */
	verdict_follow(&v, "-no", "DHF");
	assert_int_equal(handover_reply(got, &len, &v, &ev, &e), 0);
	assert_int_equal(len, strlen("553 no\r\n"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(handover_keeps_the_class_of_the_reply),
		cmocka_unit_test(handover_tells_of_the_list_that_decided),
		cmocka_unit_test(handover_shows_the_receipt),
		cmocka_unit_test(handover_begins_with_the_receipt),
		cmocka_unit_test(handover_tells_what_can_be_done),
		cmocka_unit_test(handover_names_a_page_where_there_is_room),
		cmocka_unit_test(handover_needs_room_for_all),
		cmocka_unit_test(handover_cuts_a_text_as_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
