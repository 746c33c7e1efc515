/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_HANDING_H
#define DHF_SERVE_HANDING_H

#include <stddef.h>

struct err;

/*
 * handing - descriptors that a filter hands over: the token, and the client
 *
 * Nothing of what is asked here changes a descriptor or waits: they are the
 * filter's, too, and O_NONBLOCK belongs to the open file.
 */
enum handing_answer {
	HANDING_OURS,   /* the byte was there, and is ours */
	HANDING_THEIRS, /* somebody else has taken it */
	HANDING_BAD     /* it is no token */
};

/* A pipe of our own, which the byte of a token goes through. */
struct handing {
	int from, to; /* owned */
};

/* Make ready.  -1 with *e ERR_TEMP. */
int handing_begin(struct handing *h, struct err *e);
void handing_end(struct handing *h);

/* Take the byte from the reading end of the pipe that is a token, if it is
 * there.  The token stays open. */
enum handing_answer handing_take(struct handing *h, int token);

/* What is wrong with the n descriptors of a client, in a word or two, or NULL:
 * they are one connected stream socket of an inet family, once or twice. */
const char *handing_fault(const int *fd, size_t n);

#endif
