/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_KERNEL_H
#define DHF_BAN_KERNEL_H

#include <stdbool.h>

#include "ban/nftlink.h"
#include "ban/nftlist.h"
#include "state/never.h"

struct ban_backend;
struct err;

/*
 * kernel - bans in the tables of this machine's kernel, for the server
 *
 * Who is never banned is kept up to date: addresses and routers that this
 * machine gets are added as they come.  A table that is taken away is made
 * again within some seconds.
 *
 * Linux only.
 */
struct ban_kernel {
	struct never never;  /* owned; filled by the caller, without what is
	                      * nearby */
	struct nftlink link; /* its table is filled, but for never */
	struct nftlist list;
	int watch_fd;
	bool changed;        /* something nearby is new */
	bool told;           /* that something failed */
	unsigned looks;
};

/* Find what is nearby, and make the table.  -1 with *e. */
int ban_kernel_open(struct ban_kernel *k, struct err *e);
void ban_kernel_close(struct ban_kernel *k);

/* How the server asks it; *k is borrowed as long as *b is used. */
void ban_kernel_backend(struct ban_backend *b, struct ban_kernel *k);

#endif
