/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_VERDICT_H
#define DHF_POLICY_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip.h"
#include "base/receipt.h"
#include "dns/answer.h"
#include "rule/ruleset.h"

/*
 * verdict - what was decided about a client, and how it will be told
 */

/* Longest text of a refusal, NUL included: no reply line is longer. */
#define VERDICT_TEXT 512

struct verdict {
	enum rule_action action; /* RULE_PASS, _BLOCK, _DEFER or _GREY */
	unsigned code;      /* SMTP code if action is BLOCK or DEFER, or GREY
	                       and it has to wait, else 0: it is let in */
	char dsn[12];       /* its enhanced code, RFC 3463 */
	char receipt[RECEIPT_SIZE]; /* "" until verdict_sign */
	int32_t score_milli;
	unsigned wait_s;    /* how long, if action is GREY and it has to */
	bool literal;       /* text is no template: %i stays %i */
	bool capped;        /* 5xx became 4xx for want of evidence */
	bool settled;       /* no answer of DNS that is still to come could
	                       change action or code */
	bool undecided;     /* what the client is still to say could */
	bool odd_name;
	bool vouched;       /* a pass rule decided, other than for everybody,
	                       and not for want of an answer */
	struct rule_ban ban; /* if action is BLOCK and its rule says so */
	enum criterion_kind listed_kind; /* that of listed */
	const char *class;  /* word of the name's class, static; NULL: no rule
	                       asked for it */
	char rule[RULESET_LABEL]; /* id, file:line or setting that decided */
	char text[VERDICT_TEXT];  /* of a refusal: a template */
	char listed[DNS_NAME_SIZE]; /* the list that decided, if one did: the
	                       first that scored, or the rule's; else "" */
	char list_text[DNS_TEXT_SIZE]; /* what it says about the client */
	char remedy[RULE_REMEDY_MAX + 1]; /* of the rule that refuses, or "" */
	char url[SETTINGS_URL_MAX + 1]; /* the setting reply_url: a template */
};

/* Nothing is decided yet.  As all that decide anew, it leaves no receipt. */
void verdict_init(struct verdict *v);

/* True if the client is not let in. */
bool verdict_refuses(const struct verdict *v);

/* Set the action and who decided it.  A refusal takes its code, dsn and text
 * from rule *r where it gives them, else from *s; r may be NULL.  label may
 * be v->rule. */
void verdict_set(struct verdict *v, const struct settings *s,
    enum rule_action action, const char *label, const struct rule *r);

/* A list, or "", decided. */
void verdict_listed(struct verdict *v, const char zone[DNS_NAME_SIZE],
    enum criterion_kind kind);

/* Set what a refusal says, a text too long cut; dsn "" means 5.7.1, and its
 * class is made to agree with the code. */
void verdict_say(struct verdict *v, unsigned code, const char *dsn,
    const char *text);

/* The greylist has it wait. */
void verdict_wait(struct verdict *v, const struct settings *s,
    unsigned seconds);

/* No decision could be made: ask the client to come back. */
void verdict_fail(struct verdict *v, const char *label);

/* Follow a text as rblsmtpd(1) reads $RBLSMTPD: empty passes, "-text" is a
 * 553, anything else a 451; without enhanced code.  label is the variable. */
void verdict_follow(struct verdict *v, const char *text, const char *label);

/* Make a 5xx a 4xx, for want of evidence. */
void verdict_cap(struct verdict *v, const struct settings *s);

/* Give a refusal its receipt, and any other verdict none: once it stands, and
 * before it is told and logged.  ip NULL: the client has no address. */
void verdict_sign(struct verdict *v, const struct ip *ip);

#endif
