/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/matcher.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/err.h"
#include "expr/regex.h"

struct matcher {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
	const char *text; /* searched last; borrowed */
};

/* Whether all was allocated. */
static int
complete(struct matcher *m, struct err *e)
{
	m->data = pcre2_match_data_create_from_pattern(m->code, NULL);
	m->limits = pcre2_match_context_create(NULL);
	if (m->data == NULL || m->limits == NULL)
		return err_memory(e);
	(void)pcre2_set_match_limit(m->limits, REGEX_MATCH_LIMIT);
	(void)pcre2_set_depth_limit(m->limits, REGEX_DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(m->limits, REGEX_HEAP_KIB);
	return 0;
}

struct matcher *
matcher_new(const char *expression, struct err *e)
{
	struct matcher *m = calloc(1, sizeof(*m));
	PCRE2_SIZE offset;
	PCRE2_UCHAR why[128];
	int error;

	if (m == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	m->code = pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
	    PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY,
	    &error, &offset, NULL);
	if (m->code == NULL && error == PCRE2_ERROR_HEAP_FAILED) {
		(void)err_memory(e);
	} else if (m->code == NULL) {
		(void)pcre2_get_error_message(error, why, sizeof(why));
		(void)err_perm(e, 0, "the expression is wrong at byte %zu: %s",
		    (size_t)offset + 1, (const char *)why);
	} else if (complete(m, e) == 0) {
		return m;
	}
	matcher_free(m);
	return NULL;
}

void
matcher_free(struct matcher *m)
{
	if (m == NULL)
		return;
	pcre2_match_context_free(m->limits);
	pcre2_match_data_free(m->data);
	pcre2_code_free(m->code);
	free(m);
}

unsigned
matcher_group(const struct matcher *m, const char *name)
{
	int n = pcre2_substring_number_from_name(m->code, (PCRE2_SPTR)name);

	return n > 0 ? (unsigned)n : 0;
}

enum matcher_answer
matcher_search(struct matcher *m, const char *text, size_t len)
{
	int rc = pcre2_match(m->code, (PCRE2_SPTR)text, len, 0, 0, m->data,
	    m->limits);

	m->text = text;
	if (rc > 0)
		return MATCHER_YES;
	return rc == PCRE2_ERROR_NOMATCH ? MATCHER_NO : MATCHER_LIMIT;
}

struct matcher_span
matcher_span(const struct matcher *m, unsigned group)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(m->data);

	if (group >= pcre2_get_ovector_count(m->data) ||
	    at[2 * group] == PCRE2_UNSET)
		return (struct matcher_span){ NULL, 0 };
	return (struct matcher_span){ m->text + at[2 * group],
		at[2 * group + 1] - at[2 * group] };
}
