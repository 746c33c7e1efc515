/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_CLASS_H
#define DHF_LANG_LINT_CLASS_H

#include <stddef.h>

struct rulebook;

/* Warn of each confidence in rule i that no name can have. */
void lint_class(struct rulebook *b, size_t i);

#endif
