/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_HOP_H
#define DHF_MAIL_HOP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"
#include "mail/received.h"

/*
 * hop - whom a message came from, by the Received lines that can be believed
 *
 * Servers put theirs on top, so the lines of servers of ours stand above all
 * that a client may have forged.  The topmost is asked, or the topmost one
 * that one of the named servers wrote.  Lines by which a machine handed the
 * message to itself are passed over; a line that is not clear ends the search,
 * since what stands below it may be forged.
 */
enum hop_state {
	HOP_LOOKING, /* no line said anything yet */
	HOP_FOUND,   /* client is the one */
	HOP_UNCLEAR  /* nobody can be told */
};

/* All bytes zero, but for by, is the beginning. */
struct hop {
	const char *const *by; /* names of servers; borrowed */
	size_t by_count;       /* 0: the topmost line, whoever wrote it */
	enum hop_state state;
	bool seen; /* a line of theirs was there, whatever it said */
	struct ip client;
	struct received line; /* the last one taken, borrowed from it; zero if
	                         another server wrote it */
};

/* Make a word the name of a server for by: the dot at its end goes.  False if
 * nothing is left, which names none. */
bool hop_name(char *word);

/* Look at the next Received line from the top: len bytes behind the colon.
 * What comes when HOP_LOOKING is over is not looked at. */
void hop_take(struct hop *h, const char *line, size_t len);

#endif
