/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_MBOX_H
#define DHF_MAIL_MBOX_H

#include <stdbool.h>
#include <stddef.h>

/*
 * mbox - the messages of a file, told apart as its bytes come
 *
 * A message begins with a line "From " at the beginning of the file or below
 * an empty line (RFC 4155): whatever puts messages there has to write ">From "
 * where such a line is in one.  A file that does not begin so is one message.
 *
 * All bytes zero is the beginning of a file.
 */
struct mbox {
	bool begun;    /* there was a message */
	bool one;      /* it is all of the file */
	bool within;   /* a line goes on that begins no message */
	bool blank;    /* the line above is empty */
	bool cr;       /* this line begins with a CR */
	size_t held;   /* bytes of "From " that stand at a line's beginning */
	size_t len;    /* bytes of this line */
};

struct mbox_taker {
	void (*mail)(void *arg); /* a message begins */
	void (*data)(void *arg, const char *data, size_t len); /* of it */
	void *arg;
};

/* Read the next len bytes of the file. */
void mbox_take(struct mbox *m, const char *data, size_t len,
    const struct mbox_taker *to);

/* Behind the last byte. */
void mbox_end(struct mbox *m, const struct mbox_taker *to);

#endif
