/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/regexcache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/grow.h"
#include "base/table.h"
#include "expr/pcre.h"
#include "expr/regex.h"

/* More expressions than this are not kept. */
#define ENTRIES_MAX 100000

struct regexcache {
	struct pcre pcre;
	struct table table; /* expression -> index in code, plus 1 */
	struct arena keys;
	pcre2_code **code;  /* owned; NULL: can't be compiled */
	size_t len, cap;
	pcre2_match_data *data;
	pcre2_match_context *match;
};

struct regexcache *
regexcache_new(void)
{
	struct regexcache *c = calloc(1, sizeof(*c));
	struct err e;

	if (c == NULL || pcre_load(&c->pcre, &e) == -1) {
		free(c);
		return NULL;
	}
	c->data = c->pcre.match_data_create(1, NULL);
	c->match = c->pcre.match_context_create(NULL);
	if (c->data == NULL || c->match == NULL) {
		regexcache_free(c);
		return NULL;
	}
	(void)c->pcre.set_match_limit(c->match, REGEX_MATCH_LIMIT);
	(void)c->pcre.set_depth_limit(c->match, REGEX_DEPTH_LIMIT);
	(void)c->pcre.set_heap_limit(c->match, REGEX_HEAP_KIB);
	return c;
}

void
regexcache_free(struct regexcache *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->len; i++)
		c->pcre.code_free(c->code[i]);
	free(c->code);
	table_free(&c->table);
	arena_free(&c->keys);
	c->pcre.match_data_free(c->data);
	c->pcre.match_context_free(c->match);
	free(c);
}

/* Compile a new expression and remember it; NULL if that can't be. */
static pcre2_code *
add(struct regexcache *c, const char *pattern, size_t len)
{
	pcre2_code **grown;
	PCRE2_SIZE offset;
	const char *key;
	uint32_t *at;
	int why;

	if (c->len == ENTRIES_MAX ||
	    (key = arena_copy(&c->keys, pattern, len)) == NULL ||
	    (grown = grow_array(c->code, c->len, &c->cap, sizeof(*grown))) ==
	    NULL)
		return NULL;
	c->code = grown;
	if ((at = table_put(&c->table, key, len)) == NULL)
		return NULL;
	c->code[c->len] = c->pcre.compile((PCRE2_SPTR)pattern, len,
	    REGEX_OPTIONS, &why, &offset, NULL);
	*at = (uint32_t)++c->len;
	return c->code[c->len - 1];
}

enum regexcache_answer
regexcache_try(struct regexcache *c, const char *pattern, const char *subject,
    size_t len)
{
	size_t n = strlen(pattern);
	const uint32_t *at = table_get(&c->table, pattern, n);
	pcre2_code *code = at != NULL ? c->code[*at - 1] : add(c, pattern, n);
	int rc;

	if (code == NULL)
		return REGEXCACHE_ASK;
	rc = c->pcre.match(code, (PCRE2_SPTR)subject, len, 0, 0, c->data,
	    c->match);
	if (rc >= 0)
		return REGEXCACHE_YES;
	return rc == PCRE2_ERROR_NOMATCH ? REGEXCACHE_NO : REGEXCACHE_ASK;
}
