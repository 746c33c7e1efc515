/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_NETS_H
#define DHF_TESTS_UNIT_LIB_NETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rule/netset.h"

/*
 * nets - random networks, and who is in them by looking at every bit
 */

/* The next number of a generator; *state is the seed, not 0. */
uint32_t nets_random(uint32_t *state);

/* A random address of 32 or 128 bits from a corner where networks meet. */
struct ip nets_address(uint32_t *state, unsigned bits);

/* Add count networks of one family, in sets from 1 to sets. */
void nets_fill(struct netset *s, size_t count, uint32_t sets, unsigned bits,
    uint32_t *state);

/* Whether a network of the set holds the address. */
bool nets_hold(const struct netset *s, uint32_t set, const struct ip *a);

#endif
