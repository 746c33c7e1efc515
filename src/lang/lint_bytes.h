/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_BYTES_H
#define DHF_LANG_LINT_BYTES_H

#include <stddef.h>

struct rulebook;

/* Warn if criterion c of rule i, an expression, or one of its alternatives
 * asks for a byte that no host name has, as "/foo/" does, which other programs
 * write for foo. */
void lint_bytes(struct rulebook *b, size_t i, size_t c);

#endif
