/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BOOK_ORIGINS_H
#define DHF_BOOK_ORIGINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "book/diag.h"

struct err;

/*
 * origins - countries and autonomous systems whose networks address sets
 * shall have; they are looked up when all else is parsed
 */
struct origin {
	unsigned kind;  /* import/geofile.h has the kinds, and their values */
	uint32_t value;
	uint32_t set;
	bool found;     /* some network of it */
	struct place place;
};

struct origins {
	struct origin *origin; /* owned */
	size_t len, cap;
};

/* Append a copy of *new.  -1 with *e ERR_TEMP. */
int origins_add(struct origins *o, const struct origin *new, struct err *e);

/* Release what *o owns and leave it empty.  May be repeated. */
void origins_free(struct origins *o);

#endif
