/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_POSITION_H
#define DHF_REPORT_POSITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct buf;
struct err;

/*
 * position - how far each log was read by an earlier run
 *
 * A log is known by its number in the file system and by a hash over its first
 * octets; once it has LOGSTREAM_HEAD of these, by them alone, too: so it is the
 * same log after it was renamed, copied or compressed, and another one when the
 * number is used again.
 */
#define POSITION_MOST 1000 /* remembered; those not seen longest go first */

struct position {
	uint64_t dev, ino;
	uint64_t size;       /* of the file as it lay there */
	uint64_t offset;     /* in the content, behind a whole line */
	unsigned head_len;
	uint64_t head_hash;
	int64_t seen_s;      /* when a run has read it */
	const char *path;    /* the arena's; "" once it is known to be gone */
	bool met;            /* in this run */
};

/* All bytes zero is without any. */
struct positions {
	struct arena arena;
	struct position *one; /* owned */
	size_t len, cap;
};

void position_free(struct positions *p);

/* The log with this number and these first octets, NULL if it is new.
 * Borrowed until position_add. */
struct position *position_find(struct positions *p, uint64_t dev,
    uint64_t ino, const char *head, size_t len);

/* The one that was read at path last and not yet in this run, or NULL. */
struct position *position_at(struct positions *p, const char *path);

/* A new one at path; NULL if memory ran out. */
struct position *position_add(struct positions *p, const char *path);

/* It is at path now; -1 if memory ran out. */
int position_move(struct positions *p, struct position *one,
    const char *path);

/* Set what tells a log: at most the first octets that were whole lines. */
void position_head(struct position *p, const char *head, size_t len);

/* Append them as lines of a state file, and read such a line.  -1 with *e:
 * ERR_PERM if it is none, ERR_TEMP if memory ran out. */
void position_write(struct buf *out, const struct positions *p);
int position_read(struct positions *p, const char *line, struct err *e);

#endif
