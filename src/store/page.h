/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_PAGE_H
#define DHF_STORE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * page - one page of a tree in an LMDB file, as layout 1 says
 *
 *	number    size_t
 *	pad       16 bits
 *	flags     16 bits: PAGE_BRANCH, PAGE_LEAF or PAGE_VALUE
 *	lower     16 bits: where the offsets of the nodes end, which follow
 *	upper     16 bits: where the nodes begin, that fill the rest
 *
 * A node, at an even offset: 32 bits, the length of its value or of its child
 * the low half; 16 bits, flags or the child's high half; 16 bits, the length
 * of its key; the key; the value.  Of this machine's order of octets.
 */
enum page_kind { PAGE_BRANCH = 1, PAGE_LEAF = 2, PAGE_VALUE = 4 };

#define PAGE_START (sizeof(size_t) + 8)
#define PAGE_SIZE_MIN 512
#define PAGE_SIZE_MAX 32768
#define PAGE_KEY_MAX 511

struct page {
	const unsigned char *data; /* borrowed */
	size_t size;               /* PAGE_SIZE_MIN to PAGE_SIZE_MAX */
	enum page_kind kind;       /* that it has to be of */
	bool big;                  /* values may have pages of their own */
	size_t nodes;              /* set by page_check */
};

struct page_node {
	const unsigned char *key, *value; /* borrowed from the page */
	size_t key_len, value_len;
	bool big;     /* value is the number of a page (size_t) that holds
		       * value_len bytes, with those behind it */
	size_t child; /* of a branch: number of a page */
};

/* Check page number and set p->nodes.  Returns NULL, or what is wrong: a
 * constant text. */
const char *page_check(struct page *p, size_t number);

/* Node i of a page that page_check found good. */
struct page_node page_node(const struct page *p, size_t i);

#endif
