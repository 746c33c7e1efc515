/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_BASE32_H
#define DHF_NAME_BASE32_H

#include <stddef.h>

struct embedded;

/*
 * base32 - an IPv6 address in base 32, in a name
 *
 * A part of embedded.  Each character stands for five bits, from the first bit
 * of a group on, or so that the last character ends with the address.  The
 * alphabets of RFC 4648 (sections 6 and 7), Crockford's and z-base-32 are
 * known; any other is taken as well if equal characters stand for equal bits
 * and other ones for others, often enough to be no accident.
 */

/* Look for at least the last 64 bits; as embedded_find. */
void base32_find(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[16]);

#endif
