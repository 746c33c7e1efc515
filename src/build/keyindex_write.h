/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_KEYINDEX_WRITE_H
#define DHF_BUILD_KEYINDEX_WRITE_H

#include <stdint.h>

struct buf;
struct err;
struct keyindex;

/* Append the pages (unsealed) that keys are looked up in, the filter pages,
 * and the lists of rules of keys with many, as rule/key.h lays them out.
 * offset[i] is where rule i is.  Returns 0, or -1 with *e ERR_TEMP. */
int keyindex_write(const struct keyindex *x, const uint32_t *offset,
    struct buf *keys, struct buf *filter, struct buf *lists, struct err *e);

#endif
