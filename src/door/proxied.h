/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_PROXIED_H
#define DHF_DOOR_PROXIED_H

#include <stdbool.h>

#include "wire/proxy.h"

struct err;
struct tcprules;

/*
 * proxied - a client that comes through a balancer
 */

/* Read the header from fd, and nothing behind it, within limit_ms.  Returns 0,
 * and *own: the connection is the balancer's own; 1, fd has ended before its
 * first byte; or -1 with *e, ERR_TEMP: the time is over, it ended or failed, or
 * there is no header. */
int proxied_read(struct proxy *p, bool *own, int fd, unsigned limit_ms,
    struct err *e);

/* How long one who is not trusted is looked at: a balancer sends its header as
 * soon as it is connected, and a mail client waits to be greeted. */
#define PROXIED_LOOK_MS 100

/* Whether one who is not trusted sends a header.  Reads nothing away; false
 * where fd is no socket, or nothing comes within PROXIED_LOOK_MS. */
bool proxied_lies(int fd);

/* Take the variables away that tell of the balancer or let a client in, and
 * those that *rules (NULL: none) sets.  -1 if memory ran out. */
int proxied_forget(struct tcprules *rules);

/* Set TCPREMOTEIP, TCPREMOTEPORT, TCPLOCALIP, TCPLOCALPORT and PROTO.  -1 if
 * memory ran out. */
int proxied_tell(const struct proxy *p);

/* The connection is the balancer's own, whose address is ip: set TCPREMOTEIP
 * and PROTO, in whatever words it was told before.  -1 as above. */
int proxied_own(const char *ip);

#endif
