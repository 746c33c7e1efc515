/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_SOCKET_H
#define DHF_DNS_SOCKET_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "dns/cares.h"
#include "dns/stream.h"

/*
 * socket - how c-ares opens and uses its sockets, and what goes by in them
 *
 * Close-on-exec, non-blocking, never descriptor 0, 1 or 2 (where one of these
 * is closed, a log line would go to the DNS server), and no SIGPIPE when a
 * server closes a TCP connection.  Each is connected to one server, so the
 * kernel lets nothing in that has another source.
 *
 * Releases since 1.22 leave a UDP socket when a question is asked again, and
 * an answer that only took its time would find nobody.  So a UDP socket that
 * c-ares closes stays open, to be read by us, until sockets_rest.
 */
#define SOCKETS_MAX 64 /* a release around 1.30 opens one for each question
                          that it asks again; the oldest left one gives way */

/* Who is told what goes by. */
struct socket_watch {
	/* A whole message was sent. */
	void (*sent)(void *of, const struct message *m);
	/* A whole message came.  If it is a datagram, the return is how much
	 * of it c-ares is to see, from the beginning, which may be changed; 0
	 * is nothing.  Of a stream c-ares gets all. */
	size_t (*came)(void *of, const struct message *m);
	/* What to wait for in a socket, as for poll(2), is this from now on; 0
	 * is nothing, as before it is closed.  NULL: who waits asks
	 * sockets_poll. */
	void (*events)(void *of, int fd, short events);
	void *of;
};

struct socket {
	int fd;                /* 0: this place is free */
	bool datagram;
	unsigned long left;    /* when c-ares closed it, counted; 0: not yet */
	short events;          /* what c-ares waits for, as for poll(2) */
	struct stream in, out; /* of a TCP connection */
};

/* All bytes zero, then watch set, is the beginning. */
struct sockets {
	struct socket_watch watch;
	unsigned reads; /* that may still be done.  Each takes one, and at 0
	                   nothing seems to be there to be read: c-ares does
	                   not stop by itself while packets flood in */
	unsigned long closed; /* how many c-ares has closed so far */
	struct socket socket[SOCKETS_MAX];
};

/* Let channel have such sockets from now on.  *s is borrowed until the channel
 * ends, and has to be given to sockets_state, too. */
void sockets_use(const struct cares *cares, ares_channel channel,
    struct sockets *s);

/* What c-ares waits for: its option sock_state_cb, with struct sockets as
 * data. */
void sockets_state(void *data, ares_socket_t fd, int readable, int writable);

/* Write down what to wait for.  Returns how many. */
nfds_t sockets_poll(const struct sockets *s, struct pollfd out[SOCKETS_MAX]);

/* Whether fd is one of them. */
bool sockets_have(struct sockets *s, int fd);

/* If fd is one that c-ares has left, read what came there and return true. */
bool sockets_read(struct sockets *s, int fd);

/* Close those that c-ares has left. */
void sockets_rest(struct sockets *s);

#endif
