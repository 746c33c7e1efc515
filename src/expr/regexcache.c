/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/regexcache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/grow.h"
#include "base/table.h"
#include "expr/automaton.h"
#include "expr/pcre.h"
#include "expr/regex.h"

/* More expressions than this are not kept: an automaton has 4 kB. */
#define ENTRIES_MAX 20000

/* One expression: an automaton of it or, if it is not of that kind, what PCRE2
 * made of it, owned; neither if that can't be compiled. */
struct entry {
	const struct automaton *automaton;
	pcre2_code *code;
};

struct regexcache {
	struct pcre pcre;
	struct table table; /* expression -> index in entry, plus 1 */
	struct arena arena; /* expressions and automata */
	struct entry *entry;
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
		c->pcre.code_free(c->entry[i].code);
	free(c->entry);
	table_free(&c->table);
	arena_free(&c->arena);
	c->pcre.match_data_free(c->data);
	c->pcre.match_context_free(c->match);
	free(c);
}

/* Keep a copy of the automaton; NULL if memory ran out. */
static const struct automaton *
keep(struct regexcache *c, const struct automaton *a)
{
	struct automaton *copy = arena_alloc(&c->arena, sizeof(*copy));

	if (copy != NULL)
		*copy = *a;
	return copy;
}

/* Compile a new expression and remember it; NULL if memory ran out. */
static const struct entry *
add(struct regexcache *c, const char *pattern, size_t len)
{
	struct automaton automaton;
	struct entry *grown;
	PCRE2_SIZE offset;
	const char *key;
	uint32_t *at;
	int why;

	if (c->len == ENTRIES_MAX ||
	    (key = arena_copy(&c->arena, pattern, len)) == NULL ||
	    (grown = grow_array(c->entry, c->len, &c->cap, sizeof(*grown))) ==
	    NULL)
		return NULL;
	c->entry = grown;
	if ((at = table_put(&c->table, key, len)) == NULL)
		return NULL;
	grown += c->len;
	*grown = (struct entry){ NULL, NULL };
	if (automaton_make(&automaton, key))
		grown->automaton = keep(c, &automaton);
	if (grown->automaton == NULL)
		grown->code = c->pcre.compile((PCRE2_SPTR)key, len,
		    REGEX_OPTIONS, &why, &offset, NULL);
	*at = (uint32_t)++c->len;
	return grown;
}

/* Search by the interpreter. */
static enum regexcache_answer
match(struct regexcache *c, const pcre2_code *code, const char *subject,
    size_t len)
{
	int rc;

	if (code == NULL)
		return REGEXCACHE_ASK;
	rc = c->pcre.match(code, (PCRE2_SPTR)subject, len, 0, 0, c->data,
	    c->match);
	if (rc >= 0)
		return REGEXCACHE_YES;
	return rc == PCRE2_ERROR_NOMATCH ? REGEXCACHE_NO : REGEXCACHE_ASK;
}

enum regexcache_answer
regexcache_try(struct regexcache *c, const char *pattern, const char *subject,
    size_t len)
{
	size_t n = strlen(pattern);
	const uint32_t *at = table_get(&c->table, pattern, n);
	const struct entry *entry = at != NULL ? &c->entry[*at - 1] :
	    add(c, pattern, n);

	if (entry == NULL)
		return REGEXCACHE_ASK;
	if (entry->automaton == NULL)
		return match(c, entry->code, subject, len);
	switch (automaton_search(entry->automaton, subject, len)) {
	case AUTOMATON_NO:
		return REGEXCACHE_NO;
	case AUTOMATON_YES:
		return REGEXCACHE_YES;
	case AUTOMATON_UNKNOWN:
		break;
	}
	return REGEXCACHE_ASK;
}
