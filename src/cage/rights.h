/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_CAGE_RIGHTS_H
#define DHF_CAGE_RIGHTS_H

struct err;
struct user;

/*
 * rights - root's power in parts, and all but one given up (capabilities(7))
 *
 * Linux only: elsewhere it is an error.
 */

/* Become the user, and keep CAP_NET_ADMIN alone, which we have; no program that
 * is run can gain more, and no other process can look into this one.  -1 with
 * *e ERR_PERM. */
int rights_keep_network(const struct user *u, struct err *e);

#endif
