/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_WORDS_H
#define DHF_NAME_WORDS_H

#include <stddef.h>

/*
 * words - what the words in host names mean, in the languages people use
 */
enum word_kind {
	WORD_DYNAMIC, /* addresses that are lent: dyn, dhcp, pool, dialup */
	WORD_ACCESS,  /* a technology of access lines: dsl, cable, ftth */
	WORD_LINE,    /* whom the line belongs to: customer, home, user */
	WORD_GENERIC, /* what names made by a machine begin with: host, ip */
	WORD_STATIC,  /* lent for long, or to a business: static, biz */
	WORD_HOSTING, /* machines for rent: vps, cloud, dedi */
	WORD_SERVER,  /* a service other than mail, or equipment: www, ns */
	WORD_MAIL,    /* mail: mx, smtp, relay */
	WORD_KINDS
};

/* A word that was found. */
struct word {
	enum word_kind kind;
	unsigned char at, len; /* bytes of the text */
};

/* Find the words in len bytes, at most 253, in lower case: none overlaps
 * another, the longest one at a place is taken.  Writes at most max of them
 * to out, in order, and returns how many it wrote. */
size_t words_find(struct word *out, size_t max, const char *text, size_t len);

/* What a kind is called: "dynamic" and so on. */
const char *word_kind_word(enum word_kind kind);

#endif
