/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_SENTINEL_H
#define DHF_SHARE_SENTINEL_H

struct err;
struct sentinel;
struct share;

/*
 * sentinel - who knows where the server is, as one takes the other's place
 *
 * Asked each time that the server is to be connected to; one that does not
 * answer makes room for the next.
 */
struct sentinel *sentinel_new(struct share *s, struct err *e);

/* Find where the server is: told is called with its host and port, host NULL
 * if the sentinel does not know it; and never if nobody answers. */
struct sentinel_call {
	void (*told)(void *arg, const char *host, unsigned port);
	void *arg;
};
void sentinel_ask(struct sentinel *t, const struct sentinel_call *call);

/* Another one is asked next time. */
void sentinel_next(struct sentinel *t);

/* End with the connection. */
void sentinel_stop(struct sentinel *t);

#endif
