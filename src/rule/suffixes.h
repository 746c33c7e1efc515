/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_SUFFIXES_H
#define DHF_RULE_SUFFIXES_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct image;

/*
 * suffixes - below which domains the public registers names, read from the
 * image
 *
 * The image holds the ICANN part of the Public Suffix List where a rule needs
 * it and dhf-compile had one.  Without it a rule of thumb stands in: the last
 * label, or the last two where they look like co.uk.
 */

/* How the list is laid out, for suffix_write: a domain is on the page and in
 * the bucket that its key says.  A page has the offset of each bucket and of
 * their end, 16 bits each, and then the entries: flags, length, domain. */
#define SUFFIXES_BUCKETS 128
#define SUFFIXES_ENTRIES (2 * (SUFFIXES_BUCKETS + 1)) /* where they begin */

/* What is true of a domain in the list. */
#define SUFFIXES_RULE 1u     /* it is a public suffix */
#define SUFFIXES_WILDCARD 2u /* so is every domain one label below it */
#define SUFFIXES_EXCEPT 4u   /* it is not, and what is below it neither */
#define SUFFIXES_DEEPER 8u   /* the list has domains below it */

/* Find where in name, len bytes in lower case without a dot at the end, the
 * registrable domain begins: the public suffix and one label before it
 * (https://publicsuffix.org/list/, Algorithm).  *at is 0 if that is all of
 * name, or if name is a public suffix or a single label.  Allocates nothing.
 * Returns 0, or -1 with *e as image_page or ERR_PERM if the list in the image
 * is damaged; *at is unchanged then. */
int suffixes_domain(size_t *at, struct image *img, const char *name,
    size_t len, struct err *e);

/* Whether the last label of name, as above, is a top-level domain: the list has
 * it, or it is kept for examples or tests, or there is no list.  Returns as
 * above; *known is unchanged on failure. */
int suffixes_know_top(bool *known, struct image *img, const char *name,
    size_t len, struct err *e);

#endif
