/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_CONNECTION_TERMS_H
#define DHF_DOOR_CONNECTION_TERMS_H

#include <stdbool.h>

/*
 * connection_terms - what comes before a connection, and after it
 */

/* What became of a client that was held, for its line. */
struct connection_told {
	const char *at;           /* NULL: before it said anything */
	unsigned refused, passed; /* recipients */
	bool tls, auth;
	unsigned long child;      /* the server's process; 0: none */
	unsigned end;             /* the code of its last reply; 0: none */
};

/* Who goes on with a client, words that end in NULL, and what is to be done in
 * the process before it is run. */
struct connection_next {
	char *const *argv; /* borrowed */
	void (*before)(void *arg);
	void *arg;
};

#endif
