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
 * The image holds the ICANN part of the Public Suffix List (rule/textset.h)
 * where a rule needs it and dhf-compile had one.  Without it a rule of thumb
 * stands in: the last label, or the last two where they look like co.uk.
 */

/* What is true of a domain in the list. */
#define SUFFIXES_RULE 1u     /* it is a public suffix */
#define SUFFIXES_WILDCARD 2u /* so is every domain one label below it */
#define SUFFIXES_EXCEPT 4u   /* it is not, and what is below it neither */
#define SUFFIXES_DEEPER 8u   /* the list has domains below it */

/* Where the registrable domain begins, and whether the name has one at all. */
struct suffixes_place {
	size_t domain; /* the public suffix and one label before it; 0 if that
	                  is all of the name, or if it is a public suffix or a
	                  single label */
	bool public;   /* the last label is a top-level domain: the list has
	                  it, or it is kept for examples or tests, or there is
	                  no list */
};

/* Find that of name, len bytes in lower case without a dot at the end
 * (https://publicsuffix.org/list/, Algorithm).  Allocates nothing.  Returns 0,
 * or -1 with *e as image_page or ERR_PERM if the list in the image is damaged;
 * *out is unchanged then. */
int suffixes_find(struct suffixes_place *out, struct image *img,
    const char *name, size_t len, struct err *e);

/* The same of the domain alone. */
int suffixes_domain(size_t *at, struct image *img, const char *name,
    size_t len, struct err *e);

#endif
