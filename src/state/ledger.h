/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_LEDGER_H
#define DHF_STATE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/never.h"
#include "state/offender.h"

struct err;
struct store;

/*
 * ledger - who did harm, and until when that is held against him
 *
 * For each address and kind of offence there is one record.  The first time it
 * is held for ttl_s, the second for twice that, and so on up to ttl_max_s; each
 * offence extends it.  After it is over the record is remembered for
 * LEDGER_MEMORY_S, so that whoever comes back is known, and then goes.
 *
 *	10:00	trap	count 1, held until 11:00
 *	10:30	trap	count 2, held until 12:30
 *	20:00	trap	count 3, held until 24:00
 */
#define LEDGER_MEMORY_S (30 * 86400)
#define LEDGER_LONGEST_S (30 * 86400) /* that anything is held */

/* Octets of a mark in the store. */
#define LEDGER_MARK 16

/* Who has been green for so long is no offender. */
#define LEDGER_GREEN_S (7 * 86400)

struct ledger {
	struct store *store;       /* borrowed, like the next */
	const struct never *never; /* settled */
	unsigned ttl_s, ttl_max_s;
	unsigned net4;             /* of the greylist */
};

enum ledger_answer {
	LEDGER_KEPT,
	LEDGER_KNOWN,  /* the same mark was there before: nothing changed */
	LEDGER_NEVER,  /* as ledger_never */
	LEDGER_FAILED  /* *e is as store_get or store_put */
};

/* An offence that was seen. */
struct ledger_report {
	struct ip ip;
	enum offender_kind kind;
	const char *source, *evidence; /* cut to their room */
	const char *mark;  /* tells it from others, so that it counts once;
	                      "": each counts */
	int64_t at_s;      /* one of the future is one of now */
	int32_t zone_s;
	unsigned seconds;  /* how long to hold it, 0: as above */
	bool ban;          /* the kernel shall drop him as long */
};

/* Copy *r with its texts, which go to room: for ledger_report_room octets. */
size_t ledger_report_room(const struct ledger_report *r);
void ledger_report_copy(struct ledger_report *out,
    const struct ledger_report *r, char *room);

/* Note an offence; *until_s is when it will not be held any more, in the past
 * if it is old. */
enum ledger_answer ledger_note(int64_t *until_s, const struct ledger *l,
    const struct ledger_report *r, int64_t now_s, struct err *e);

/* Whether an offence with this mark was noted already. */
bool ledger_knows(const struct ledger *l, const struct ledger_report *r);

/* Whether nothing is ever held against an address: it, or of IPv6 any of its
 * network, is in *never, or it has been green for long. */
bool ledger_never(const struct ledger *l, const struct ip *ip, int64_t now_s);

/* What is held against an address now: bit n for kind n.  Returns 0, or -1
 * with *e as store_get. */
int ledger_find(unsigned *kinds, const struct ledger *l, const struct ip *ip,
    int64_t now_s, struct err *e);

/* Whether the kernel shall drop an address, by what it has done. */
struct ledger_ban {
	enum offender_kind kind; /* what counts for the longest */
	int64_t until_s;         /* 0: it shall not */
};

/* Find that.  Nobody is who is never an offender, whatever the store says of
 * him.  Returns 0, or -1 with *e as store_get. */
int ledger_ban(struct ledger_ban *out, const struct ledger *l,
    const struct ip *ip, int64_t now_s, struct err *e);

/* Forget all of an address, but not the marks: what was told of already is not
 * held against it again.  Returns 1, 0 if there was nothing, or -1 with *e. */
int ledger_forget(const struct ledger *l, const struct ip *ip, struct err *e);

#endif
