/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_EXCEPTIONS_H
#define DHF_REPLAY_EXCEPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/table.h"
#include "replay/account.h"

struct visitors;
struct err;

/*
 * exceptions - rules that would let good clients in which a set refuses anew
 *
 * By name, where it is given or proven: of a domain three of whose clients are
 * refused, and all of whose clients are good, all; else each name.  By address
 * only where a name that is merely claimed is one that somebody chose: a line
 * for rent, or whose address changes, is somebody else's tomorrow.
 *
 * Nothing is suggested that was not tried: the rules are compiled, and every
 * client is asked about.
 */
#define EXCEPTIONS_MAX 1000 /* more are no exceptions */

struct exception {
	const char *rule;    /* "pass @host=mail.example.org id=..." */
	uint32_t good, bad, others; /* refused clients that it lets in */
};

/* All bytes zero is empty. */
struct exceptions {
	struct arena arena;
	struct exception *one; /* owned */
	size_t len, cap;
	size_t without;        /* good clients refused anew that none lets in */
	struct table seen;     /* names that have one */
};

/* Find them for the newer set of *q, of which *a was made.  *x is all zero, to
 * be freed in any case.  -1 with *e. */
int exceptions_find(struct exceptions *x, const struct account *a,
    const struct account_request *q, int64_t now_s, struct err *e);

/* Put them into a file that dhf-compile takes.  -1 with *e as replace_file. */
int exceptions_write(const struct exceptions *x, const char *path,
    struct err *e);

/* Whether a file begins as one that was so written. */
bool exceptions_claims(const unsigned char *head, size_t len);

void exceptions_free(struct exceptions *x);

#endif
