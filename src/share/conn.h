/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_CONN_H
#define DHF_SHARE_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct err;
struct redisReply;

/*
 * conn - a connection to a server, by the library hiredis, in a loop
 *
 * Questions may be asked before it stands; answers come in their order.
 */
struct conn;

struct conn_options {
	const char *ip;
	unsigned port;
	bool tls;
	const char *name; /* of the server, for TLS; borrowed as long as it */
	/* It is lost, and gone: all that was asked has been answered by
	 * nothing.  why is one of the library's texts. */
	void (*lost)(void *arg, const char *why);
	void *arg;
};

/* Whether TLS can be had. */
bool conn_has_tls(void);

/* Connect to a numeric address.  NULL with *e ERR_TEMP. */
struct conn *conn_open(uv_loop_t *loop, const struct conn_options *o,
    struct err *e);

/* What is asked: words of any octets. */
struct conn_words {
	int count;
	const char *const *word;
	const size_t *len;
};

/* Ask, and have told called with the answer, NULL if none can come any more;
 * r is borrowed until it returns.  told NULL: it does not matter.  False: it
 * can't be asked, and told is not called. */
bool conn_ask(struct conn *c, const struct conn_words *words,
    void (*told)(void *arg, const struct redisReply *r), void *arg);

/* End it: what was asked is answered by nothing, before this returns or, within
 * told, when that does; lost is not called. */
void conn_close(struct conn *c);

#endif
