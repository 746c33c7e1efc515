/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_RESOLVCONF_H
#define DHF_DNS_RESOLVCONF_H

#include "dns/servers.h"

/*
 * resolvconf - the servers that /etc/resolv.conf names, where it is plain
 *
 * Plain is a file whose lines "nameserver ADDRESS" have an address and nothing
 * else, as nearly all have.  Of its other lines none matters to us but what
 * asks for TCP, which c-ares follows since 1.28: such a file is not plain, nor
 * is any where the variable RES_OPTIONS is set.
 */
#define RESOLVCONF_PATH "/etc/resolv.conf"
#define RESOLVCONF_MAX  4096 /* octets; who has more has no plain one */

/* The servers of the file, whose whole text this is.  None: it names none, or
 * is not plain. */
void resolvconf_parse(struct dns_servers *out, const char *text);

/* Read the file.  None: it is missing, names none, or is not plain, so that it
 * is for c-ares to say which these are. */
void resolvconf_read(struct dns_servers *out);

#endif
