/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_MILTER_SOCKET_H
#define DHF_MTA_MILTER_SOCKET_H

struct err;

/*
 * milter_socket - where a milter listens, as libmilter writes it
 *
 *	unix:PATH, local:PATH, /PATH
 *	inet:PORT@HOST
 *	inet6:PORT@HOST
 *
 * HOST is an address, which may stand in brackets, or a name.  libmilter takes
 * more, and means other than its users by it: "inet:127.0.0.1:25" is port 127
 * of all addresses to it, and "25@127.0.0.1" a file.
 */
#define MILTER_SOCKET_SIZE 320 /* of the longest, NUL included */

struct milter_socket {
	int family;                    /* AF_UNIX, AF_INET or AF_INET6 */
	char word[MILTER_SOCKET_SIZE]; /* for libmilter */
	char at[MILTER_SOCKET_SIZE];   /* the path, or the host alone */
	unsigned port;                 /* 1 to 65535; 0 of a path */
};

/* Read a socket.  -1 with *e ERR_PERM, and what to write instead. */
int milter_socket_parse(struct milter_socket *s, const char *text,
    struct err *e);

/* Whether nobody listens at that path yet, whose socket libmilter would take
 * away: 0, of a port, too; or -1 with *e, ERR_PERM if somebody does, else as
 * dial() fills it. */
int milter_socket_free(const struct milter_socket *s, struct err *e);

/* Find out why nobody can listen there, since libmilter tells the system's log
 * alone: by trying.  Always -1, with *e ERR_TEMP. */
int milter_socket_why(const struct milter_socket *s, struct err *e);

#endif
