/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_COUNTS_KNOWN_H
#define DHF_SERVE_COUNTS_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct image;

/*
 * counts_known - which labels the rules have, as they stand in a log
 *
 * Hashes of them, 8 or 16 octets a rule.  All bytes zero is none.
 */
struct counts_known {
	uint64_t *hash; /* owned; sorted */
	size_t len, cap;
};

/* Take those of an image instead.  -1 with *e, and there is none. */
int counts_known_fill(struct counts_known *k, struct image *img,
    struct err *e);

bool counts_known(const struct counts_known *k, const char *label);

void counts_known_free(struct counts_known *k);

#endif
