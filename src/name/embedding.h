/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_EMBEDDING_H
#define DHF_NAME_EMBEDDING_H

/*
 * embedding - what of an address stands in a name, and where
 */
enum embedded_kind { /* the numbers stand in images */
	EMBEDDED_NONE,
	EMBEDDED_LAST, /* only the last octet, as a number of its own */
	EMBEDDED_PART, /* two or three octets; some groups of an IPv6 address */
	EMBEDDED_FULL
};

enum embedded_form {
	EMBEDDED_DECIMAL,
	EMBEDDED_HEX,
	EMBEDDED_INTEGER,
	EMBEDDED_GROUPS, /* of an IPv6 address */
	EMBEDDED_HARDWARE,
	EMBEDDED_BASE32
};

/* A run of bytes in the name. */
struct span {
	unsigned char at, len;
};

#define EMBEDDED_SPANS 4

struct embedded {
	enum embedded_kind kind;
	enum embedded_form form;         /* unless kind is NONE */
	unsigned char octets;            /* how many of it are there */
	unsigned char spans;
	struct span span[EMBEDDED_SPANS]; /* ascending */
};

#endif
