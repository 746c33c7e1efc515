/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_OPENING_H
#define DHF_BAN_OPENING_H

#include <signal.h>
#include <stdbool.h>

struct ban_server;
struct err;
struct never;
struct tell;

/*
 * opening - what each helper does before the first question
 */
#define OPENING_SOCKET "/run/dhf-band/socket"
#define OPENING_GROUP "dhf"

struct opening {
	const char *path;  /* of the socket; all borrowed */
	const char *group; /* who may use it; "": its user alone */
	const char *users; /* as callers_init has them */
	const char *never; /* a file of networks */
	bool never_asked;  /* that file has to be there */
	const char *resolvers; /* a file such as /etc/resolv.conf */
};

/* As each begins; of getopt(3), for a usage, and for a help. */
#define OPENING_BEGIN { OPENING_SOCKET, OPENING_GROUP, "", \
	CONFDIR "/dhf/never", false, "/etc/resolv.conf" }
#define OPENING_OPTIONS "g:n:s:U:"
#define OPENING_HELP \
	"  -g group        who may use the socket, not " OPENING_GROUP "\n" \
	"  -n networks     a file of what is never banned, not\n" \
	"                  " CONFDIR "/dhf/never\n" \
	"  -s socket       where to listen, not " OPENING_SOCKET "\n" \
	"  -U user,...     of them who may ask, not all\n"

/* Take an option and its value.  False: it is none of OPENING_OPTIONS. */
bool opening_option(struct opening *o, int letter, const char *value);

/* Fill *n with what is never banned, but for what state/nearby.h finds without
 * files.  -1 with *e as there. */
int opening_never(struct never *n, const struct opening *o, struct err *e);

/* Listen, and fill fd and callers of *s.  A group that is missing is told, and
 * done without.  -1 with *e as bind_path, callers_init and user_group. */
int opening_socket(struct ban_server *s, const struct opening *o,
    struct tell *t, struct err *e);

/* Call handler for SIGTERM, SIGINT and SIGQUIT while *during is the mask, which
 * is filled, and at no other time; nothing else ends the helper. */
void opening_signals(sigset_t *during, void (*handler)(int));

#endif
