/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/setting.h"

#include "rule/rule.h"

const struct setting setting_table[SETTINGS] = {
	{ "default_action", FORM_ACTION, SET_DEFAULT_ACTION, RULE_PASS, 0,
	    NULL },
	{ "default_unresolved_action", FORM_ACTION,
	    SET_DEFAULT_UNRESOLVED_ACTION, RULE_BLOCK, 0, NULL },
	{ "default_ip_action", FORM_ACTION, SET_DEFAULT_IP_ACTION, RULE_BLOCK,
	    0, NULL },
	{ "mode", FORM_MODE, SET_MODE, RULE_ON, 0, NULL },
	{ "reply_code", FORM_CODE, SET_REPLY_CODE, 553, 599, NULL },
	{ "reply_text", FORM_TEXT, SET_REPLY_TEXT, 0, 0,
	    "mail from %h [%i] is not accepted here, rule %r; send it "
	    "through your provider's mail relay" },
	{ "unresolved_text", FORM_TEXT, SET_UNRESOLVED_TEXT, 0, 0,
	    "your address %i has no reverse name; give it one, or send "
	    "through your provider's mail relay" },
	{ "defer_code", FORM_CODE, SET_DEFER_CODE, 451, 499, NULL },
	{ "defer_text", FORM_TEXT, SET_DEFER_TEXT, 0, 0,
	    "try again later, rule %r" },
	{ "score_grey", FORM_SCORE, SET_SCORE_GREY, SETTING_NONE, 0, NULL },
	{ "score_defer", FORM_SCORE, SET_SCORE_DEFER, SETTING_NONE, 0, NULL },
	{ "score_block", FORM_SCORE, SET_SCORE_BLOCK, 8000, 0, NULL },
	{ "reject_at", FORM_REJECT_AT, SET_REJECT_AT, REJECT_AT_DIALOGUE, 0,
	    NULL },
	{ "dns_timeout", FORM_MS, SET_DNS_TIMEOUT, 1500, 0, NULL },
	{ "dns_servers", FORM_TEXT, SET_DNS_SERVERS, 0, 0, "" },
	{ "dnsbl_agree", FORM_COUNT, SET_DNSBL_AGREE, 2, 8, NULL },
	{ "state_dir", FORM_TEXT, SET_STATE_DIR, 0, 0, "/var/lib/dhf" },
	{ "listen", FORM_TEXT, SET_LISTEN, 0, 0, "" },
	{ "greylist_delay", FORM_SECONDS, SET_GREYLIST_DELAY, 300, 0, NULL },
	{ "greylist_window", FORM_SECONDS, SET_GREYLIST_WINDOW, 86400, 0,
	    NULL },
	{ "greylist_green", FORM_SECONDS, SET_GREYLIST_GREEN, 36 * 86400, 0,
	    NULL },
	{ "suffix_list", FORM_TEXT, SET_SUFFIX_LIST, 0, 0,
	    "/usr/share/publicsuffix/public_suffix_list.dat" },
};
