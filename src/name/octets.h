/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_OCTETS_H
#define DHF_NAME_OCTETS_H

#include <stddef.h>

struct embedded;

/*
 * octets - the four octets of an IPv4 address in decimal, in a name
 *
 * A part of embedded.  Every run of digits is taken for a row of octets: one
 * with any number of zeros before it, or several, each plain or padded to
 * three digits.  What the runs cover together is what the name says.
 */

/* Look for octet[0] to octet[3]; as embedded_find. */
void octets_find(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[4]);

#endif
