/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_NAME_H
#define DHF_ZONE_NAME_H

#include <stdbool.h>

#include "base/ip.h"

struct err;

/*
 * name - names of DNS: of a zone, and of addresses in it
 */

/* Longest name of a zone, NUL included: a reversed address of IPv6, 63 bytes,
 * and a dot have to fit before it into the 253 of a name. */
#define NAME_ZONE_SIZE 190

/* Read the name of a zone or a server: labels of letters, digits, hyphens and
 * underscores.  It is written in lower case and without a dot at its end.  -1
 * with *e ERR_PERM and *out unchanged. */
int name_parse(char out[NAME_ZONE_SIZE], const char *text, struct err *e);

/* Longest reversed address, NUL included: 32 digits with dots between. */
#define NAME_REVERSE_SIZE 64

/* Write the labels under which a list has an address (RFC 5782 sections 2.1
 * and 2.4), without its zone: 192.0.2.1 is "1.2.0.192", 64 bits of IPv6 are
 * "*." and 16 digits, all 128 bits 32 digits. */
void name_reverse(char out[NAME_REVERSE_SIZE], const struct ip *ip,
    unsigned bits);

/* Read such labels.  False if they are none, or not spelled as above. */
bool name_read_reverse(struct ip *ip, unsigned *bits, const char *labels);

#endif
