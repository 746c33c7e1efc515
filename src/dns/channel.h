/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_CHANNEL_H
#define DHF_DNS_CHANNEL_H

/* Newer releases of c-ares call ares_query and ares_getsock old-fashioned;
 * that of Debian 12 has nothing else. */
#ifndef CARES_NO_DEPRECATED
#define CARES_NO_DEPRECATED
#endif

#include <sys/select.h> /* ares.h of 1.18 needs it and does not say so */

#include <ares.h>

struct err;

/*
 * channel - the library c-ares, set up so that only we say what it does
 *
 * No search list, no aliases, no files but resolv.conf, no variable of the
 * environment (RES_OPTIONS, LOCALDOMAIN and HOSTALIASES change nothing).
 */

/* Make a channel to the servers of the text (see servers_parse; "" means
 * those of resolv.conf), which asks a silent server again inside timeout_ms.
 * Opens no socket.  Returns 0, or -1 with *e as resolver_open. */
int channel_open(ares_channel *out, const char *servers, unsigned timeout_ms,
    struct err *e);

void channel_close(ares_channel channel);

#endif
