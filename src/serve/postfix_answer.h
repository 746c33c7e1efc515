/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_POSTFIX_ANSWER_H
#define DHF_SERVE_POSTFIX_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/action.h"
#include "policy/session.h"

struct classified;
struct delegation;
struct tell;

/*
 * postfix_answer - one request of Postfix's, from what it tells to what it is
 * told
 */
#define POSTFIX_ANSWER_SIZE ACTION_SIZE

/* What is kept of the requests of a connection, all bytes zero at first. */
struct postfix_asked {
	const char *at;        /* "connect", "rcpt" and so on; static */
	char address[48];      /* as it was told, cut */
	char instance[64];     /* of the mail, cut */
	bool marked;           /* it has its X-DHF already */
};

/* Take a request: *out borrows from *d.  False if it tells of no address:
 * there is nobody to judge. */
bool postfix_ask(struct postfix_asked *q, struct session *out,
    const struct delegation *d);

/* Write the answer, and a line to the log; *code is the reply's, 0: let in.
 * what->verdict NULL: none could be made, or there was nobody to judge
 * (what->err NULL, too), and the client has to come back. */
size_t postfix_answer(char out[POSTFIX_ANSWER_SIZE], unsigned *code,
    struct postfix_asked *q, const struct classified *what, struct tell *log);

#endif
