/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_rcpt.h"

#include <string.h>

#include "book/rulebook.h"

/* Whether the filter hears it, from a client that it talks to first. */
static bool
is_heard(const struct rulebook *b)
{
	return b->settings.number[SET_REJECT_AT] == REJECT_AT_RCPT &&
	    b->settings.number[SET_RELAY_SERVER] != RELAY_SERVER_SOCKET;
}

/* Whether the filter, or some place that listens, is told what the criterion
 * asks for. */
static bool
is_told(const struct rulebook *b, const struct criterion *c)
{
	const char *listen = b->settings.text[SET_LISTEN];

	return is_heard(b) || strstr(listen, "postfix") != NULL ||
	    (strstr(listen, "dynawall") != NULL &&
	    (c->kind == CRITERION_RCPT || c->kind == CRITERION_RCPT_SEARCH));
}

static bool
is_said(enum criterion_kind kind)
{
	switch (kind) {
	case CRITERION_HELO:
	case CRITERION_SENDER:
	case CRITERION_RCPT:
	case CRITERION_HELO_IS:
	case CRITERION_HELO_AT:
	case CRITERION_SENDER_AT:
	case CRITERION_SENDER_RHSBL:
		return true;
	default:
		return criterion_trait(kind)->form == VALUE_SEARCH;
	}
}

/* Whether the rule may refuse any client at all, by what it says. */
static bool
holds_all(const struct rule *r)
{
	size_t c;

	if (r->mode != RULE_ON || !rule_is_final(r) || r->action == RULE_PASS)
		return false;
	for (c = 0; c < r->crit_len; c++)
		if (!is_said(r->crit[c].kind))
			return false;
	return true;
}

/* Whether a rule before i lets clients in without hearing them. */
static bool
lets_some(const struct rulebook *b, size_t i)
{
	while (i-- > 0)
		if (b->rule[i].action == RULE_PASS &&
		    b->rule[i].mode == RULE_ON &&
		    !is_said(b->rule[i].crit[0].kind))
			return true;
	return false;
}

void
lint_rcpt(struct rulebook *b, size_t i, bool *told)
{
	const struct rule *r = &b->rule[i];
	size_t c;

	if (!*told && is_heard(b) && holds_all(r) && !lets_some(b, i)) {
		*told = true;
		diag_warn(b->diag, &b->place[i], "every client is heard and "
		    "relayed for this rule: put it below one that lets those "
		    "in from whom you have mail, such as pass @class=mail");
	}
	for (c = 0; c < r->crit_len && !*told; c++) {
		if (!is_said(r->crit[c].kind) || is_told(b, &r->crit[c]))
			continue;
		*told = true;
		diag_warn(b->diag, &b->place[i], "nobody tells @%s, so the "
		    "rule holds for no mail: the filter hears it only where "
		    "reject_at is rcpt and it relays; or ask dhfd with it "
		    "(listen postfix, or listen dynawall for @rcpt), "
		    "dhf-milter or dhf-opensmtpd",
		    criterion_trait(r->crit[c].kind)->word);
	}
}

/* Warn of a setting that has no effect, whyever. */
static void
idle(struct rulebook *b, const char *name, const char *lacks)
{
	diag_warn(b->diag, &b->set_at[settings_find(name)], "without %s the "
	    "setting %s does nothing", lacks, name);
}

void
lint_rcpt_settings(struct rulebook *b)
{
	const int32_t *number = b->settings.number;
	const bool rcpt = number[SET_REJECT_AT] == REJECT_AT_RCPT;
	static const char at_rcpt[] = "reject_at rcpt, or -r rcpt for the "
	    "filter,";

	if (*b->settings.text[SET_RELAY] != '\0') {
		if (*b->settings.text[SET_DAEMON] == '\0')
			idle(b, "relay", "daemon");
		else if (!rcpt)
			idle(b, "relay", at_rcpt);
	}
	if (!rcpt && number[SET_RELAY_AUTH] != 0)
		idle(b, "relay_auth", at_rcpt);
	if (!rcpt && number[SET_RELAY_TLS] != RELAY_TLS_AUTO)
		idle(b, "relay_tls", at_rcpt);
}
