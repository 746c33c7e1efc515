/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_LISTTIMES_H
#define DHF_SERVE_LISTTIMES_H

#include <stddef.h>
#include <stdint.h>

#include "dns/answer.h"

struct buf;
struct err;
struct image;

/*
 * listtimes - how long each DNS list takes to answer, for Prometheus
 *
 * A question belongs to the list whose zone its name ends with, the longest of
 * several.  Only the lists of the rules are labels, LISTTIMES_MAX of them:
 * nothing that a client says becomes one.
 */
#define LISTTIMES_MAX 64

struct listtime {
	char zone[DNS_NAME_SIZE]; /* as in the rules, its key with it */
	uint64_t count, us;
};

struct listtimes {
	struct listtime list[LISTTIMES_MAX];
	size_t len;
};

/* The rules are these from now on: what was counted of lists that they do not
 * have is dropped.  -1 with *e: they can't be read, and no list is known. */
int listtimes_rules(struct listtimes *t, struct image *img, struct err *e);

/* A question was answered; arg is the listtimes, as struct timing has it. */
void listtimes_took(void *arg, const char *name, uint64_t us);

/* Append them, in the format of serve/promtext.h; a zone's key is masked. */
void listtimes_write(struct buf *out, const struct listtimes *t);

#endif
