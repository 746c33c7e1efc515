/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_SPAN_H
#define DHF_RULE_SPAN_H

#include <stdint.h>

struct err;
struct image;

/*
 * span - a few bytes of an image, where they lie if they can stay there
 *
 * Who has the image in memory asks many times, and would copy each rule each
 * time.
 */

/* The len stream bytes from offset at: in the image itself if it is in memory,
 * has been checked, and they are on one page, else copied to room, which has
 * len bytes.  Borrowed from whichever it is.  NULL with *e as image_copy. */
const unsigned char *span_read(struct image *img, void *room, uint32_t at,
    uint32_t len, struct err *e);

#endif
