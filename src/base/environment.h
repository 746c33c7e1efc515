/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_ENVIRONMENT_H
#define DHF_BASE_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * environment - what the next program is given, without memory from the heap
 *
 * environment_init, then environment_set for each addition and
 * environment_unset for what is to go, then environment_build once for
 * execve(2).
 */

#define ENVIRONMENT_NAMES_MAX 20
/* Bytes of all "NAME=value" strings with their NULs. */
#define ENVIRONMENT_TEXT_MAX 1792
/* Above this many pointers, the last NULL included, the heap is used. */
#define ENVIRONMENT_SLOTS 96

/* Not to be looked into; public so that it can live on the stack.  Pages of
 * it that are not needed are not touched. */
struct environment {
	size_t count;                        /* names set or unset */
	size_t used;                         /* bytes of text */
	size_t start[ENVIRONMENT_NAMES_MAX]; /* of each name, in text */
	bool gone[ENVIRONMENT_NAMES_MAX];    /* it is unset */
	char **heap;                         /* owned; NULL if slot does */
	char *slot[ENVIRONMENT_SLOTS];
	char text[ENVIRONMENT_TEXT_MAX];
};

/* Start with nothing set. */
void environment_init(struct environment *env);

/* Set name, as a copy, to a copy of value; what was set under it before is
 * replaced.  Returns 0, or -1 with *env unchanged if name is empty or holds
 * '=', or there is no room. */
int environment_set(struct environment *env, const char *name,
    const char *value);

/* Take name away; returns as environment_set. */
int environment_unset(struct environment *env, const char *name);

/* Returns the entries of old (NULL or NULL-terminated, borrowed as long as
 * the result) whose names are neither set nor unset, in their order, then what
 * is set, then NULL.  The array is owned by *env and valid until
 * environment_free or the next call.  NULL if memory ran out. */
char **environment_build(struct environment *env, char **old);

/* Release what *env owns and start with nothing set.  May be repeated. */
void environment_free(struct environment *env);

#endif
