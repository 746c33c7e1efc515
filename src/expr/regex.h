/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_REGEX_H
#define DHF_EXPR_REGEX_H

#include <stddef.h>

struct err;

/*
 * regex - an automaton for most expressions, and PCRE2 with limits that hold
 * against hostile names
 *
 * Unanchored, case-insensitive, bytes (never UTF), "$" at the very end only.
 * A search stops after REGEX_MATCH_LIMIT steps.  Real expressions need up to
 * 128 on real names; the worst of 50 catastrophic ones takes 0.3 ms for
 * 10,000 (tests/RESULTS.md).
 */
#define REGEX_MATCH_LIMIT 10000
#define REGEX_DEPTH_LIMIT 2000 /* backtracking points at a time */
#define REGEX_HEAP_KIB 128     /* memory for them */

/* How expressions are compiled; for those who include pcre2.h. */
#define REGEX_OPTIONS (PCRE2_CASELESS | PCRE2_NEVER_UTF | \
	PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY)

/* Searches of one connection that may run into the limit; after these every
 * search answers REGEX_LIMIT at once. */
#define REGEX_LIMIT_HITS 100

/* Memory that an engine needs, bytes: to search, and to check.  What checks
 * in the one can be searched in the other. */
#define REGEX_MEMORY ((size_t)1024 * 1024)
#define REGEX_CHECK_MEMORY ((size_t)512 * 1024)

enum regex_answer {
	REGEX_NO,
	REGEX_YES,
	REGEX_LIMIT, /* gave up: neither yes nor no */
	REGEX_FAILED /* *e is filled */
};

/* The memory and contexts of searches; one per thread. */
struct regex_engine;

/* Make an engine that works in len bytes of memory at mem, borrowed until
 * regex_engine_free, and takes no other.  NULL with *e ERR_TEMP. */
struct regex_engine *regex_engine_new(void *mem, size_t len, struct err *e);

/* Make an engine in the few bytes at room, REGEX_ENGINE_ROOM of them, that
 * allocates REGEX_MEMORY when the first expression comes: most clients need
 * none.  Never NULL. */
#define REGEX_ENGINE_ROOM 256
struct regex_engine *regex_engine_later(void *room);

/* Start over with a full budget of REGEX_LIMIT_HITS. */
void regex_engine_reset(struct regex_engine *r);

/* How many searches have given up, of REGEX_LIMIT_HITS; and set that: who
 * searches for show only sets it back afterwards, and who knows an answer from
 * an earlier walk to what it was behind that. */
unsigned regex_engine_hits(const struct regex_engine *r);
void regex_engine_set_hits(struct regex_engine *r, unsigned hits);

void regex_engine_free(struct regex_engine *r);

/* Search len bytes of subject for the expression, by an automaton
 * (expr/automaton.h) if it is of that kind. */
enum regex_answer regex_search(struct regex_engine *r, const char *pattern,
    const char *subject, size_t len, struct err *e);

/* The same by PCRE2, without the tricks that know from a missing byte that
 * there is no match: what a name can cost that has that byte. */
enum regex_answer regex_search_plainly(struct regex_engine *r,
    const char *pattern, const char *subject, size_t len, struct err *e);

/* How many groups an expression captures that regex_check took. */
int regex_groups(struct regex_engine *r, const char *pattern, unsigned *groups,
    struct err *e);

/* Compile only.  Returns 0, or -1 with *e ERR_PERM and in *offset how many
 * bytes of the expression were understood. */
int regex_check(struct regex_engine *r, const char *pattern, size_t *offset,
    struct err *e);

#endif
