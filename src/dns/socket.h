/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_SOCKET_H
#define DHF_DNS_SOCKET_H

#include "dns/channel.h"

/*
 * socket - how c-ares opens and uses its sockets
 *
 * Close-on-exec, non-blocking, never descriptor 0, 1 or 2 (where one of these
 * is closed, a log line would go to the DNS server), and no SIGPIPE when a
 * server closes a TCP connection.
 */

/* Let channel have such sockets from now on.  Each read takes one from
 * *reads, and at 0 nothing seems to be there to be read: c-ares does not stop
 * by itself while packets flood in.  reads is borrowed until the channel
 * ends. */
void socket_use(ares_channel channel, unsigned *reads);

#endif
