/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "valued.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alternatives.h"
#include "base/err.h"
#include "rule/domains.h"
#include "rule/value.h"

struct criterion
valued(struct arena *a, enum criterion_kind kind, const char *text)
{
	enum criterion_form form = criterion_trait(kind)->form;
	const char *copy = arena_copy(a, text, strlen(text));
	struct alternatives rest = alternatives_of(text);
	struct packed value = { arena_alloc(a, 4096), 0, 4096 };
	struct err e;

	assert_non_null(copy);
	assert_non_null(value.data);
	if (form == VALUE_NETWORKS || form == VALUE_EXPRESSION ||
	    form == VALUE_SEARCH)
		return (struct criterion){ .kind = kind, .value = copy,
			.len = strlen(copy) + 1 };
	if (kind == CRITERION_NAME && *text == '\0')
		assert_int_equal(domains_add_root(&value, &e), 0);
	while (*text != '\0' && alternatives_next(&rest))
		if (value_add(&value, kind, rest.text, rest.len, &e) == -1)
			fail_msg("%s", e.msg);
	return (struct criterion){ .kind = kind, .value = value.data,
		.len = value.len };
}

const struct criterion *
valued_copy(struct arena *a, const struct criterion *crit, size_t n)
{
	struct criterion *copy = arena_alloc(a, (n + 1) * sizeof(*copy));
	size_t i;

	assert_non_null(copy);
	for (i = 0; i < n; i++) {
		copy[i] = valued(a, crit[i].kind, crit[i].value);
		copy[i].negated = crit[i].negated;
		copy[i].set = crit[i].set;
	}
	return copy;
}
