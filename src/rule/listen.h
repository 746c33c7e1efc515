/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_LISTEN_H
#define DHF_RULE_LISTEN_H

#include <stdbool.h>

#include "base/endpoint.h"

struct err;

/*
 * listen - the setting of that name: "KIND ADDRESS", "; " between several
 *
 *	filter PATH		a UNIX socket, on which filters ask
 *	dynawall HOST:PORT	TCP, where HOST is an address or "localhost",
 *				which is 127.0.0.1
 *	dynawall PATH		the same on a UNIX socket
 *	offences PATH		the same as for filters, for who tells of harm
 *	postfix HOST:PORT	as for dynawall, for Postfix
 *	postfix PATH
 *	metrics HOST:PORT	HTTP, for Prometheus
 */
enum listen_kind {
	LISTEN_FILTER, LISTEN_DYNAWALL, LISTEN_OFFENCES, LISTEN_POSTFIX,
	LISTEN_METRICS,
	LISTEN_KINDS
};

/* The room that the kernel has for the path of a socket, NUL included; BSD has
 * 4 less. */
#define LISTEN_PATH_SIZE 104

struct listen {
	enum listen_kind kind;
	char path[LISTEN_PATH_SIZE]; /* from the root, "" for TCP */
	struct endpoint at;          /* TCP */
};

enum listen_answer {
	LISTEN_ONE,
	LISTEN_END,
	LISTEN_WRONG /* *e, ERR_PERM, says what to write */
};

/* Read the value at *at into *out and move *at behind it. */
enum listen_answer listen_next(struct listen *out, const char **at,
    struct err *e);

/* Whether only this machine reaches it: a path, or a loopback address. */
bool listen_is_local(const struct listen *l);

/* Whether two are one place, of whichever kinds. */
bool listen_is_same(const struct listen *a, const struct listen *b);

/* The word of the kind. */
const char *listen_kind_word(enum listen_kind kind);

#endif
