/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_DELIVERY_H
#define DHF_MAIL_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"
#include "mail/header.h"
#include "mail/hop.h"
#include "mail/maildate.h"
#include "mail/trace.h"

/*
 * delivery - who brought a message, and when, as the server wrote that took it
 *
 * All of it is from one Received line: the one that mail/hop.h finds.  A
 * message that came from nowhere but this machine was brought by a loopback
 * address.
 */
#define DELIVERY_NAME 255
#define DELIVERY_ID 64
#define DELIVERY_EVIDENCE 200

/* What is read of a message at most, the bytes of its header.  Servers write
 * their lines on top, so below that there are none of theirs. */
#define DELIVERY_HEAD_MAX 262144

struct delivery {
	struct ip ip;
	struct maildate date;         /* 1970 to 2106: time_s in 32 bits */
	char name[DELIVERY_NAME + 1]; /* that the server wrote for the address,
	                                 in small letters; "": none */
	char id[DELIVERY_ID + 1];     /* of the message there; "": none */
	char evidence[DELIVERY_EVIDENCE + 1]; /* the line, without the date and
	                                 whom the message was for */
	/* Texts are printable ASCII, and cut if longer. */
};

enum delivery_state {
	DELIVERY_LOOKING,
	DELIVERY_FOUND,
	DELIVERY_NONE,    /* no server that was asked for wrote a line */
	DELIVERY_UNCLEAR, /* one did, and who called can't be told for sure */
	DELIVERY_UNDATED, /* it did not write when */
	DELIVERY_FAILED   /* memory ran out */
};

/* All bytes zero, but for hop.by, is the beginning of a message. */
struct delivery_search {
	struct hop hop;             /* its by and by_count are the caller's */
	enum delivery_state state;
	struct delivery found;      /* DELIVERY_FOUND */
	bool own;                   /* found is this machine itself, so far */
	struct header header;
	struct trace trace;
	size_t seen;                /* bytes of the header */
};

/* Read the next len bytes of the message.  Nothing more is looked at once the
 * state is not DELIVERY_LOOKING. */
void delivery_take(struct delivery_search *s, const char *data, size_t len);

/* Behind the last byte: the state is never DELIVERY_LOOKING afterwards. */
void delivery_end(struct delivery_search *s);

/* Begin with the next message; by stays. */
void delivery_again(struct delivery_search *s);

/* Release what is owned. */
void delivery_free(struct delivery_search *s);

#endif
