/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/errand.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/tell.h"
#include "serve/bans.h"
#include "serve/bans_news.h"
#include "serve/keeper.h"
#include "share/deed.h"
#include "state/dump.h"
#include "state/ledger.h"

/* One that is under way. */
struct under_way {
	struct deed deed;
	struct errand errand;
	struct errand_answer answer;
	struct err err; /* of the answer */
	struct buf out;
	struct ip ip;   /* to be forgotten */
	char key[];     /* to be looked for */
};

static void
state_run(struct deed *d)
{
	struct under_way *u = (struct under_way *)d;

	u->out.len = 0;
	u->answer.found = dump_find(u->errand.keeper->store, u->key, &u->out,
	    &u->err);
}

/* Nothing is held against an address any more. */
static void
forget_run(struct deed *d)
{
	struct under_way *u = (struct under_way *)d;

	u->answer.found = ledger_forget(u->errand.ledger, &u->ip, &u->err);
}

static void
forgotten(const struct under_way *u)
{
	const struct errand *d = &u->errand;
	char who[OFFENDER_ADDRESS_SIZE];

	keeper_changed(d->keeper);
	if (d->bans != NULL)
		bans_changed(d->bans, &u->ip);
	bans_news_tell(d->keeper, &u->ip);
	offender_address_format(&u->ip, who);
	tell(d->tell, "%s: an offender no more, as asked", who);
}

static void
done(struct deed *d, const struct err *e)
{
	struct under_way *u = (struct under_way *)d;

	if (e != NULL) {
		u->answer.found = -1;
		u->err = *e;
	}
	if (d->run == forget_run && u->answer.found == 1)
		forgotten(u);
	u->answer.out = &u->out;
	u->answer.err = &u->err;
	if (u->errand.told != NULL)
		u->errand.told(u->errand.arg, &u->answer);
	buf_free(&u->out);
}

/* Who has asked is gone: what was to be forgotten is, and the kernel hears. */
static bool
left(struct deed *d)
{
	struct under_way *u = (struct under_way *)d;

	u->errand.told = NULL;
	if (d->run == forget_run)
		return true;
	buf_free(&u->out);
	return false;
}

/* Begin what a line says.  -1 with u->err if it says nothing. */
static int
begin(struct under_way *u, const char *line)
{
	if (strncmp(line, "state ", 6) == 0) {
		u->deed.run = state_run;
		memcpy(u->key, line + 6, strlen(line + 6) + 1);
		return 0;
	}
	if (strncmp(line, "forget ", 7) != 0)
		return err_perm(&u->err, 0, "\"%.64s\" is no command", line);
	u->deed.run = forget_run;
	if (offender_address_parse(&u->ip, line + 7, &u->err) == -1)
		return -1;
	u->ip = offender_address(&u->ip);
	return 0;
}

struct deed *
errand_do(const struct errand *d, const char *line)
{
	struct under_way *u = calloc(1, sizeof(*u) + strlen(line) + 1);
	struct err e;

	if (u == NULL) {
		(void)err_memory(&e);
		d->told(d->arg, &(struct errand_answer){ -1, &e, NULL });
		return NULL;
	}
	u->errand = *d;
	u->deed.done = done;
	u->deed.left = left;
	if (begin(u, line) == 0)
		return keeper_do(d->keeper, &u->deed);
	u->answer.found = -1;
	u->answer.err = &u->err;
	d->told(d->arg, &u->answer);
	free(u);
	return NULL;
}
