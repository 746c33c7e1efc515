/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/settings.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "rule/rule.h"

/* Where Debian and Alpine have it; make's SUFFIXLIST says another place. */
#if !defined(SUFFIX_LIST)
#define SUFFIX_LIST "/usr/share/publicsuffix/public_suffix_list.dat"
#endif

/* Longest duration of FORM_SECONDS. */
#define TEN_YEARS (3653 * 86400)

static const struct setting table[SETTINGS] = {
	{ "default_action", FORM_ACTION, SET_DEFAULT_ACTION, RULE_PASS, 0,
	    NULL },
	{ "default_unresolved_action", FORM_ACTION,
	    SET_DEFAULT_UNRESOLVED_ACTION, RULE_BLOCK, 0, NULL },
	{ "default_ip_action", FORM_ACTION, SET_DEFAULT_IP_ACTION, RULE_BLOCK,
	    0, NULL },
	{ "mode", FORM_MODE, SET_MODE, RULE_ON, 0, NULL },
	{ "reply_code", FORM_CODE, SET_REPLY_CODE, 553, 599, NULL },
	{ "reply_text", FORM_TEXT, SET_REPLY_TEXT, 0, 0,
	    "[%w] mail from %h [%i] is not accepted here, rule %r; send it "
	    "through your provider's mail relay" },
	{ "unresolved_text", FORM_TEXT, SET_UNRESOLVED_TEXT, 0, 0,
	    "[%w] your address %i has no reverse name; give it one, or send "
	    "through your provider's mail relay" },
	{ "reply_url", FORM_URL, SET_REPLY_URL, 0, 0, "" },
	{ "defer_code", FORM_CODE, SET_DEFER_CODE, 451, 499, NULL },
	{ "defer_text", FORM_TEXT, SET_DEFER_TEXT, 0, 0,
	    "[%w] try again later, rule %r" },
	{ "score_grey", FORM_SCORE, SET_SCORE_GREY, SETTING_NONE, 0, NULL },
	{ "score_defer", FORM_SCORE, SET_SCORE_DEFER, SETTING_NONE, 0, NULL },
	{ "score_block", FORM_SCORE, SET_SCORE_BLOCK, 8000, 0, NULL },
	{ "reject_at", FORM_REJECT_AT, SET_REJECT_AT, REJECT_AT_DIALOGUE, 0,
	    NULL },
	{ "dns_timeout", FORM_MS, SET_DNS_TIMEOUT, 1500, 60000, NULL },
	{ "dns_servers", FORM_SERVERS, SET_DNS_SERVERS, 0, 0, "" },
	{ "dnsbl_agree", FORM_COUNT, SET_DNSBL_AGREE, 2,
	    SETTINGS_AGREE_MAX, NULL },
	{ "ipfile_skip", FORM_SWITCH, SET_IPFILE_SKIP, 0, 0, NULL },
	{ "ipfile_empty", FORM_SWITCH, SET_IPFILE_EMPTY, 0, 0, NULL },
	{ "ipfile_all", FORM_SWITCH, SET_IPFILE_ALL, 0, 0, NULL },
	{ "country_file", FORM_PATH, SET_COUNTRY_FILE, 0, 0, "" },
	{ "asn_file", FORM_PATH, SET_ASN_FILE, 0, 0, "" },
	{ "state_dir", FORM_PATH, SET_STATE_DIR, 0, 0, "/var/lib/dhf" },
	{ "listen", FORM_LIST, SET_LISTEN, 0, 0, "" },
	{ "greylist_delay", FORM_SECONDS, SET_GREYLIST_DELAY, 60,
	    TEN_YEARS, NULL },
	{ "greylist_window", FORM_SECONDS, SET_GREYLIST_WINDOW, 86400,
	    TEN_YEARS, NULL },
	{ "greylist_green", FORM_SECONDS, SET_GREYLIST_GREEN, 36 * 86400,
	    TEN_YEARS, NULL },
	{ "greylist_proof", FORM_PROOF, SET_GREYLIST_PROOF, GREYLIST_ENVELOPE,
	    0, NULL },
	{ "greylist_any", FORM_SECONDS, SET_GREYLIST_ANY, 1200, TEN_YEARS,
	    NULL },
	{ "sample", FORM_SHARE, SET_SAMPLE, 0, 1000, NULL },
	{ "names", FORM_NAMES, SET_NAMES, NAMES_VERIFIED, 0, NULL },
	{ "suffix_list", FORM_PATH, SET_SUFFIX_LIST, 0, 0, SUFFIX_LIST },
	{ "daemon", FORM_PATH, SET_DAEMON, 0, 0, "" },
	{ "daemon_timeout", FORM_MS, SET_DAEMON_TIMEOUT, 250, 10000, NULL },
	{ "relay", FORM_PATH, SET_RELAY, 0, 0, "" },
	{ "refuse_in", FORM_REFUSE_IN, SET_REFUSE_IN, REFUSE_IN_DAEMON, 0,
	    NULL },
	{ "tarpit", FORM_SECONDS, SET_TARPIT, 0, 60, NULL },
	{ "tarpit_clients", FORM_COUNT, SET_TARPIT_CLIENTS, 1000, 1000000,
	    NULL },
	{ "clients", FORM_COUNT, SET_CLIENTS, 10000, 1000000, NULL },
	{ "clients_per_address", FORM_COUNT, SET_CLIENTS_PER_ADDRESS, 20,
	    1000000, NULL },
	{ "greylist_net4", FORM_COUNT, SET_GREYLIST_NET4, 32, 32, NULL },
	{ "greylist_autogreen", FORM_PATH, SET_GREYLIST_AUTOGREEN, 0, 0, "" },
	{ "greylist_text", FORM_TEXT, SET_GREYLIST_TEXT, 0, 0,
	    "[%w] try again in %s s (rule %r)" },
	{ "dns_cache", FORM_SECONDS, SET_DNS_CACHE, 86400, 7 * 86400, NULL },
	{ "offender_ttl", FORM_SECONDS, SET_OFFENDER_TTL, 3600, 30 * 86400,
	    NULL },
	{ "offender_ttl_max", FORM_SECONDS, SET_OFFENDER_TTL_MAX,
	    30 * 86400, 30 * 86400, NULL },
	{ "offender_never", FORM_PATH, SET_OFFENDER_NEVER, 0, 0, "" },
	{ "offence_users", FORM_TEXT, SET_OFFENCE_USERS, 0, 0, "" },
	{ "ban_socket", FORM_PATH, SET_BAN_SOCKET, 0, 0, "" },
	{ "ban_kinds", FORM_OFFENCES, SET_BAN_KINDS, 0, 0, "" },
	{ "state_size", FORM_COUNT, SET_STATE_SIZE, 1024, 1 << 20, NULL },
	{ "store", FORM_STORE, SET_STORE, 0, 0, "" },
	{ "store_secret", FORM_PATH, SET_STORE_SECRET, 0, 0, "" },
	{ "user", FORM_TEXT, SET_USER, 0, 0, "" },
	{ "socket_group", FORM_TEXT, SET_SOCKET_GROUP, 0, 0, "dhf" },
	{ "socket_users", FORM_TEXT, SET_SOCKET_USERS, 0, 0, "" },
	{ "dynawall_from", FORM_NETS, SET_DYNAWALL_FROM, 0, 0, "" },
	{ "proxy_from", FORM_NETS, SET_PROXY_FROM, 0, 0, "" },
	{ "postfix_from", FORM_NETS, SET_POSTFIX_FROM, 0, 0, "" },
	{ "metrics_from", FORM_NETS, SET_METRICS_FROM, 0, 0, "" },
	{ "exempt_rcpt", FORM_EXEMPT, SET_EXEMPT_RCPT, 0, 0,
	    "postmaster,abuse" },
	{ "log_envelope", FORM_YES, SET_LOG_ENVELOPE, 1, 0, NULL },
	{ "relay_auth", FORM_YES, SET_RELAY_AUTH, 0, 0, NULL },
	{ "relay_tls", FORM_RELAY_TLS, SET_RELAY_TLS, RELAY_TLS_AUTO, 0, NULL },
	{ "relay_server", FORM_RELAY_SERVER, SET_RELAY_SERVER,
	    RELAY_SERVER_AUTO, 0, NULL },
};

