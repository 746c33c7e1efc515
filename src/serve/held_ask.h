/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_HELD_ASK_H
#define DHF_SERVE_HELD_ASK_H

#include <stddef.h>

struct held_one;
struct said;

/*
 * held_ask - what becomes of a held client that has named a recipient
 *
 * Nothing is read from the client, and nothing said to it, until one of the two
 * functions is called: within the callback or after it, once.
 */
struct held_ask {
	struct held_one *one;    /* for them; until then it exists */
	int fd;                  /* borrowed, as all below until the answer */
	const struct said *said; /* by the client, the recipient last */
	const char *rest;        /* said behind that */
	size_t rest_len;
	unsigned refused;        /* recipients before this one */
	const void *more;        /* of struct held_client */
	size_t more_len;
};

/* The recipient is refused: by a whole line of len bytes, or, NULL, by the one
 * that the client was to hear.  The talk goes on. */
void held_refuse(struct held_one *one, const char *line, size_t len);

/* Somebody else speaks to the client now: it is gone from here, and its
 * connection stays as it is. */
void held_let(struct held_one *one);

#endif
