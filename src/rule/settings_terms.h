/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_SETTINGS_TERMS_H
#define DHF_RULE_SETTINGS_TERMS_H

/*
 * settings_terms - which settings there are, and the words of those that have
 * words
 */
enum setting_number { /* the numbers stand in images, as those of texts */
	SET_DEFAULT_ACTION,            /* enum rule_action */
	SET_DEFAULT_UNRESOLVED_ACTION, /* enum rule_action */
	SET_DEFAULT_IP_ACTION,         /* enum rule_action */
	SET_MODE,                      /* enum rule_mode */
	SET_REPLY_CODE, SET_DEFER_CODE, /* 400..599, 400..499 */
	SET_SCORE_GREY,                /* thousandths, or SETTING_NONE */
	SET_SCORE_DEFER, SET_SCORE_BLOCK,
	SET_REJECT_AT,                 /* enum reject_at */
	SET_DNS_TIMEOUT,               /* milliseconds */
	SET_DNSBL_AGREE,               /* operators, 1..SETTINGS_AGREE_MAX */
	SET_GREYLIST_DELAY, SET_GREYLIST_WINDOW, /* seconds */
	SET_GREYLIST_GREEN,            /* seconds */
	SET_IPFILE_SKIP, SET_IPFILE_EMPTY, SET_IPFILE_ALL, /* 0 or 1 */
	SET_NAMES,                     /* enum names */
	SET_DAEMON_TIMEOUT,            /* milliseconds */
	SET_REFUSE_IN,                 /* enum refuse_in */
	SET_TARPIT,                    /* seconds */
	SET_TARPIT_CLIENTS, SET_CLIENTS, SET_CLIENTS_PER_ADDRESS,
	SET_GREYLIST_NET4,             /* bits of an IPv4 prefix */
	SET_DNS_CACHE,                 /* seconds */
	SET_STATE_SIZE, /* MiB */ SET_OFFENDER_TTL, SET_OFFENDER_TTL_MAX,
	SET_LOG_ENVELOPE,              /* 0 or 1 */
	SET_RELAY_AUTH,                /* 0 or 1 */
	SET_RELAY_TLS,                 /* enum relay_tls_set */
	SET_RELAY_SERVER,              /* enum relay_server */
	SET_GREYLIST_PROOF,            /* enum greylist_proof */
	SET_GREYLIST_ANY,              /* seconds */
	SET_SAMPLE,                    /* per mille */
	SETTING_NUMBERS
};

enum setting_text {
	SET_REPLY_TEXT, SET_UNRESOLVED_TEXT, SET_DEFER_TEXT,
	SET_DNS_SERVERS, SET_STATE_DIR,
	SET_LISTEN, /* several: one a line */
	SET_SUFFIX_LIST, SET_DAEMON, /* paths; "": none */
	SET_USER, SET_SOCKET_GROUP, SET_SOCKET_USERS, SET_DYNAWALL_FROM,
	SET_GREYLIST_AUTOGREEN, SET_GREYLIST_TEXT, SET_OFFENCE_USERS,
	SET_OFFENDER_NEVER, SET_PROXY_FROM, SET_BAN_SOCKET, SET_BAN_KINDS,
	SET_POSTFIX_FROM, SET_COUNTRY_FILE, SET_ASN_FILE, SET_METRICS_FROM,
	SET_STORE, SET_STORE_SECRET, SET_RELAY, SET_EXEMPT_RCPT,
	SET_REPLY_URL,
	SETTING_TEXTS
};

enum names { NAMES_VERIFIED, NAMES_UNVERIFIED };
enum refuse_in { REFUSE_IN_DAEMON, REFUSE_IN_FILTER };
enum greylist_proof { GREYLIST_IDENTITY, GREYLIST_ENVELOPE };
enum reject_at { REJECT_AT_BANNER, REJECT_AT_DIALOGUE, REJECT_AT_RCPT };

enum relay_tls_set { RELAY_TLS_AUTO, RELAY_TLS_NEVER, RELAY_TLS_SERVER };
enum relay_server { RELAY_SERVER_AUTO, RELAY_SERVER_ENV, RELAY_SERVER_SOCKET };

#endif