size_t
settings_count(void)
{
	return SETTINGS;
}

const struct setting *
settings_get(size_t i)
{
	return &table[i];
}

int
settings_find(const char *word)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (strcmp(table[i].word, word) == 0)
			return (int)i;
	return -1;
}

bool
settings_is_text(const struct setting *t)
{
	return t->form >= FORM_TEXT;
}

const char *
settings_value_word(enum setting_form form, int32_t n)
{
	static const char *const rejects[] = { "banner", "dialogue", "rcpt" };
	static const char *const names[] = { "verified", "unverified" };
	static const char *const places[] = { "daemon", "filter" };
	static const char *const proofs[] = { "identity", "envelope" };
	static const char *const switches[] = { "off", "on" };
	static const char *const yes[] = { "no", "yes" };
	static const char *const tls[] = { "auto", "hide", "pass" };
	static const char *const servers[] = { "auto", "env", "socket" };

	if (form == FORM_SCORE)
		return n == SETTING_NONE ? "none" : NULL;
	if (n < 0)
		return NULL;
	if (form == FORM_ACTION && n <= RULE_GREY)
		return rule_action_word((enum rule_action)n);
	if (form == FORM_MODE && n <= RULE_OFF)
		return rule_mode_word((enum rule_mode)n);
	if (form == FORM_NAMES && n <= NAMES_UNVERIFIED)
		return names[n];
	if (form == FORM_REFUSE_IN && n <= REFUSE_IN_FILTER)
		return places[n];
	if (form == FORM_PROOF && n <= GREYLIST_ENVELOPE)
		return proofs[n];
	if (form == FORM_SWITCH && n <= 1)
		return switches[n];
	if (form == FORM_YES && n <= 1)
		return yes[n];
	if (form == FORM_RELAY_TLS && n <= RELAY_TLS_SERVER)
		return tls[n];
	if (form == FORM_RELAY_SERVER && n <= RELAY_SERVER_SOCKET)
		return servers[n];
	return form == FORM_REJECT_AT && n <= REJECT_AT_RCPT ? rejects[n] :
	    NULL;
}

