/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_GROUPS_H
#define DHF_NAME_GROUPS_H

#include <stddef.h>

struct embedded;

/*
 * groups - an IPv6 address, or a part of it, in a name
 *
 * A part of embedded.  Hexadecimal digits, with at most one "-", "." or "_"
 * between two of them ("--" where zeros are left out), are compared with the
 * address as groups of four and as a row of 32 nibbles, from either end.
 */

/* Look for the address; as embedded_find. */
void groups_find(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[16]);

#endif
