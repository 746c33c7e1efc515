/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RELAY_PARTY_H
#define DHF_RELAY_PARTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * party - one of the two that a relay stands between: bytes without waiting
 *
 * The client's descriptors are inherited, so they are never made to return at
 * once for all who have them (see base/fdio.h).  SIGPIPE is to be blocked.
 */
struct party {
	int in, out; /* -1: closed, or at its end */
	bool socket; /* out is one */
	bool waits;  /* writing to out may */
};

/* Take descriptors, which stay the caller's. */
void party_begin(struct party *p, int in, int out);

/* Read from in, once poll(2) has said that there is something.  Returns as
 * read(2), but waits for no signal. */
ssize_t party_read(const struct party *p, char *data, size_t len);

/* Write what out takes now.  Returns how many bytes that is, or -1 if the
 * other end is gone. */
ssize_t party_write(const struct party *p, const char *data, size_t len);

/* Nothing more will be written: say so to a socket. */
void party_shut(const struct party *p);

#endif
