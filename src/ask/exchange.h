/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ASK_EXCHANGE_H
#define DHF_ASK_EXCHANGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct err;
struct place_address;

/*
 * exchange - one request, one answer: say it, and read until the server closes
 */
struct exchange {
	const struct place_address *to; /* all borrowed */
	const char *request;
	size_t request_len;
	char *answer;                   /* room for what it says */
	size_t answer_size;
	int64_t end_ms;                 /* of fd_now_ms */
};

/* Returns how long the answer is, or -1 with *e ERR_TEMP: nobody listens, it is
 * late or fills the room, or the connection broke. */
ssize_t exchange_do(const struct exchange *x, struct err *e);

#endif
