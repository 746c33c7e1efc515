/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_HEADER_H
#define DHF_MAIL_HEADER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * header - the lines of a message's header, told apart as its bytes come
 *
 * All bytes zero is the beginning of a message.  Lines end in LF; a CR before
 * it belongs to the end.  The header ends with the first empty line: what is
 * no field and stands above it is part of it all the same.
 */
enum header_part {
	HEADER_POSTMARK, /* "From " of an mbox, and ">From " below it */
	HEADER_FIELD,    /* or what stands in a field's place */
	HEADER_FOLD,     /* more of the line above: it begins with a blank */
	HEADER_END,      /* the empty line */
	HEADER_BODY
};

/* A piece of a line, with its end, if that is in it; of the body any piece. */
struct header_piece {
	enum header_part part;
	bool first;       /* the line begins with it; if so, its first
	                     HEADER_NAME_MAX bytes are in it, or all of it */
	const char *data; /* borrowed until header_take returns */
	size_t len;       /* not 0 */
};

/* Longest name of a field that can be told, with its colon. */
#define HEADER_NAME_MAX 64

struct header {
	enum header_part part; /* of the last line */
	bool begun;            /* there was a line */
	bool within;           /* it goes on */
	size_t held;           /* bytes in start */
	char start[HEADER_NAME_MAX]; /* of a line whose part is not known yet */
};

/* Is called with one piece after the other, in their order. */
typedef void header_taker(void *arg, const struct header_piece *piece);

/* Read the next len bytes.  All but the last few, which wait until it is clear
 * what they are, go to take. */
void header_take(struct header *h, const char *data, size_t len,
    header_taker *take, void *arg);

/* Behind the last byte of the message: what still waits goes to take. */
void header_end(struct header *h, header_taker *take, void *arg);

/* Whether a piece of HEADER_FIELD begins the field of that name, in whatever
 * case; RFC 5322 section 4.5 has blanks before the colon. */
bool header_is(const struct header_piece *piece, const char *name);

/* The same, or that it may: HEADER_NAME_MAX bytes end among the blanks. */
bool header_may_be(const struct header_piece *piece, const char *name);

#endif
