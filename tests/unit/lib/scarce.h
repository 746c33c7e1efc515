/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_SCARCE_H
#define DHF_TESTS_UNIT_LIB_SCARCE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * scarce - memory runs out
 *
 * Takes the place of malloc(3) and its like, with glibc.  Sanitizers have their
 * own: there, and with another library, no allocation fails.
 */

/* Whether one can fail here. */
bool scarce_can(void);

/* The allocation number n from now on fails, 1 is the next; 0: none. */
void scarce_fail(size_t n);

/* Whether it has come to that one; from now on none fails. */
bool scarce_failed(void);

/* How many blocks nobody has freed. */
size_t scarce_held(void);

/* Do something with each of its allocations failing in turn, and then with
 * none.  It says true if all of it went well, and has given everything back
 * that it took.  The test fails if something has not, or if not even the last
 * one goes well.  Returns how often it did not go well. */
size_t scarce_each(bool (*deed)(void *arg), void *arg);

#endif
