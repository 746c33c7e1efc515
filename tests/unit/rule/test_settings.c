/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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
		"[%w] mail from %h [%i] is not accepted here, rule %r; send it "
		"through your provider's mail relay" }, { "reply_url", "" },
		{ "unresolved_text",
		"[%w] your address %i has no reverse name; give it one, or "
		"send through your provider's mail relay" }, { "defer_code",
		"451" }, { "defer_text", "[%w] try again later, rule %r" },
		{ "score_grey", "none" }, { "score_defer", "none" },
		{ "score_block", "8" }, { "reject_at", "dialogue" },
		{ "dns_timeout", "1500" }, { "dns_servers", "" },
		{ "dnsbl_agree", "2" },
		{ "names", "verified" }, { "ipfile_skip", "off" },
		{ "ipfile_empty", "off" }, { "ipfile_all", "off" },
		{ "state_dir", "/var/lib/dhf" }, { "listen", "" },
		{ "greylist_delay", "60" }, { "greylist_window", "86400" },
		{ "greylist_proof", "envelope" }, { "greylist_any", "1200" },
		{ "sample", "0" },
		{ "greylist_green", "3110400" }, { "suffix_list",
		"/usr/share/publicsuffix/public_suffix_list.dat" },
		{ "daemon", "" }, { "daemon_timeout", "250" },
		{ "refuse_in", "daemon" }, { "tarpit", "0" },
		{ "tarpit_clients", "1000" }, { "clients", "10000" },
		{ "clients_per_address", "20" }, { "greylist_net4", "32" },
		{ "greylist_autogreen", "" },
		{ "greylist_text", "[%w] try again in %s s (rule %r)" },
		{ "dns_cache", "86400" },
		{ "state_size", "1024" }, { "user", "" },
		{ "socket_group", "dhf" }, { "socket_users", "" },
		{ "dynawall_from", "" }, { "postfix_from", "" },
		{ "offender_ttl", "3600" },
		{ "offender_ttl_max", "2592000" },
		{ "offender_never", "" }, { "offence_users", "" },
		{ "proxy_from", "" }, { "metrics_from", "" },
		{ "ban_socket", "" },
		{ "ban_kinds", "" }, { "country_file", "" },
		{ "asn_file", "" }, { "store", "" }, { "store_secret", "" },
		{ "relay", "" }, { "log_envelope", "yes" },
		{ "exempt_rcpt", "postmaster,abuse" },
		{ "relay_auth", "no" }, { "relay_tls", "auto" },
		{ "relay_server", "auto" } };
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
		{ SET_LOG_ENVELOPE, "log_envelope", 0, "no" },
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

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_start_at_their_defaults),
		cmocka_unit_test(settings_format_writes_what_reads),
		cmocka_unit_test(settings_format_cuts),
		cmocka_unit_test(settings_have_words_for_some_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
