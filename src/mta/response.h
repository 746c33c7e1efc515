/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_RESPONSE_H
#define DHF_MTA_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/action.h"
#include "policy/logline.h"
#include "smtp/reply.h"

/*
 * response - what a mail server is told about its client
 */
struct response {
	bool refuse;
	unsigned code;     /* if refused, 400 to 599, ... */
	char dsn[12];      /* ... with this, "" for none, ... */
	char text[REPLY_LINE_MAX]; /* ... because of this, printable ASCII, */
	char receipt[RECEIPT_SIZE]; /* ... which may show this; "" for none */
	bool noted;        /* the greylist was told of the mail */
	uint64_t dns_us;   /* how long DNS was waited for, 0: not at all */
	char header[ACTION_HEADER_SIZE]; /* of one that is let in, "" for none:
	                      see policy/action.h */
	size_t line_len;   /* 0: there is none */
	char line[LOGLINE_MAX]; /* for the log, with its newline */
};

/* Longest "553 5.7.1 text", NUL included. */
#define RESPONSE_REPLY_SIZE (REPLY_LINE_MAX + 1)

/* Make it of what the log is to hold; refuse: a refusal is told now.  noted is
 * false, and dns_us 0. */
void response_make(struct response *r, const struct logline *l, bool refuse);

/* Nothing can be done: come back, or open, go on. */
void response_none(struct response *r, bool open);

/* Write the reply in one line, and return its length. */
size_t response_reply(char out[RESPONSE_REPLY_SIZE], const struct response *r);

#endif
