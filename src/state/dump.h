/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_DUMP_H
#define DHF_STATE_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "store/store_walk.h"

struct buf;
struct err;
struct store;

/*
 * dump - all records as text, and back; dhfd(8), STATE
 *
 * In steps for who serves others meanwhile, or at once.  Begin both structs
 * with zeros.
 */
struct dump {
	struct store_walk walk; /* walk.done: that was all */
	bool begun;
	struct buf *out; /* of this step */
	struct err *err;
};

/* Append up to budget records to out, the head before the first.  What was
 * never committed may be missing.  0, or -1 with *e. */
int dump_step(struct dump *d, struct store *s, unsigned budget,
    struct buf *out, struct err *e);

/* Commit what waits, and write all to a stream.  0, or -1 with *e. */
int dump_write(struct store *s, FILE *out, int64_t now_s, struct err *e);

struct load {
	unsigned long line; /* read so far */
};

/* Put the record of the next line, without its newline, which is changed.  It
 * takes the place of one under the same key; all others stay.  A change waits
 * for a commit as any other: who reads many looks at store_waiting.  0, or -1
 * with *e, "line N: ...": ERR_PERM if the line is wrong, ERR_TEMP if the store
 * has no room. */
int load_line(struct load *l, struct store *s, char *line, struct err *e);

/* Put the records of a stream, and commit.  0, or -1 with *e: what stands
 * before the line that it names is in the store. */
int load_read(struct store *s, FILE *in, int64_t now_s, struct err *e);

/* Append the lines of what is known under text, a domain or an address with
 * all networks around it, or a network.  Returns how many, or -1 with *e
 * ERR_PERM: it is none of these; ERR_TEMP: the store can't be read. */
int dump_find(struct store *s, const char *text, struct buf *out,
    struct err *e);

#endif
