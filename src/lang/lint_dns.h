/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_DNS_H
#define DHF_LANG_LINT_DNS_H

#include <stdbool.h>
#include <stddef.h>

struct rulebook;

/* Warn of what rule i asks of DNS in vain.  *told: it has been said that
 * nobody asks DNS. */
void lint_dns(struct rulebook *b, size_t i, bool *told);

#endif
