/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static size_t
find(const char *word)
{
	int i = settings_find(word);

	assert_int_not_equal(i, -1);
	assert_string_equal(settings_get((size_t)i)->word, word);
	return (size_t)i;
}

/* dhf.conf(5), Settings. */
static void
settings_start_at_their_defaults(void **state)
{
	static const char *const row[][2] = { { "default_action", "pass" },
		{ "default_unresolved_action", "block" },
		{ "default_ip_action", "block" }, { "mode", "on" },
		{ "reply_code", "553" }, { "reply_text",
		"mail from %h [%i] is not accepted here, rule %r; send it "
		"through your provider's mail relay" }, { "unresolved_text",
		"your address %i has no reverse name; give it one, or send "
		"through your provider's mail relay" }, { "defer_code",
		"451" }, { "defer_text", "try again later, rule %r" },
		{ "score_grey", "none" }, { "score_defer", "none" },
		{ "score_block", "8" }, { "reject_at", "dialogue" },
		{ "dns_timeout", "1500" }, { "dns_servers", "" },
		{ "dnsbl_agree", "2" },
		{ "names", "verified" }, { "ipfile_skip", "off" },
		{ "ipfile_empty", "off" }, { "ipfile_all", "off" },
		{ "state_dir", "/var/lib/dhf" }, { "listen", "" },
		{ "greylist_delay", "300" }, { "greylist_window", "86400" },
		{ "greylist_green", "3110400" }, { "suffix_list",
		"/usr/share/publicsuffix/public_suffix_list.dat" } };
	struct settings s;
	char got[SETTINGS_SIZE_MAX];
	size_t i;

	(void)state;
	settings_init(&s);
	assert_int_equal(settings_count(), COUNT(row));
	for (i = 0; i < COUNT(row); i++) {
		settings_format(&s, find(row[i][0]), got, sizeof(got));
		assert_string_equal(got, row[i][1]);
	}
	assert_int_equal(settings_find("modes"), -1);
	assert_int_equal(settings_find(""), -1);
	assert_int_equal(settings_find("Mode"), -1);
}

static void
settings_format_writes_what_reads(void **state)
{
	static const struct {
		size_t number;
		const char *word;
		int32_t value;
		const char *want;
	} row[] = {
		{ SET_DEFAULT_ACTION, "default_action", 3, "grey" },
		{ SET_MODE, "mode", 1, "watch" },
		{ SET_NAMES, "names", 1, "unverified" },
		{ SET_REJECT_AT, "reject_at", 2, "rcpt" },
		{ SET_DEFER_CODE, "defer_code", 499, "499" },
		{ SET_SCORE_GREY, "score_grey", -1500, "-1.5" },
		{ SET_SCORE_BLOCK, "score_block", SETTING_NONE, "none" },
		{ SET_DNS_TIMEOUT, "dns_timeout", 90, "90" },
		{ SET_GREYLIST_DELAY, "greylist_delay", 90, "90" },
		{ SET_IPFILE_SKIP, "ipfile_skip", 1, "on" },
	};
	struct settings s;
	char got[SETTINGS_SIZE_MAX];
	size_t i;

	(void)state;
	settings_init(&s);
	for (i = 0; i < COUNT(row); i++) {
		s.number[row[i].number] = row[i].value;
		settings_format(&s, find(row[i].word), got, sizeof(got));
		assert_string_equal(got, row[i].want);
	}
}

static void
settings_format_cuts(void **state)
{
	struct settings s;
	char got[6];

	(void)state;
	settings_init(&s);
	s.text[SET_REPLY_TEXT] = "go away";
	settings_format(&s, find("reply_text"), got, sizeof(got));
	assert_string_equal(got, "go aw");
}

static void
settings_have_words_for_some_numbers(void **state)
{
	(void)state;
	assert_string_equal(settings_value_word(FORM_MODE, 0), "on");
	assert_null(settings_value_word(FORM_MODE, 3));
	assert_null(settings_value_word(FORM_MODE, -1));
	assert_null(settings_value_word(FORM_ACTION, 4)); /* no mark */
	assert_null(settings_value_word(FORM_REJECT_AT, 3));
	assert_null(settings_value_word(FORM_CODE, 553));
	assert_null(settings_value_word(FORM_SCORE, 0));
}

