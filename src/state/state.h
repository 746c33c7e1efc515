/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_STATE_H
#define DHF_STATE_STATE_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct store;

/* Version of what the records hold.  A newer one is a reason to raise it, and
 * to migrate the older ones in state.c. */
#define STATE_VERSION 1

struct state_options {
	const char *dir; /* borrowed until store_close */
	size_t size;     /* octets that the store may grow to */
	void (*tell)(void *arg, const char *line); /* as the store's */
	void *arg;
};

/* Open the store in o->dir as that of our state; returns as store_open. */
int state_open(struct store **out, const struct state_options *o,
    int64_t now_s, struct err *e);

#endif
