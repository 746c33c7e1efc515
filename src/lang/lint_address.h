/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_ADDRESS_H
#define DHF_LANG_LINT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

struct rulebook;

/* Warn if rule i is an old one whose expression is an address or a network,
 * since only names are searched.  True if it did. */
bool lint_address(struct rulebook *b, size_t i);

#endif
