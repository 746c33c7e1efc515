/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/settings.h"

#include <setjmp.h>
#include <stdarg.h>
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
	assert_string_equal(settings_word((size_t)i), word);
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

static const struct {
	const char *word, *in, *want; /* NULL: refused */
} values[] = {
	{ "default_action", "pass", "pass" },
	{ "default_action", "block", "block" },
	{ "default_unresolved_action", "defer", "defer" },
	{ "default_ip_action", "grey", "grey" },
	{ "default_action", "score", NULL },
	{ "default_action", "mark", NULL },
	{ "default_action", "PASS", NULL },
	{ "default_action", "", NULL },
	{ "mode", "on", "on" },
	{ "mode", "watch", "watch" },
	{ "mode", "off", "off" },
	{ "mode", "no", NULL },
	{ "reply_code", "400", "400" },
	{ "reply_code", "599", "599" },
	{ "reply_code", "399", NULL },
	{ "reply_code", "600", NULL },
	{ "reply_code", "250", NULL },
	{ "reply_code", "5xx", NULL },
	{ "defer_code", "400", "400" },
	{ "defer_code", "499", "499" },
	{ "defer_code", "500", NULL },
	{ "defer_code", "553", NULL },
	{ "score_block", "none", "none" },
	{ "score_block", "7.5", "7.5" },
	{ "score_block", "-1", "-1" },
	{ "score_grey", "2", "2" },
	{ "score_defer", "x", NULL },
	{ "score_defer", "1001", NULL },
	{ "reject_at", "banner", "banner" },
	{ "reject_at", "rcpt", "rcpt" },
	{ "reject_at", "data", NULL },
	{ "dns_timeout", "0", "0" },
	{ "dns_timeout", "60000", "60000" },
	{ "dns_timeout", "60001", NULL },
	{ "dns_timeout", "5s", "5000" },
	{ "dns_timeout", "1.5s", "1500" },
	{ "dns_timeout", "1.5", NULL },
	{ "dns_timeout", "2m", NULL },
	{ "dnsbl_agree", "1", "1" },
	{ "dnsbl_agree", "8", "8" },
	{ "dnsbl_agree", "9", NULL },
	{ "dnsbl_agree", "0", NULL },
	{ "dnsbl_agree", "-1", NULL },
	{ "dnsbl_agree", "two", NULL },
	{ "greylist_delay", "5m", "300" },
	{ "greylist_window", "1.5h", "5400" },
	{ "greylist_window", "90000ms", "90" },
	{ "greylist_window", "1.5s", NULL },
	{ "greylist_green", "1d", "86400" },
	{ "greylist_green", "1w", NULL },
	{ "reply_text", "go away", "go away" },
	{ "dns_servers", "192.0.2.53", "192.0.2.53" },
	{ "state_dir", "/srv", "/srv" },
	{ "suffix_list", "/srv/psl", "/srv/psl" },
};

static void
settings_put_takes_what_reads(void **state)
{
	struct settings s, was;
	char got[SETTINGS_SIZE_MAX];
	size_t n, i;

	(void)state;
	for (n = 0; n < COUNT(values); n++) {
		struct err e = { 0 };

		settings_init(&s);
		was = s;
		i = find(values[n].word);
		if (settings_put(&s, i, values[n].in, &e) !=
		    (values[n].want != NULL ? 0 : -1))
			fail_msg("%s %s", values[n].word, values[n].in);
		if (values[n].want == NULL) {
			assert_int_equal(e.class, ERR_PERM);
			assert_memory_equal(&s, &was, sizeof(s));
			continue;
		}
		settings_format(&s, i, got, sizeof(got));
		assert_string_equal(got, values[n].want);
	}
}

static void
settings_format_cuts(void **state)
{
	struct settings s;
	struct err e;
	char got[6];

	(void)state;
	settings_init(&s);
	assert_int_equal(settings_put(&s, find("reply_text"), "go away", &e),
	    0);
	settings_format(&s, find("reply_text"), got, sizeof(got));
	assert_string_equal(got, "go aw");
}

static void
settings_only_listen_repeats(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < settings_count(); i++)
		assert_int_equal(settings_repeats(i),
		    strcmp(settings_word(i), "listen") == 0);
}

static void
settings_decode_gives_what_was_encoded(void **state)
{
	struct settings s, got;
	struct buf b = { 0 };
	struct err e;
	size_t n, i;

	(void)state;
	settings_init(&s);
	for (n = 0; n < COUNT(values); n++)
		if (values[n].want != NULL)
			assert_int_equal(settings_put(&s,
			    find(values[n].word), values[n].in, &e), 0);
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

static void
settings_decode_refuses_every_cut(void **state)
{
	struct settings s;
	struct buf b = { 0 };
	struct err e;
	size_t len;

	(void)state;
	settings_init(&s);
	settings_encode(&b, &s);
	for (len = 0; len < b.len; len++)
		assert_int_equal(settings_decode(&s, b.data, len, &e), -1);
	buf_free(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_start_at_their_defaults),
		cmocka_unit_test(settings_put_takes_what_reads),
		cmocka_unit_test(settings_format_cuts),
		cmocka_unit_test(settings_only_listen_repeats),
		cmocka_unit_test(settings_decode_gives_what_was_encoded),
		cmocka_unit_test(
		    settings_decode_refuses_numbers_that_none_has),
		cmocka_unit_test(settings_decode_refuses_every_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
