/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_MESSAGES_H
#define DHF_REPLAY_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/siphash.h"
#include "replay/telling.h"

struct visitors;
struct err;

/*
 * messages - whose a message is, and what became of it
 *
 * A message lives from the line that first has its queue id to the one that
 * says it is gone, or until nothing has been heard of it for days.  Then it
 * counts for the address that brought it.  Where a queue id is used again
 * before the first one is over, the first counts when the second begins.
 */
struct message {
	uint64_t key;       /* 0: free */
	uint64_t other;     /* its other name, or whose name this is; or 0 */
	int64_t last_s;
	uint32_t address;   /* who brought it, or VISITORS_NOBODY */
	unsigned char bits;
	bool is_name;       /* another one's, nothing else is set */
};

struct messages {
	struct visitors *visitors;  /* borrowed; what is told counts there */
	unsigned char key[SIPHASH_KEY_SIZE]; /* random */
	struct message *slot;   /* owned */
	size_t len, slots;
	int64_t now_s;          /* of the line read last */
};

/* Take what a line from a machine tells of its message; address is that of its
 * client, or VISITORS_NOBODY; at_s is 0 if it is not known.  -1 with *e if
 * memory ran out. */
int messages_take(struct messages *m, const struct telling *t,
    struct text host, uint32_t address, int64_t at_s, struct err *e);

/* Count those that are there, and forget all. */
void messages_end(struct messages *m);

#endif
