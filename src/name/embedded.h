/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_EMBEDDED_H
#define DHF_NAME_EMBEDDED_H

#include <stddef.h>

#include "name/embedding.h"

struct ip;

/*
 * embedded - is a client's address written in its name?
 *
 * It has to be the client's own: numbers that are no part of it are no sign,
 * and numbers that could be an accident are none either ("mail1234" for
 * 1.2.3.4).  Found are decimal octets, padded or not, with any separator or
 * none, in any order, spread over labels; 8 hexadecimal digits, in order or
 * reversed, and four hexadecimal octets; the address as one integer; and of
 * IPv6 addresses groups and nibbles in order or reversed, with the zeros
 * left out or not, base 32, the hardware address of an EUI-64 (RFC 4291
 * appendix A), and an IPv4 address within (RFC 6052 section 2.1, RFC 3056
 * section 2).
 */
/* Look for *ip in a name of len bytes, at most 253, in lower case.  Allocates
 * nothing; time grows with len only. */
void embedded_find(struct embedded *out, const char *name, size_t len,
    const struct ip *ip);

/* "full" and so on, as the rule language and dhf-test spell it. */
const char *embedded_word(enum embedded_kind kind);

#endif
