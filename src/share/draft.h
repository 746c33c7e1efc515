/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_DRAFT_H
#define DHF_SHARE_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/terms.h"

struct question;

/*
 * draft - what a deed reads and wants to write, and what the server has of it
 *
 * Each record is changed by comparing it with what was read: whoever comes
 * second is told what there is now, and the deed runs again.  So two
 * exchangers never undo each other's change, and no logic stands in scripts.
 *
 *	run: reads A (unknown: none), wants A = 1     ask: A, if none set 1
 *	lost: A is 5                                  A = 5 is known
 *	run: reads A = 5, wants A = 6                 ask: A, if 5 set 6
 *	won                                           done
 *
 * A deed sees what was read, not what it has written itself, until it is done:
 * then a second run comes to the same, and does not count twice.
 */
struct draft_value {
	unsigned char *data; /* owned */
	size_t len;
	bool is;             /* there is a record */
};

struct draft_entry {
	struct draft_entry *next;
	struct draft *draft;
	bool known;              /* what the server has */
	bool written;            /* by this run */
	bool asked;              /* a question is under way: */
	struct question *question; /* of who asks; NULL: none */
	struct draft_value base; /* as it was read */
	struct draft_value server, want;
	int64_t expires_s;       /* of want */
	size_t len;
	unsigned char key[];
};

struct draft {
	struct draft_entry *first, *last; /* owned; as they were used first */
	size_t len;
	size_t asked;  /* questions under way */
	bool stale;    /* something is known that the last run did not know */
	bool failed;   /* too many records, or no memory */
	/* What is not known may be guessed to be nothing, in one question with
	 * the change; and all may be written at once.  Else what is read is
	 * asked for first, and one record is written after the other. */
	bool guess;
};

#define DRAFT_MAX 64 /* records of a deed: an address has 32 networks */

/* A run begins. */
void draft_begin(struct draft *d);

/* The record under key as this run sees it; borrowed until the next call. */
enum store_answer draft_get(struct draft *d, struct store_bytes key,
    struct store_bytes *value);

/* This run wants key to be value, until then; without data, gone. */
void draft_put(struct draft *d, struct store_bytes key,
    struct store_bytes value, int64_t expires_s);

/* The next question: *e is its record, and asked from now on.  READ: what is
 * there?  WRITE: if it is e->server, make it e->want. */
enum draft_next {
	DRAFT_READ,
	DRAFT_WRITE,
	DRAFT_WAIT,  /* for answers */
	DRAFT_RUN,   /* the deed has to run again */
	DRAFT_DONE,
	DRAFT_FAILED
};
enum draft_next draft_next(struct draft *d, struct draft_entry **e);

/* The answers: this is there, value.data NULL for nothing; or it was, and is
 * e->want now. */
void draft_read(struct draft_entry *e, struct store_bytes value);
void draft_won(struct draft_entry *e);

/* Release what is owned and leave an empty one.  May be repeated. */
void draft_free(struct draft *d);

#endif