void
settings_init(struct settings *s)
{
	const struct setting *t;

	for (t = table; t < table + SETTINGS; t++)
		if (settings_is_text(t))
			s->text[t->at] = t->text;
		else
			s->number[t->at] = t->number;
}

void
settings_format(const struct settings *s, size_t i, char *out, size_t cap)
{
	const struct setting *t = &table[i];
	int32_t n = settings_is_text(t) ? 0 : s->number[t->at];
	char number[NUM_SCORE_SIZE];
	const char *word;

	if (settings_is_text(t)) {
		word = s->text[t->at];
	} else if ((word = settings_value_word(t->form, n)) == NULL) {
		word = number;
		if (t->form == FORM_SCORE)
			num_score_format(n, number);
		else
			(void)snprintf(number, sizeof(number), "%d", (int)n);
	}
	(void)snprintf(out, cap, "%s", word);
}

bool
settings_number_holds(const struct setting *t, int32_t n)
{
	switch (t->form) {
	case FORM_SCORE:
		return n == SETTING_NONE || (n >= -1000000 && n <= 1000000);
	case FORM_CODE:
		return n >= 400 && n <= t->highest;
	case FORM_COUNT:
		return n >= 1 && n <= t->highest;
	case FORM_MS:
	case FORM_SECONDS:
	case FORM_SHARE:
		return n >= 0 && n <= t->highest;
	default:
		return settings_value_word(t->form, n) != NULL;
	}
}
