/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_OFFENCES_H
#define DHF_SERVE_OFFENCES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/seldom.h"
#include "serve/acquit.h"
#include "serve/filters.h"
#include "state/ledger.h"

struct bans;
struct err;
struct keeper;
struct settings;
struct statistics;
struct tell;

/*
 * offences - what those who see them tell, and what is answered about somebody
 */

/* So many a second are taken, and so many at once after a quiet time: a few
 * sources that go wrong must not fill the store. */
#define OFFENCES_A_SECOND 1000
#define OFFENCES_AT_ONCE 10000

struct offences {
	struct ledger ledger;
	struct acquit acquit;      /* of whom the rules vouch for */
	struct seldom vouched, lost; /* lines about these, and what was lost */
	struct tell *tell;         /* borrowed */
	struct never never;        /* of the ledger */
	struct keeper *keeper;     /* borrowed, like the next */
	struct statistics *count;
	struct bans *bans;
	unsigned ban_kinds;        /* those that ban by themselves: bit n, kind
				      n */
	int64_t filled_ms;         /* when there were tokens last */
	unsigned tokens;
};

/* Begin, with who is never an offender.  -1 with *e as offences_never. */
int offences_open(struct offences *o, const struct settings *s, struct err *e);

/* Take the settings of the ledger; the store is the keeper's. */
void offences_set(struct offences *o, const struct settings *s);

/* Whoever is being asked about is guilty now. */
void offences_stop_asking(struct offences *o);

void offences_close(struct offences *o);

/* A client that is held has talked before it was greeted. */
void offences_pregreet(struct offences *o, const struct ip *ip);

/* Who wants to know: bit n for number n of enum offence, unless the store
 * can't tell. */
struct offences_call {
	void (*told)(void *arg, bool known, unsigned kinds);
	void *arg;
};

/* Find what is held against an address.  Returns NULL if call->told was called,
 * else the deed that it waits for. */
struct deed *offences_find(struct offences *o, const struct ip *ip,
    const struct offences_call *call);

/* Answer OFFENCES, for filters_calls; arg is a struct offences. */
struct deed *offences_on_ask(void *arg, const struct letter *l,
    const struct filters_asker *who);

/* Answer OFFENCE, the same.  If a name server has to be asked first whether
 * nothing is held against the address, the answer is LETTER_KEPT, until 0: it
 * is noted afterwards, or not. */
struct deed *offences_on_report(void *arg, const struct letter *l,
    const struct filters_asker *who);

#endif
