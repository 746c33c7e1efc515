/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_NETTREE_H
#define DHF_RULE_NETTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rule/netset.h"

struct buf;
struct err;
struct image;
struct image_tree;
struct ip;

/*
 * nettree - address intervals as a static search tree of two page levels
 *
 * Leaf pages hold (first address, chain) records, index pages the first
 * address of each leaf, and the root (in the stream, near the header) the
 * first address of each index page: two page reads for any number of
 * networks.  Addresses are in network order so that memcmp(3) sorts them.
 */

/* Append the tree of n intervals of one family to *pages (whole unsealed
 * pages) and the root's keys to *root.  t->leaf.at and t->index.at are page
 * numbers counted from the start of *pages, t->root_at is the offset in
 * *root; the writer moves them to their place in the image.  -1 with *e
 * ERR_TEMP if memory ran out. */
int nettree_build(struct image_tree *t, struct buf *pages, struct buf *root,
    const struct netset_interval *interval, size_t n, struct err *e);

/* Find the chain of address a: *chain is 0 if it is in no set.  Returns 0, or
 * -1 with *e as image_page. */
int nettree_find(uint32_t *chain, struct image *img, const struct ip *a,
    struct err *e);

/* Read one link of a chain.  Returns 0, or -1 with *e as image_page. */
int nettree_link(struct netset_link *link, struct image *img, uint32_t chain,
    struct err *e);

/* Whether set is in a chain: 1 or 0, or -1 with *e as image_page. */
int nettree_chain_has(struct image *img, uint32_t chain, uint32_t set,
    struct err *e);

#endif
