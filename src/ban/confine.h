/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_CONFINE_H
#define DHF_BAN_CONFINE_H

struct err;
struct tell;
struct user;

/*
 * confine - what the helper gives up before the first question
 *
 * Left are CAP_NET_ADMIN, descriptors that are open, sockets of netlink, and
 * the system calls that serving needs: no files, no programs, no other
 * sockets.
 */

/* Become *u, and give up the rest.  What this kernel or build does not have is
 * told and done without.  -1 with *e ERR_PERM: the rights can't be given up. */
int ban_confine(const struct user *u, struct tell *t, struct err *e);

#endif
