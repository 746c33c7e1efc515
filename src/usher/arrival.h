/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_USHER_ARRIVAL_H
#define DHF_USHER_ARRIVAL_H

#include "wire/letter.h"

struct err;

/*
 * arrival - a client comes over a UNIX socket, with what is known of it
 *
 * The token of wire/letter.h says who has it.
 */
#define ARRIVAL_MS 1000 /* for the letter to be there */

struct arrival {
	int client;          /* a connected socket, ours */
	struct letter about; /* LETTER_SUSPECT; borrows from data */
	unsigned char data[LETTER_MAX];
};

/* Take the client that comes by fd, and say so there.  -1 with *e ERR_TEMP:
 * there is none, or whoever brought it has it still; the log may hear why.
 * fd, and what else came, is closed. */
int arrival_take(struct arrival *a, int fd, struct err *e);

#endif
