/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_NET_H
#define DHF_LANG_LINT_NET_H

#include <stdint.h>

struct err;
struct rulebook;

/* Warn of rules whose criteria share no address, and set *shadow[s] for each
 * address set s that earlier absorbing rules hold whole to one of those rules
 * plus 1; shadow has b->sets + 1 items, all 0.  -1 with *e ERR_TEMP. */
int lint_networks(struct rulebook *b, uint32_t *shadow, struct err *e);

#endif
