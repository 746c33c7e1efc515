/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/criterion.h"

const struct criterion_trait *
criterion_trait(enum criterion_kind kind)
{
	static const struct criterion_trait trait[CRITERION_KINDS] = {
		[CRITERION_ANY] = { .word = "any", .form = FORM_NONE,
			.may_be_bare = true },
		[CRITERION_IP] = { .word = "ip", .form = FORM_NETWORKS,
			.key = INDEX_SET },
		[CRITERION_NAME] = { .word = "name", .form = FORM_DOMAINS,
			.key = INDEX_DOMAINS, .is_claim = true },
		[CRITERION_HOST] = { .word = "host", .form = FORM_DOMAINS,
			.key = INDEX_DOMAINS, .is_claim = true },
		[CRITERION_REGEX] = { .word = "regex",
			.form = FORM_EXPRESSION, .cost = COST_DEAR,
			.key = INDEX_EXPRESSION, .is_claim = true },
		[CRITERION_EMBEDDED] = { .word = "embedded",
			.form = FORM_EMBEDDED, .is_claim = true,
			.may_be_bare = true },
		[CRITERION_CLASS] = { .word = "class", .form = FORM_CLASSES,
			.is_claim = true },
		[CRITERION_RDNS] = { .word = "rdns", .form = FORM_STATES,
			.cost = COST_REMOTE },
		[CRITERION_DNSBL] = { .word = "dnsbl", .form = FORM_LISTS,
			.cost = COST_REMOTE, .lists = LISTS_OF_ADDRESSES,
			.accuses = true },
		[CRITERION_RHSBL] = { .word = "rhsbl", .form = FORM_LISTS,
			.cost = COST_REMOTE, .lists = LISTS_OF_NAMES,
			.accuses = true },
		[CRITERION_DNSWL] = { .word = "dnswl", .form = FORM_LISTS,
			.cost = COST_REMOTE, .lists = LISTS_OF_ADDRESSES },
	};

	return &trait[kind];
}

bool
criterion_excepts(const struct criterion *c)
{
	return c->negated && criterion_trait(c->kind)->is_claim;
}
