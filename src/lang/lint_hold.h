/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_HOLD_H
#define DHF_LANG_LINT_HOLD_H

#include <stddef.h>

struct rulebook;

/* Warn if a criterion of rule i holds for everybody or nobody by what it says,
 * or if two about the name can't both hold. */
void lint_hold(struct rulebook *b, size_t i);

#endif
