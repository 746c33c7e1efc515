/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_PROGRAMS_H
#define DHF_BAN_PROGRAMS_H

#include <stdint.h>

#include "ban/command.h"
#include "ban/due.h"
#include "state/never.h"

struct ban_backend;

/*
 * programs - bans by programs of others, for the server
 *
 * For packet filters that are not nftables: one program puts an address in, one
 * takes it out when its time is over, or was over while nobody served.
 */
struct ban_programs {
	struct command add, del; /* filled by the caller, as the next */
	struct never never;
	struct due due;
	size_t told;             /* of a listing: how many of due */
	unsigned looks;
};

/* How the server asks it; *p is borrowed as long as *b is used. */
void ban_programs_backend(struct ban_backend *b, struct ban_programs *p);

#endif
