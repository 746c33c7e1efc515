/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_ENDS_H
#define DHF_TESTS_UNIT_LIB_ENDS_H

#include <stddef.h>

#include "smtp/refusal.h"

/*
 * ends - both ends of a conversation with a client that is refused
 */
#define ENDS_NO "451 4.7.1 not now\r\n"

/* No test waits longer, whatever breaks. */
#define ENDS_SOON_MS 5000

/* The client is [0], the filter [1]. */
struct ends {
	int fd[2];
	char got[16384]; /* what the client heard, a string */
};

/* Connect them by a socket of a type. */
void ends_connect(struct ends *s, int type);

/* What is said to a client: ENDS_NO, with all of ENDS_SOON_MS. */
struct refusal ends_refusal(int in, int out);

/* The client says something. */
void ends_say(const struct ends *s, const char *text, size_t len);

/* Close the filter's end and read what it has said into got; it has to end, and
 * not with a reset. */
void ends_hear(struct ends *s);

#endif