static void
settings_decode_gives_what_was_encoded(void **state)
{
	struct settings s, got;
	struct buf b = { 0 };
	struct err e;
	size_t i;

	(void)state;
	settings_init(&s);
	s.number[SET_MODE] = 2;
	s.number[SET_NAMES] = NAMES_UNVERIFIED;
	s.number[SET_SCORE_GREY] = -1500;
	s.number[SET_SCORE_BLOCK] = SETTING_NONE;
	s.number[SET_GREYLIST_GREEN] = 315619200;
	s.text[SET_LISTEN] = "one; two";
	s.text[SET_REPLY_TEXT] = "go away";
	settings_encode(&b, &s);
	assert_int_equal(settings_decode(&got, b.data, b.len, &e), 0);
	assert_memory_equal(got.number, s.number, sizeof(s.number));
	for (i = 0; i < SETTING_TEXTS; i++)
		assert_string_equal(got.text[i], s.text[i]);
	buf_free(&b);
}

/* Encode the defaults with one number changed, and decode. */
static int
decode_with(size_t number, int32_t value)
{
	struct settings s, got;
	struct buf b = { 0 };
	struct err e = { 0 };
	int rc;

	settings_init(&s);
	s.number[number] = value;
	settings_encode(&b, &s);
	rc = settings_decode(&got, b.data, b.len, &e);
	if (rc == -1)
		assert_int_equal(e.class, ERR_PERM);
	buf_free(&b);
	return rc;
}

static void
settings_decode_refuses_numbers_that_none_has(void **state)
{
	static const struct {
		size_t number;
		int32_t good, bad;
	} row[] = {
		{ SET_DEFAULT_ACTION, 3, 4 }, { SET_DEFAULT_ACTION, 0, -1 },
		{ SET_DEFAULT_UNRESOLVED_ACTION, 3, 4 },
		{ SET_DEFAULT_IP_ACTION, 3, 4 }, { SET_MODE, 2, 3 },
		{ SET_MODE, 0, -1 }, { SET_REPLY_CODE, 400, 399 },
		{ SET_REPLY_CODE, 599, 600 }, { SET_DEFER_CODE, 400, 250 },
		{ SET_DEFER_CODE, 499, 500 }, { SET_REJECT_AT, 2, 3 },
		{ SET_REJECT_AT, 0, -1 }, { SET_SCORE_BLOCK, 1000000,
		1000001 }, { SET_SCORE_GREY, -1000000, INT32_MIN },
		{ SET_SCORE_DEFER, SETTING_NONE, INT32_MAX - 1 },
		{ SET_DNSBL_AGREE, 8, 9 }, { SET_DNSBL_AGREE, 1, 0 },
		{ SET_DNS_TIMEOUT, 60000, 60001 },
		{ SET_DNS_TIMEOUT, 0, -1 },
		{ SET_GREYLIST_DELAY, 315619200, 315619201 },
		{ SET_IPFILE_SKIP, 1, 2 }, { SET_IPFILE_ALL, 0, -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(decode_with(row[i].number, row[i].good), 0);
		if (decode_with(row[i].number, row[i].bad) != -1)
			fail_msg("number %zu took %d", row[i].number,
			    (int)row[i].bad);
	}
}

/* But one that an image of before has: settings that came later are not in
 * it. */
static void
settings_decode_refuses_every_cut(void **state)
{
	const size_t later = 4 * (SETTING_NUMBERS - SETTING_NUMBERS_LATER);
	struct settings s, got;
	struct buf b = { 0 };
	struct err e;
	size_t len;

	(void)state;
	settings_init(&s);
	for (len = SETTING_NUMBERS_LATER; len < SETTING_NUMBERS; len++)
		s.number[len] = 1;
	settings_encode(&b, &s);
	for (len = 0; len < b.len; len++) {
		bool before = len >= b.len - later && (b.len - len) % 4 == 0;

		assert_int_equal(settings_decode(&got, b.data, len, &e),
		    before ? 0 : -1);
		if (before)
			assert_int_equal(got.number[SETTING_NUMBERS - 1], 0);
		if (before && len > b.len - later)
			assert_int_equal(got.number[SETTING_NUMBERS_LATER], 1);
	}
	buf_free(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_start_at_their_defaults),
		cmocka_unit_test(settings_format_writes_what_reads),
		cmocka_unit_test(settings_format_cuts),
		cmocka_unit_test(settings_have_words_for_some_numbers),
		cmocka_unit_test(settings_decode_gives_what_was_encoded),
		cmocka_unit_test(
		    settings_decode_refuses_numbers_that_none_has),
		cmocka_unit_test(settings_decode_refuses_every_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
