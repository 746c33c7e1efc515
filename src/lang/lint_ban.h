/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_BAN_H
#define DHF_LANG_LINT_BAN_H

#include <stdbool.h>
#include <stddef.h>

struct rulebook;

/* Warn if rule i wants to ban, and refuses nobody for good, or has nobody to
 * tell.  *no_daemon: the latter has been said. */
void lint_ban(struct rulebook *b, size_t i, bool *no_daemon);

#endif
