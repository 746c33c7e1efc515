/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/criterion.h"

static const struct criterion_trait trait[CRITERION_KINDS] = {
	[CRITERION_ANY] = { .word = "any", .form = VALUE_NONE,
		.may_be_bare = true },
	[CRITERION_IP] = { .word = "ip", .form = VALUE_NETWORKS,
		.key = INDEX_SET },
	[CRITERION_NAME] = { .word = "name", .form = VALUE_DOMAINS,
		.key = INDEX_DOMAINS, .is_claim = true },
	[CRITERION_HOST] = { .word = "host", .form = VALUE_DOMAINS,
		.key = INDEX_DOMAINS, .is_claim = true },
	[CRITERION_REGEX] = { .word = "regex",
		.form = VALUE_EXPRESSION, .cost = COST_DEAR,
		.key = INDEX_EXPRESSION, .is_claim = true },
	[CRITERION_EMBEDDED] = { .word = "embedded",
		.form = VALUE_EMBEDDED, .is_claim = true,
		.may_be_bare = true },
	[CRITERION_CLASS] = { .word = "class", .form = VALUE_CLASSES,
		.is_claim = true },
	[CRITERION_RDNS] = { .word = "rdns", .form = VALUE_STATES,
		.cost = COST_REMOTE },
	[CRITERION_DNSBL] = { .word = "dnsbl", .form = VALUE_LISTS,
		.cost = COST_REMOTE, .lists = LISTS_OF_ADDRESSES,
		.accuses = true },
	[CRITERION_RHSBL] = { .word = "rhsbl", .form = VALUE_LISTS,
		.cost = COST_REMOTE, .lists = LISTS_OF_NAMES,
		.accuses = true },
	[CRITERION_DNSWL] = { .word = "dnswl", .form = VALUE_LISTS,
		.cost = COST_REMOTE, .lists = LISTS_OF_ADDRESSES },
	[CRITERION_PORT] = { .word = "port", .form = VALUE_PORTS },
	[CRITERION_RCPT] = { .word = "rcpt",
		.form = VALUE_MAILBOXES },
	[CRITERION_OFFENDER] = { .word = "offender",
		.form = VALUE_OFFENCES, .cost = COST_REMOTE,
		.may_be_bare = true },
	[CRITERION_HELO] = { .word = "helo",
		.form = VALUE_MAILBOXES },
	[CRITERION_SENDER] = { .word = "sender",
		.form = VALUE_MAILBOXES },
	[CRITERION_HELO_SEARCH] = { .word = "helo",
		.form = VALUE_SEARCH, .cost = COST_DEAR },
	[CRITERION_SENDER_SEARCH] = { .word = "sender",
		.form = VALUE_SEARCH, .cost = COST_DEAR },
	[CRITERION_HELO_IS] = { .word = "helo-is", .form = VALUE_HELO,
		.cost = COST_DEAR, .is_claim = true },
	[CRITERION_HELO_AT] = { .word = "helo-at",
		.form = VALUE_HOSTS, .cost = COST_REMOTE },
	[CRITERION_SENDER_AT] = { .word = "sender-at",
		.form = VALUE_HOSTS, .cost = COST_REMOTE },
	[CRITERION_SENDER_RHSBL] = { .word = "sender-rhsbl",
		.form = VALUE_LISTS, .cost = COST_REMOTE,
		.lists = LISTS_OF_NAMES, .accuses = true },
	[CRITERION_SCORE] = { .word = "score", .form = VALUE_SCORE,
		.cost = COST_REMOTE },
	[CRITERION_NEIGHBOURS] = { .word = "neighbours",
		.form = VALUE_NEIGHBOURS, .cost = COST_REMOTE,
		.is_claim = true },
	[CRITERION_DECLARED] = { .word = "declared", .form = VALUE_NONE,
		.cost = COST_REMOTE, .may_be_bare = true },
	[CRITERION_RCPT_SEARCH] = { .word = "rcpt",
		.form = VALUE_SEARCH, .cost = COST_DEAR },
};

const struct criterion_trait *
criterion_trait(enum criterion_kind kind)
{
	return &trait[kind];
}

struct packed_cursor
criterion_value(const struct criterion *c)
{
	return (struct packed_cursor){ c->value, c->len };
}

bool
criterion_excepts(const struct criterion *c)
{
	return c->negated && criterion_trait(c->kind)->is_claim;
}
