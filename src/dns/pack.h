/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_PACK_H
#define DHF_DNS_PACK_H

#include <stddef.h>

#include "dns/answer.h"

/*
 * pack - an answer in as few bytes as it needs, for who keeps many
 *
 * For this process alone: why stays a pointer.
 */

/* The bytes that *a takes. */
size_t pack_size(const struct dns_answer *a);

/* Write *a to pack_size bytes at out. */
void pack(unsigned char *out, const struct dns_answer *a);

/* Read it again; only as many items are written as it counts. */
void pack_open(struct dns_answer *out, const unsigned char *packed);

/* Its type alone. */
enum dns_type pack_type(const unsigned char *packed);

#endif
