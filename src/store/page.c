/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/page.h"

#include <string.h>

#define NODE_START 8
#define NODE_BIG 1 /* the flag */

static uint16_t
get16(const unsigned char *p)
{
	uint16_t n;

	memcpy(&n, p, sizeof(n));
	return n;
}

/* Bytes of a node's value that lie in the page. */
static size_t
inside(const struct page *p, const struct page_node *n)
{
	if (p->kind == PAGE_BRANCH)
		return 0;
	return n->big ? sizeof(size_t) : n->value_len;
}

/* Read node i; false if it does not lie in the page. */
static bool
node_at(const struct page *p, size_t i, struct page_node *n)
{
	size_t at = get16(p->data + PAGE_START + 2 * i);
	uint16_t flags;
	uint32_t word;
	size_t room;

	if (at % 2 != 0 || at < PAGE_START || at > p->size - NODE_START)
		return false;
	memcpy(&word, p->data + at, sizeof(word));
	flags = get16(p->data + at + 4);
	*n = (struct page_node){ .key = p->data + at + NODE_START,
		.key_len = get16(p->data + at + 6) };
	room = p->size - NODE_START - at;
	if (n->key_len > PAGE_KEY_MAX || n->key_len > room)
		return false;
	n->value = n->key + n->key_len;
	if (p->kind == PAGE_BRANCH) {
		n->child = word;
		if (sizeof(size_t) > sizeof(word))
			n->child |= (size_t)((uint64_t)flags << 32);
		return true;
	}
	n->big = flags == NODE_BIG;
	n->value_len = word;
	return (flags == 0 || (n->big && p->big)) &&
	    inside(p, n) <= room - n->key_len;
}

/* The nodes fill the page from upper on, and none lies on another. */
static const char *
check_nodes(const struct page *p, size_t upper)
{
	unsigned char used[PAGE_SIZE_MAX / 2 / 8] = { 0 }; /* a bit for two */
	size_t i, at, len, sum = 0;
	struct page_node n;

	for (i = 0; i < p->nodes; i++) {
		if (!node_at(p, i, &n))
			return "a record leaves the page";
		at = (size_t)(n.key - NODE_START - p->data);
		len = NODE_START + n.key_len + inside(p, &n);
		len += len % 2;
		if (at < upper || len > p->size - at)
			return "a record leaves the page";
		for (sum += len; len > 0; len -= 2, at += 2) {
			if (used[at / 16] & 1u << at / 2 % 8)
				return "records overlap";
			used[at / 16] |= (unsigned char)(1u << at / 2 % 8);
		}
	}
	return sum == p->size - upper ? NULL : "records do not fill the page";
}

const char *
page_check(struct page *p, size_t number)
{
	size_t own, lower, upper;

	memcpy(&own, p->data, sizeof(own));
	lower = get16(p->data + sizeof(own) + 4);
	upper = get16(p->data + sizeof(own) + 6);
	if (own != number)
		return "has another number";
	if (get16(p->data + sizeof(own) + 2) != p->kind)
		return "of another kind";
	if (lower < PAGE_START || lower % 2 != 0 || upper % 2 != 0 ||
	    lower > upper || upper > p->size)
		return "has a wrong size";
	p->nodes = (lower - PAGE_START) / 2;
	return check_nodes(p, upper);
}

struct page_node
page_node(const struct page *p, size_t i)
{
	struct page_node n;

	(void)node_at(p, i, &n);
	return n;
}
