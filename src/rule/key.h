/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_KEY_H
#define DHF_RULE_KEY_H

#include <stdint.h>
#include <stddef.h>

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

/* The key of an address set. */
uint64_t key_set(uint32_t set);

/* Where a key is: the page of a table of pages, and the 32 bits that tell it
 * from others there. */
uint32_t key_page(uint64_t key, uint32_t pages);
uint32_t key_tag(uint64_t key);

/* The two bits of a gram in a filter page, from 0 to KEY_FILTER_BITS. */
#define KEY_FILTER_BITS 32704
uint32_t key_bit(uint64_t key, unsigned which);

#endif
