/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_DUMP_H
#define DHF_STATE_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/ip.h"
#include "store/store_walk.h"

struct buf;
struct err;
struct ledger;
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
	const struct ledger *ledger; /* who is never an offender is left out;
	                                NULL: nobody is; borrowed */
	int64_t now_s;
	unsigned long line;     /* read so far */
	unsigned long left_out; /* offenders who are none, ... */
	unsigned long first;    /* ... and the line of the first */
	bool ban;               /* by the last line the kernel shall drop ... */
	struct ip ip;           /* ... this address */
};

/* Put the record of the next line, without its newline, which is changed.  It
 * takes the place of one under the same key; all others stay.  A change waits
 * for a commit as any other: who reads many looks at store_waiting.  0, or -1
 * with *e, "line N: ...": ERR_PERM if the line is wrong, ERR_TEMP if the store
 * has no room. */
int load_line(struct load *l, struct store *s, char *line, struct err *e);

/* Put the records of a stream, and commit, at l->now_s.  0, or -1 with *e: what
 * stands before the line that it names is in the store. */
int load_read(struct load *l, struct store *s, FILE *in, struct err *e);

/* Append a line about those who were left out, if there are any. */
void load_tell(const struct load *l, struct buf *out);

/* Append the lines of what is known under text, a domain or an address with
 * all networks around it, or a network.  Returns how many, or -1 with *e
 * ERR_PERM: it is none of these; ERR_TEMP: the store can't be read. */
int dump_find(struct store *s, const char *text, struct buf *out,
    struct err *e);

#endif
