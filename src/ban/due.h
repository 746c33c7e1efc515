/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_DUE_H
#define DHF_BAN_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"

struct err;
struct tell;

/*
 * due - who was put in, and when each is to be taken out
 *
 * A list in memory, and a file to which each change is added before it is made,
 * so that nobody who was put in is forgotten by a crash.  The file has lines of
 * offenders (state/offender.h); the last of an address counts, and one that
 * ended in 1970 says that it was taken out.  At the start, and when most of its
 * lines count no more, it is written anew.
 */
#define DUE_MAX 65535

struct due_entry {
	struct ip ip;
	int64_t until_s; /* seconds since 1970 */
	unsigned kind;   /* as that of a ban_record */
	unsigned failed; /* how often it could not be taken out */
};

struct due {
	const char *path;        /* borrowed */
	int fd;                  /* of the file, at its end */
	size_t lines;            /* in the file */
	struct due_entry *entry; /* owned; sorted by address */
	size_t len, cap;
};

/* Read the file, or make it.  A last line that was cut by a crash is told and
 * left out.  -1 with *e: ERR_PERM, and the file as it was, if another line is
 * no offender's or does not read, for that is a file of another kind, or
 * somebody would never be taken out. */
int due_open(struct due *d, const char *path, struct tell *t, struct err *e);
void due_close(struct due *d);

/* The entry of an address, or NULL.  Borrowed until the next change. */
struct due_entry *due_find(struct due *d, const struct ip *ip);

enum due_answer {
	DUE_OK,
	DUE_FULL,  /* DUE_MAX are in */
	DUE_FAILED /* *e is filled: ERR_TEMP */
};

/* Put an address in, or give it another time; on disk when it returns. */
enum due_answer due_put(struct due *d, const struct due_entry *new,
    struct err *e);

/* Take the entry out, which is gone then even if that can't be written. */
int due_take(struct due *d, struct due_entry *gone, struct err *e);

#endif
