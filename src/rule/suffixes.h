/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_SUFFIXES_H
#define DHF_RULE_SUFFIXES_H

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

/* Find where in name, len bytes in lower case without a dot at the end, the
 * registrable domain begins: the public suffix and one label before it
 * (https://publicsuffix.org/list/, Algorithm).  *at is 0 if that is all of
 * name, or if name is a public suffix or a single label.  Allocates nothing.
 * Returns 0, or -1 with *e as image_page or ERR_PERM if the list in the image
 * is damaged; *at is unchanged then. */
int suffixes_domain(size_t *at, struct image *img, const char *name,
    size_t len, struct err *e);

#endif
