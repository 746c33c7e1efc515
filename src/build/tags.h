/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_TAGS_H
#define DHF_BUILD_TAGS_H

#include "rule/key.h"

struct err;
struct image;

/*
 * tags - which keys an image has, as bits in memory
 *
 * For who asks many times: of the eighty keys of a name seldom one leads to a
 * rule, and two bits say so of the others, where else a page is searched for
 * each, or each filter page is gone through for all of them.
 */
struct tags {
	unsigned char *bit;    /* owned */
	struct key_bits known; /* the same, for whoever asks */
};

/* Read all keys of an image, and let it know them for as long as *t is there.
 * Returns 0, or -1 with *e: as image_page, ERR_PERM if the keys are damaged, or
 * ERR_TEMP; *t owns nothing then. */
int tags_make(struct tags *t, struct image *img, struct err *e);

/* Release what *t owns and leave it empty.  May be repeated. */
void tags_free(struct tags *t);

#endif
