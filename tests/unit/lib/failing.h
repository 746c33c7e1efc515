/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_FAILING_H
#define DHF_TESTS_UNIT_LIB_FAILING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * failing - memory that runs out, and calls of the system that fail
 *
 * Linked into each unit test before the C library, by the linker's --wrap: what
 * our code calls counts, and the test's own, but not what libraries call for
 * themselves: for that, without sanitizers, there is lib/scarce.  The Makefile
 * has the list of what can fail (FAILING).
 */
#define FAILING_MEMORY "memory" /* malloc, calloc, realloc, strdup */
#define FAILING_ARENA "arena"   /* arena_alloc, arena_copy */

/* From now on, call number nth of that name fails, the first is 1, with error
 * in errno; those behind it go well. */
void failing_nth(const char *name, unsigned nth, int error);

/* From now on all of that name fail. */
void failing_all(const char *name, int error);

/* All goes well again.  Whether one has failed since it began to. */
bool failing_end(void);

/* Call once with the first call of that name failing, with the second, and so
 * on, until none has failed; returns how many that were.  Once may use
 * failing_end to be well before it ends, and returns what that does. */
unsigned failing_each(const char *name, int error, bool (*once)(void *arg),
    void *arg);

/* Zeroed memory that does not count, for what a test needs itself; for
 * free(3). */
void *failing_never(size_t len);

#endif
