/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_ACCUSE_H
#define DHF_WIRE_ACCUSE_H

#include "wire/letter.h"
#include "wire/post.h"

struct err;
struct tell;

/*
 * accuse - telling the daemon of an offence, and the log what becomes of it
 */
enum accuse_answer {
	ACCUSE_TOLD,   /* it is held against the address */
	ACCUSE_KNOWN,  /* it was already: the log hears nothing */
	ACCUSE_NEVER,  /* nothing ever is against this one */
	ACCUSE_BUSY,   /* too many at once, come back: the log hears nothing */
	ACCUSE_CANNOT, /* the daemon says so */
	ACCUSE_AWAY    /* it does not answer: the log hears nothing */
};

/* The daemon's reason when there are too many at once. */
#define ACCUSE_BUSY_REASON "busy"

/* Where the daemon listens, unless told otherwise. */
#define ACCUSE_SOCKET "/run/dhf/offences"

/* Send *offence, a LETTER_OFFENCE, and wait for an answer. */
enum accuse_answer accuse(struct post *p, struct tell *log,
    const struct letter *offence);

/* Find out why it is away, by connecting once more.  Always -1, with *e
 * ERR_TEMP, "the daemon does not answer: " and the reason. */
int accuse_away(const struct post *p, struct err *e);

#endif
