/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/nettree.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/le.h"
#include "rule/image.h"

#define CHAIN_SIZE 4 /* bytes of a chain number in a leaf record */
#define LINK_SIZE 8  /* bytes of a link: set, next */

/* How the pages of one family are laid out. */
struct layout {
	uint32_t key;      /* bytes of an address */
	uint32_t record;   /* bytes of a leaf record */
	uint32_t per_leaf; /* records in a leaf page */
	uint32_t per_index; /* keys in an index page */
};

static struct layout
layout_of(unsigned bits)
{
	struct layout s;

	s.key = bits / 8;
	s.record = s.key + CHAIN_SIZE;
	s.per_leaf = IMAGE_PAYLOAD / s.record;
	s.per_index = IMAGE_PAYLOAD / s.key;
	return s;
}

static uint32_t
ceil_div(size_t n, uint32_t by)
{
	return (uint32_t)((n + by - 1) / by);
}

static void
leaf_fill(unsigned char *page, const struct layout *s,
    const struct netset_interval *interval, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < s->per_leaf; i++) {
		memcpy(page, interval[i].first.octet, s->key);
		le_put32(page + s->key, interval[i].chain);
		page += s->record;
	}
}

int
nettree_build(struct image_tree *t, struct buf *pages, struct buf *root,
    const struct netset_interval *interval, size_t n, struct err *e)
{
	struct layout s = layout_of(n > 0 ? interval->first.bits : 32);
	unsigned char *page = NULL;
	size_t i;

	*t = (struct image_tree){ 0 };
	t->records = (uint32_t)n;
	t->leaf.len = ceil_div(n, s.per_leaf);
	t->index.len = ceil_div(t->leaf.len, s.per_index);
	t->root_at = (uint32_t)root->len;
	t->leaf.at = (uint32_t)(pages->len / IMAGE_PAGE);
	for (i = 0; i < n; i += s.per_leaf)
		if ((page = buf_add_zero(pages, IMAGE_PAGE)) != NULL)
			leaf_fill(page, &s, interval + i, n - i);
	t->index.at = (uint32_t)(pages->len / IMAGE_PAGE);
	for (i = 0; i < t->leaf.len; i++) {
		const struct ip *first = &interval[i * s.per_leaf].first;

		if (i % s.per_index == 0) {
			page = buf_add_zero(pages, IMAGE_PAGE);
			buf_add(root, first->octet, s.key);
		}
		if (page != NULL)
			memcpy(page + i % s.per_index * s.key, first->octet,
			    s.key);
	}
	return pages->failed || root->failed ?
	    err_memory(e) : 0;
}

/* How many of the n sorted keys, each record bytes after the one before, are
 * not above key. */
static uint32_t
rank(const unsigned char *keys, uint32_t n, uint32_t record,
    const unsigned char *key, uint32_t len)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (memcmp(keys + (size_t)mid * record, key, len) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The same of the root, which lies in the stream.  -1 with *e as image_page. */
static int
root_rank(uint32_t *n, struct image *img, const struct image_tree *t,
    const struct ip *a, struct err *e)
{
	uint32_t low = 0, high = t->index.len, len = a->bits / 8;
	unsigned char key[sizeof(a->octet)];

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (image_copy(img, key, t->root_at + mid * len, len, e) == -1)
			return -1;
		if (memcmp(key, a->octet, len) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	*n = low;
	return 0;
}

/* How many of total items are on page i, where per go on a page: of 25 items,
 * 10 a page, 10, 10 and 5. */
static uint32_t
share(uint32_t total, uint32_t per, uint32_t i)
{
	uint32_t rest = total > per * i ? total - per * i : 0;

	return rest < per ? rest : per;
}

int
nettree_find(uint32_t *chain, struct image *img, const struct ip *a,
    struct err *e)
{
	const struct image_tree *t = a->bits == 32 ? &img->head.ip4 :
	    &img->head.ip6;
	struct layout s = layout_of(a->bits);
	const unsigned char *page;
	uint32_t index, leaf, n;

	*chain = 0;
	if (root_rank(&index, img, t, a, e) == -1)
		return -1;
	if (index-- == 0)
		return 0; /* below the first interval, or there is none */
	if ((page = image_page(img, t->index.at + index, e)) == NULL)
		return -1;
	n = share(t->leaf.len, s.per_index, index);
	leaf = index * s.per_index + rank(page, n, s.key, a->octet, s.key);
	if (leaf-- == 0 || leaf >= t->leaf.len)
		return err_perm(e, 0, "the rule image is damaged");
	if ((page = image_page(img, t->leaf.at + leaf, e)) == NULL)
		return -1;
	n = rank(page, share(t->records, s.per_leaf, leaf), s.record,
	    a->octet, s.key);
	if (n-- == 0)
		return err_perm(e, 0, "the rule image is damaged");
	*chain = le_get32(page + n * s.record + s.key);
	return 0;
}

int
nettree_link(struct netset_link *link, struct image *img, uint32_t chain,
    struct err *e)
{
	const struct image_part *part = &img->head.chain;
	unsigned char raw[LINK_SIZE];

	if (chain == 0 || chain > part->len / LINK_SIZE)
		return err_perm(e, 0, "the rule image is damaged");
	if (image_copy(img, raw, part->at + (chain - 1) * LINK_SIZE,
	    sizeof(raw), e) == -1)
		return -1;
	link->set = le_get32(raw);
	link->next = le_get32(raw + 4);
	if (link->next >= chain) /* links are older than who uses them */
		return err_perm(e, 0, "the rule image is damaged");
	return 0;
}

int
nettree_chain_has(struct image *img, uint32_t chain, uint32_t set,
    struct err *e)
{
	struct netset_link link;

	while (chain != 0) {
		if (nettree_link(&link, img, chain, e) == -1)
			return -1;
		if (link.set == set)
			return 1;
		chain = link.next;
	}
	return 0;
}
