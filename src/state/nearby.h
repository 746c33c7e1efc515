/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_NEARBY_H
#define DHF_STATE_NEARBY_H

struct err;
struct never;

/*
 * nearby - this machine, and those without which it reaches nobody
 *
 * Each adds to *n what it finds, to be settled afterwards.  -1 with *e
 * ERR_TEMP if it can't be found out, or as never_add.
 */

/* The addresses of all its interfaces. */
int nearby_addresses(struct never *n, struct err *e);

/* The routers to which any of its tables sends what no other route is for.
 * Linux only: elsewhere none is found. */
int nearby_gateways(struct never *n, struct err *e);

/* The name servers of a file as resolv.conf(5) has them; none if there is no
 * such file. */
int nearby_resolvers(struct never *n, const char *path, struct err *e);

/* All of these, and the special addresses of state/never.h. */
int nearby_all(struct never *n, const char *resolvers, struct err *e);

#endif
