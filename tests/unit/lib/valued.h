/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_VALUED_H
#define DHF_TESTS_UNIT_LIB_VALUED_H

#include "base/arena.h"
#include "rule/criterion.h"

/*
 * valued - criteria whose values stand in the test as text
 */

/* A value made of its text; one that does not read fails the test. */
struct criterion valued(struct arena *a, enum criterion_kind kind,
    const char *text);

/* Copies of n criteria whose values are text as in a rule, len unset. */
const struct criterion *valued_copy(struct arena *a,
    const struct criterion *crit, size_t n);

#endif
