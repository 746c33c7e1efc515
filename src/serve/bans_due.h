/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_BANS_DUE_H
#define DHF_SERVE_BANS_DUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "store/store_walk.h"

struct err;
struct store;

/*
 * bans_due - about whom the ban helper has to be told
 *
 * What it is told stands in the ledger when it is told, so an address is all
 * that waits here, and each once.  Addresses of which the ledger has changed
 * come first, as far as there is room; then all that it wants banned, if that
 * was asked for: since the kernel has forgotten them, or there was no room.
 */
#define BANS_DUE_WAITING 1024
#define BANS_DUE_STEP 256 /* records looked at in one go */

/* Until what was noted is in the store. */
#define BANS_DUE_SETTLED_MS 1000

struct bans_due {
	struct ip waiting[BANS_DUE_WAITING]; /* a ring */
	size_t first, len;
	bool again;       /* all are due ... */
	int64_t again_ms; /* ... from then on */
	bool elsewhere;   /* whoever fills it looks for all ... */
	bool wanted;      /* ... when that is wanted */
	bool walking;     /* through the ledger */
	struct store_walk walk;
	struct ip found[BANS_DUE_STEP]; /* by the last step ... */
	size_t found_len, found_used;   /* ... and not due yet */
	int64_t now_s;    /* in a step */
};

/* The ledger has changed about an address.  When too many wait the oldest goes,
 * and all are due a second later, when what has changed is in the store. */
void bans_due_add(struct bans_due *d, const struct ip *ip, int64_t now_ms);

/* All that the ledger wants banned are due, from now_ms on. */
void bans_due_all(struct bans_due *d, int64_t now_ms);

/* The same, and at once: what was looked at before has been forgotten. */
void bans_due_begin(struct bans_due *d);

/* Do not look further through the ledger now. */
void bans_due_stop(struct bans_due *d);

enum bans_due_answer {
	BANS_DUE_ONE,   /* *out is due, and does not wait any more */
	BANS_DUE_MORE,  /* nobody was found yet: ask again soon */
	BANS_DUE_NONE,  /* nobody is */
	BANS_DUE_FAILED /* the ledger can't be read: *e; looking ends */
};

/* The next, looking at BANS_DUE_STEP records of the store at most. */
enum bans_due_answer bans_due_next(struct ip *out, struct bans_due *d,
    struct store *s, int64_t now_s, int64_t now_ms, struct err *e);

#endif
