/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_CHANNEL_H
#define DHF_DNS_CHANNEL_H

#include <stdint.h>

#include "dns/cares.h"
#include "dns/servers.h"
#include "dns/socket.h"

struct err;

#define CHANNEL_READS 64 /* messages between two looks at the clock */

/*
 * channel - the library c-ares, set up so that only we say what it does
 *
 * No search list, no aliases, no EDNS, and no answers from a cache.  With
 * servers named no file is read, and the environment (RES_OPTIONS, LOCALDOMAIN,
 * HOSTALIASES) changes nothing.  Without, releases since 1.22 look into
 * /etc/resolv.conf, nsswitch.conf, netsvc.conf and svc.conf, of which the
 * servers count; since 1.28 also "use-vc", there or in RES_OPTIONS: TCP.
 */

struct channel {
	struct cares cares;
	ares_channel ares;
	struct sockets sockets;
};

struct channel_options {
	const struct dns_servers *servers; /* none: those of resolv.conf */
	unsigned timeout_ms; /* a silent server is asked again inside that */
	bool stream;         /* over TCP only */
};

/* When a silent server is asked again for the first time, or the next one. */
unsigned channel_again_ms(unsigned timeout_ms);

/* Make a channel.  Opens no socket.  What opt and watch have is copied.
 * Returns 0, or -1 with *e ERR_TEMP: no memory, or /dev/urandom can't be read.
 * *out must stay where it is until channel_close. */
int channel_open(struct channel *out, const struct channel_options *opt,
    const struct socket_watch *watch, struct err *e);

/* Let c-ares see to what came, n events as poll(2) tells them, and to what is
 * to be asked again. */
void channel_take(struct channel *c, const struct pollfd *p, nfds_t n);

/* Write down what to wait for, and lower *left_ms to when there is something
 * to be asked again.  Returns how many. */
nfds_t channel_poll(const struct channel *c, struct pollfd out[SOCKETS_MAX],
    int64_t *left_ms);

/* Give up what is open, answered with ARES_ECANCELLED, and close all sockets
 * until something is asked again. */
void channel_rest(struct channel *c);

/* Close all sockets; what is open is answered with ARES_EDESTRUCTION. */
void channel_close(struct channel *c);

#endif
