/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_REGEXCACHE_H
#define DHF_EXPR_REGEXCACHE_H

#include <stddef.h>

/*
 * regexcache - expressions that stay compiled, for those who ask many times
 *
 * Searched by an automaton, or by the same interpreter under the same limits as
 * the filter's engine, and only a plain "yes" or "no" is believed; the rest is
 * asked again of the engine, which keeps the budget.  No machine code: PCRE2's
 * counts its steps in another way, and says "no" to names at which the filter
 * gives up.
 */
struct regexcache;

enum regexcache_answer {
	REGEXCACHE_NO,
	REGEXCACHE_YES,
	REGEXCACHE_ASK /* the engine has to say */
};

/* An empty cache, the caller's to free; NULL if memory ran out. */
struct regexcache *regexcache_new(void);

void regexcache_free(struct regexcache *c); /* NULL is fine */

/* Try len bytes of subject.  The expression is copied. */
enum regexcache_answer regexcache_try(struct regexcache *c,
    const char *pattern, const char *subject, size_t len);

#endif
