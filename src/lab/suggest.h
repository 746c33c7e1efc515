/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_SUGGEST_H
#define DHF_LAB_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

struct ip;

/*
 * suggest - a pattern of DynaStop that would match a name like this
 *
 *	ppp-192-0-2-77.pool3.dip.example.net of 192.0.2.77
 *	ppp-$1-$2-$3-$4 dip.example.net
 *
 * The part that holds the address, or two octets of it beside each other, with
 * its letters; then the domain, from the last label on that is numbered.
 */
#define SUGGEST_SIZE 640

/* Write it for a name of len bytes, at most 253, in lower case, whose
 * registrable domain begins at byte domain.  False if the IPv4 address is not
 * in the name in an order that a pattern can say. */
bool suggest_pattern(char out[SUGGEST_SIZE], const char *name, size_t len,
    size_t domain, const struct ip *ip);

#endif
