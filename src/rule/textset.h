/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_TEXTSET_H
#define DHF_RULE_TEXTSET_H

#include <stddef.h>

#include "rule/image.h"

/*
 * textset - thousands of short texts in the image, each with flags
 *
 * A text is on the page and in the bucket that its key (key_domain) says.  A
 * page has the offset of each bucket and of their end, 16 bits each, and then
 * the entries: flags, length, text.
 */
#define TEXTSET_BUCKETS 128
#define TEXTSET_ENTRIES (2 * (TEXTSET_BUCKETS + 1)) /* where they begin */

/* Longest text. */
#define TEXTSET_MAX 255

/* Set *flags to those of a text, 0 if the pages of *set, at least one, do not
 * have it.  Returns 0, or -1 with *e as image_page, or ERR_PERM if the image
 * is damaged. */
int textset_find(unsigned *flags, struct image *img,
    const struct image_part *set, const char *text, size_t len,
    struct err *e);

#endif
