/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_SERVERS_H
#define DHF_DNS_SERVERS_H

#include <stddef.h>

#include "base/ip.h"

struct err;

/*
 * servers - the DNS servers that the configuration names
 */
#define DNS_SERVERS_MAX 8
#define DNS_PORT        53

struct dns_server {
	struct ip ip;
	unsigned port;
};

struct dns_servers {
	struct dns_server server[DNS_SERVERS_MAX];
	size_t count;
};

/* Read "ADDRESS[:PORT][,...]", an IPv6 address as [::1]:53 or ::1, without
 * spaces.  "" is 0 servers.  Returns 0, or -1 with *e ERR_PERM and *out
 * unchanged: no address, a zone, a port out of 1..65535, too many. */
int servers_parse(struct dns_servers *out, const char *text, struct err *e);

#endif
