/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_SERVER_REPLY_H
#define DHF_SMTP_SERVER_REPLY_H

#include <stddef.h>

/*
 * server_reply - one reply of a server, read byte by byte
 *
 * A reply is kept until it is whole, so that nobody hears half of one.  Its
 * lines have one code and end with CRLF or LF; what is kept ends them with
 * CRLF.
 */
#define SERVER_REPLY_LINE_MAX 2048 /* a line with its end */
#define SERVER_REPLY_LINES_MAX 128
#define SERVER_REPLY_MAX 4096      /* all of it */

enum server_reply_is {
	SERVER_REPLY_MORE,
	SERVER_REPLY_WHOLE,
	SERVER_REPLY_WRONG /* no SMTP, or too long */
};

/* All bytes zero: nothing has come. */
struct server_reply {
	unsigned code;  /* 200 to 599; 0: not known yet */
	unsigned lines; /* that are complete */
	size_t begin;   /* of the last line, in text */
	size_t len;
	char text[SERVER_REPLY_MAX];
};

/* Take a byte.  After anything but SERVER_REPLY_MORE the reply is to be
 * cleared by server_reply_clear. */
enum server_reply_is server_reply_take(struct server_reply *r, char byte);

void server_reply_clear(struct server_reply *r);

#endif
