/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/setting_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"
#include "rule/settings.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

static size_t
find(const char *word)
{
	int i = settings_find(word);

	assert_int_not_equal(i, -1);
	return (size_t)i;
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
	{ "reply_url", "https://x.example/?w=%w", "https://x.example/?w=%w" },
	{ "reply_url", "http://x.example/", "http://x.example/" },
	{ "reply_url", "x.example/%w", NULL },
	{ "reply_url", "https://x.example/a b", NULL },
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
	{ "reply_text", "", NULL },
	{ "reply_text", "caf\xc3\xa9", NULL },
	{ "dns_servers", "192.0.2.53", "192.0.2.53" },
	{ "dns_servers", "[::1]:5353,127.0.0.1", "[::1]:5353,127.0.0.1" },
	{ "dns_servers", "127.0.0.1:x", NULL },
	{ "dns_servers", "ns.example", NULL },
	{ "state_dir", "/srv", "/srv" },
	{ "suffix_list", "/srv/psl", "/srv/psl" },
	{ "listen", "filter /run/dhf/socket", "filter /run/dhf/socket" },
	{ "listen", "dynawall localhost:337", "dynawall localhost:337" },
	{ "listen", "smtp 127.0.0.1:25", NULL },
	{ "listen", "dynawall 127.0.0.1", NULL },
	{ "postfix_from", "192.0.2.0/24,2001:db8::/32",
	    "192.0.2.0/24,2001:db8::/32" },
	{ "dynawall_from", "192.0.2.0/24,2001:db8::/32",
	    "192.0.2.0/24,2001:db8::/32" },
	{ "dynawall_from", "192.0.2.1/24", NULL },
	{ "dynawall_from", "everybody", NULL },
	{ "proxy_from", "10.0.0.4, 10.0.0.5", "10.0.0.4, 10.0.0.5" },
	{ "proxy_from", "10.0.0.4/8", NULL },
	{ "metrics_from", "10.0.0.4", "10.0.0.4" },
	{ "listen", "metrics 127.0.0.1:9100", "metrics 127.0.0.1:9100" },
	{ "listen", "metrics /run/dhf/metrics", NULL },
};

static void
setting_parse_takes_what_reads(void **state)
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
		if (setting_parse(&s, i, values[n].in, &e) !=
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
setting_parse_says_what_would_do(void **state)
{
	static const char *const row[][3] = {
		{ "mode", "maybe", "\"maybe\" is not one of on, watch, off" },
		{ "default_action", "mark", "\"mark\" is not one of pass, "
		    "block, defer, grey" },
		{ "dns_timeout", "61s", "\"61s\" is too long: write at most "
		    "60000ms" },
	};
	struct settings s;
	struct err e;
	size_t i;

	(void)state;
	settings_init(&s);
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(setting_parse(&s, find(row[i][0]), row[i][1],
		    &e), -1);
		assert_string_equal(e.msg, row[i][2]);
	}
}

/* In a file: a path is beside it, a list goes on, all else is the last. */
static void
setting_take_keeps_each_in_its_way(void **state)
{
	static const char rules[] = "state_dir /one\nstate_dir /two\n"
	    "suffix_list psl\nlisten filter /a\n"
	    "listen  dynawall  localhost:1\n";
	const struct settings *s = &f.rules.settings;
	char psl[FIXTURE_PATH];

	(void)state;
	fixture_begin(&f);
	fixture_load(&f, rules);
	assert_string_equal(s->text[SET_STATE_DIR], "/two");
	assert_string_equal(s->text[SET_SUFFIX_LIST],
	    fixture_path(&f, psl, "psl"));
	assert_string_equal(s->text[SET_LISTEN],
	    "filter /a; dynawall localhost:1");
	assert_non_null(strstr(f.said, "rules:2:1: warning: state_dir"));
	assert_null(strstr(f.said, "listen"));
	assert_int_equal(fixture_compile(&f, "mode on\n"
	    "dns_servers  127.0.0.1:x\n"), -1);
	assert_non_null(strstr(f.said, "rules:2:14: "));
	fixture_end(&f);
}

/* Whoever opens a port to others says to whom. */
static void
setting_check_wants_to_know_who_may_ask(void **state)
{
	static const struct {
		const char *rules;
		bool good;
	} row[] = {
		{ "listen dynawall 127.0.0.1:337\n", true },
		{ "listen dynawall [::1]:337\n", true },
		{ "listen dynawall /run/dhf/dynawall\n", true },
		{ "listen filter /run/dhf/socket\n", true },
		{ "listen dynawall 192.0.2.1:337\n", false },
		{ "listen dynawall 0.0.0.0:337\n", false },
		{ "listen filter /a\nlisten dynawall [::]:337\n", false },
		{ "listen dynawall 0.0.0.0:337\n"
		    "dynawall_from 192.0.2.0/24\n", true },
		{ "listen postfix 127.0.0.1:10031\n", true },
		{ "listen postfix /run/dhf/postfix\n", true },
		{ "listen postfix 0.0.0.0:1\npostfix_from 192.0.2.1\n",
		    true },
		{ "listen postfix 0.0.0.0:1\ndynawall_from 192.0.2.1\n",
		    false },
	};
	size_t i;

	(void)state;
	fixture_begin(&f);
	for (i = 0; i < COUNT(row); i++) {
		if (fixture_compile(&f, row[i].rules) !=
		    (row[i].good ? 0 : -1))
			fail_msg("%s: %s", row[i].rules, f.said);
		assert_true(row[i].good ||
		    strstr(f.said, "_from who may") != NULL);
	}
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_parse_takes_what_reads),
		cmocka_unit_test(setting_parse_says_what_would_do),
		cmocka_unit_test(setting_take_keeps_each_in_its_way),
		cmocka_unit_test(setting_check_wants_to_know_who_may_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
