/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_IP_H
#define DHF_BASE_IP_H

#include <stdbool.h>

struct err;

/*
 * ip - one IPv4 or IPv6 address, as a value
 *
 * Copied with =, compared with ip_compare.  An IPv4-mapped IPv6 address
 * (RFC 4291 section 2.5.5.2) is IPv4 from ip_parse on, in every spelling.
 */
struct ip {
	unsigned char octet[16]; /* network order; IPv4: first 4, rest zero */
	unsigned bits;           /* 32 or 128: family and width at once */
};

/* Longest text ip_format writes, NUL included (RFC 4291 section 2.2). */
#define IP_TEXT_SIZE 46

/* Read presentation form as inet_pton(3) does: dotted quads without octal,
 * hex or short forms, IPv6 in any spelling.  A zone ("%eth0", RFC 4007
 * section 11) is accepted on fe80::/10 only, and dropped.  Returns 0, or -1
 * with *e ERR_PERM and *out unchanged. */
int ip_parse(struct ip *out, const char *text, struct err *e);

/* The address of bits / 8 octets in network order, as sockets and packets have
 * it; bits is 32 or 128. */
struct ip ip_of(const void *octets, unsigned bits);

/* Order by family (IPv4 first), then by value: negative, 0 or positive. */
int ip_compare(const struct ip *a, const struct ip *b);

/* *a with all but its first bits bits cleared; bits in 0..a->bits. */
struct ip ip_first(const struct ip *a, unsigned bits);

/* *a with all but its first bits bits set; bits in 0..a->bits. */
struct ip ip_last(const struct ip *a, unsigned bits);

/* Step *a to the next address.  False, and *a zero, after the last one. */
bool ip_next(struct ip *a);

/* Write the canonical text of *a (RFC 5952) to out, NUL-terminated. */
void ip_format(const struct ip *a, char out[IP_TEXT_SIZE]);

#endif
