/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_KEY_H
#define DHF_RULE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rule/page.h"

/*
 * key - by what a rule is found: 64 bits of a domain, a run of two to four
 * bytes (a gram), or an address set
 *
 * Two keys that collide only make a rule be asked in vain.  The compiler and
 * the filter must agree on these values: they are part of dhf.db(5).
 */

/* Labels of a name that are looked at, from its end. */
#define KEY_LABELS 12

/* Call found with the key of each domain that text is or is below, from the
 * shortest; KEY_LABELS at most.  A text without a dot has one key. */
void key_each_domain(const char *text, size_t len,
    void (*found)(void *arg, uint64_t key), void *arg);

/* The key of a domain that has at most KEY_LABELS labels, or of its last
 * KEY_LABELS ones. */
uint64_t key_domain(const char *text, size_t len);

/* The key of the len bytes at text, 2 to 4. */
uint64_t key_gram(const char *text, size_t len);

/* Which keys there may be: on a filter page of an image, those grams that
 * belong there; or in memory, all keys.  No key is missing, and a few are there
 * that no rule has. */
struct key_bits {
	const unsigned char *bit; /* borrowed */
	uint32_t page, pages;     /* number of how many; pages 0: in memory */
	unsigned shift;           /* 2^(32 - shift) bits */
};

bool key_may_be(const struct key_bits *b, uint64_t key);

/* The two bits of a tag in memory, below 2^(32 - shift); shift is 0 to 20. */
uint32_t key_tag_bit(uint32_t tag, unsigned which, unsigned shift);

/* The grams of a text that may be keys, a few at a time: looking them up takes
 * away the filter page that they were found with.  All bytes zero but text and
 * len is the start. */
struct key_grams {
	const char *text; /* borrowed */
	size_t len;
	size_t at; /* of the next; len: there is none */
};

/* Write the keys of the next grams that may be there, and return how many. */
#define KEY_ONCE 32
size_t key_grams_next(uint64_t out[KEY_ONCE], struct key_grams *g,
    const struct key_bits *bits);

/* The key of an address set. */
uint64_t key_set(uint32_t set);

/* Where a key is: the page of a table of pages, and the 32 bits that tell it
 * from others there. */
uint32_t key_page(uint64_t key, uint32_t pages);
uint32_t key_tag(uint64_t key);

/* A key page has a count and, from byte 8 on, pairs of tag and value, sorted.
 * A value is a rule's offset or, with KEY_LIST, the offset of a list: a count,
 * then the offsets of that many rules. */
#define KEY_HEAD 8
#define KEY_PER_PAGE ((PAGE_PAYLOAD - KEY_HEAD) / 8)
#define KEY_LIST 0x80000000u

/* Most pairs of one key: with more rules it has one pair, and a list.  A page
 * without the list is a page less to read; but all pairs of a key lie on one
 * page, so few may be many: 8 of KEY_PER_PAGE leaves room for dozens of such
 * keys, and reading stops there, whatever tags are equal. */
#define KEY_INLINE 8

/* Bytes of an entry in the list of rules without a key: an offset and a
 * shape. */
#define KEY_ALWAYS 8

/* The two bits of a gram in a filter page, from 0 to KEY_FILTER_BITS. */
#define KEY_FILTER_BITS (8 * PAGE_PAYLOAD)
uint32_t key_bit(uint64_t key, unsigned which);

#endif
