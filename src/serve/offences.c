/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/offences.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "rule/settings.h"
#include "rule/words.h"
#include "serve/bans.h"
#include "serve/bans_news.h"
#include "serve/keeper.h"
#include "serve/offences_never.h"
#include "serve/statistics.h"
#include "share/deed.h"
#include "wire/accuse.h"
#include "wire/offence.h"

_Static_assert((int)OFFENCES == OFFENDER_KINDS &&
    (int)OFFENCE_MANUAL == OFFENDER_MANUAL, "the same, in the same order");

static const struct letter no_store = { .type = LETTER_CANNOT,
	.reason = "store" };

static void on_closed(void *arg, const struct ledger_report *r,
    const char *rule);

int
offences_open(struct offences *o, const struct settings *s, struct err *e)
{
	if (offences_never(&o->never, s->text[SET_OFFENDER_NEVER], e) == -1)
		return -1;
	o->acquit.closed = on_closed;
	o->acquit.arg = o;
	o->tokens = OFFENCES_AT_ONCE;
	o->filled_ms = fd_now_ms();
	return 0;
}

void
offences_set(struct offences *o, const struct settings *s)
{
	struct err e;

	o->ledger = (struct ledger){ .store = o->keeper->store,
		.never = &o->never,
		.ttl_s = (unsigned)s->number[SET_OFFENDER_TTL],
		.ttl_max_s = (unsigned)s->number[SET_OFFENDER_TTL_MAX],
		.net4 = (unsigned)s->number[SET_GREYLIST_NET4] };
	if (words_bits(&o->ban_kinds, WORDS_OFFENCES,
	    s->text[SET_BAN_KINDS], &e) == -1)
		o->ban_kinds = 0; /* of a newer version */
}

void
offences_stop_asking(struct offences *o)
{
	acquit_end(&o->acquit);
}

void
offences_close(struct offences *o)
{
	never_free(&o->never);
}

/* A question for the ledger. */
struct find {
	struct deed deed;
	struct offences *offences;
	struct offences_call call;
	struct ip ip;
	bool known;
	unsigned kinds;
};

static void
find_run(struct deed *d)
{
	struct find *f = (struct find *)d;
	struct err e;

	f->known = ledger_find(&f->kinds, &f->offences->ledger, &f->ip,
	    time(NULL), &e) == 0;
}

static void
find_done(struct deed *d, const struct err *e)
{
	struct find *f = (struct find *)d;
	struct statistics *count = f->offences->count;

	f->known = f->known && e == NULL;
	count->n[STAT_OFFENDER_ASKED] += f->known;
	count->n[STAT_OFFENDER_FOUND] += f->known && f->kinds != 0;
	f->call.told(f->call.arg, f->known, f->kinds);
}

struct deed *
offences_find(struct offences *o, const struct ip *ip,
    const struct offences_call *call)
{
	struct find *f = malloc(sizeof(*f));

	if (f == NULL) {
		call->told(call->arg, false, 0);
		return NULL;
	}
	*f = (struct find){ .deed = { .run = find_run, .done = find_done },
		.offences = o, .call = *call, .ip = *ip };
	return keeper_do(o->keeper, &f->deed);
}

static void
on_found(void *arg, bool known, unsigned kinds)
{
	const struct filters_asker *who = arg;
	const struct letter are = { .type = LETTER_OFFENCES_ARE,
		.offences = kinds };

	who->say(who->arg, known ? &are : &no_store);
}

struct deed *
offences_on_ask(void *arg, const struct letter *l,
    const struct filters_asker *who)
{
	const struct offences_call call = { on_found, (void *)(uintptr_t)who };

	return offences_find(arg, &l->ip, &call);
}

/* Whether one more may be taken now. */
static bool
take_token(struct offences *o)
{
	int64_t now_ms = fd_now_ms();
	int64_t more = (now_ms - o->filled_ms) * OFFENCES_A_SECOND / 1000;

	if (more > 0) {
		o->filled_ms = now_ms;
		o->tokens = more >= OFFENCES_AT_ONCE - (int64_t)o->tokens ?
		    OFFENCES_AT_ONCE : o->tokens + (unsigned)more;
	}
	if (o->tokens == 0)
		return false;
	o->tokens--;
	return true;
}

/* An offence on its way into the ledger. */
struct told {
	struct deed deed;
	struct offences *offences;
	const struct filters_asker *who; /* who told, or NULL: nobody waits */
	bool closed;   /* a case of which the rules had to be asked */
	bool settled;  /* known, or never held: no rule is to be asked */
	enum ledger_answer noted;
	int64_t until_s;
	struct ledger_report report; /* its texts are below */
	char text[];
};

static void
tell_lost(struct offences *o, const struct ip *address)
{
	char ip[IP_TEXT_SIZE];

	ip_format(address, ip);
	tell(o->tell, "%s: the store could not keep what it has done", ip);
}

/* What became of it. */
static void
told_end(struct told *t)
{
	struct offences *o = t->offences;
	const struct letter is = { .type = LETTER_OFFENCE_IS,
		.held = t->noted == LEDGER_NEVER ? LETTER_NEVER :
		    t->noted == LEDGER_KNOWN ? LETTER_KNOWN : LETTER_KEPT,
		.until_s = (uint32_t)t->until_s };

	if (t->noted == LEDGER_KNOWN && t->who != NULL)
		o->tokens++; /* whoever reads a folder anew is no flood */
	if (t->who != NULL)
		t->who->say(t->who->arg, t->noted == LEDGER_FAILED ?
		    &no_store : &is);
	else if (t->closed && t->noted == LEDGER_FAILED &&
	    seldom_may(&o->lost, (uint64_t)fd_now_ms()))
		tell_lost(o, &t->report.ip);
}

static void
note_run(struct deed *d)
{
	struct told *t = (struct told *)d;
	struct err e;

	t->noted = ledger_note(&t->until_s, &t->offences->ledger, &t->report,
	    time(NULL), &e);
}

static void
note_done(struct deed *d, const struct err *e)
{
	struct told *t = (struct told *)d;
	struct offences *o = t->offences;

	if (e != NULL)
		t->noted = LEDGER_FAILED;
	if (t->noted != LEDGER_FAILED)
		o->count->n[STAT_OFFENCES]++;
	o->count->n[STAT_OFFENCES_NEVER] += t->noted == LEDGER_NEVER;
	if (t->noted == LEDGER_KEPT) {
		keeper_changed(o->keeper);
		if (t->report.ban) {
			bans_changed(o->bans, &t->report.ip);
			bans_news_tell(o->keeper, &t->report.ip);
		}
	}
	told_end(t);
}

/* Nothing is held against him, since a rule vouches. */
static void
note_vouched(struct offences *o)
{
	o->count->n[STAT_OFFENCES]++;
	o->count->n[STAT_OFFENCES_NEVER]++;
}

/* Let the rules say whether somebody vouches for him, if they can now. */
static void
acquit(struct told *t)
{
	static const struct letter busy = { .type = LETTER_CANNOT,
		.reason = ACCUSE_BUSY_REASON };
	struct offences *o = t->offences;

	switch (acquit_ask(&o->acquit, &t->report)) {
	case ACQUIT_INNOCENT:
		note_vouched(o);
		t->noted = LEDGER_NEVER;
		break;
	case ACQUIT_KEPT:
		t->noted = LEDGER_KEPT;
		break;
	case ACQUIT_FULL:
		if (t->who != NULL)
			t->who->say(t->who->arg, &busy);
		return;
	case ACQUIT_GUILTY:
		t->deed.run = note_run;
		t->deed.done = note_done;
		t->deed.again = true;
		return;
	}
	told_end(t);
}

/* Whether there is any need to ask the rules. */
static void
look_run(struct deed *d)
{
	struct told *t = (struct told *)d;
	const struct ledger *l = &t->offences->ledger;

	t->settled = ledger_knows(l, &t->report) ||
	    ledger_never(l, &t->report.ip, time(NULL));
}

static void
look_done(struct deed *d, const struct err *e)
{
	struct told *t = (struct told *)d;

	if (e != NULL) {
		note_done(d, e);
	} else if (t->settled) {
		d->run = note_run;
		d->done = note_done;
		d->again = true;
	} else {
		acquit(t);
	}
}

/* Who told is gone; it is noted, and the kernel hears of it. */
static bool
told_left(struct deed *d)
{
	((struct told *)d)->who = NULL;
	return true;
}

/* Have what was seen noted, and the kernel hear of it.  look: unless a rule
 * vouches for him. */
static struct deed *
note(struct offences *o, const struct ledger_report *r, bool look,
    const struct told *how)
{
	struct told *t = malloc(sizeof(*t) + ledger_report_room(r));

	if (t == NULL) {
		if (how->who != NULL)
			how->who->say(how->who->arg, &no_store);
		return NULL;
	}
	*t = *how;
	t->offences = o;
	t->deed = look ? (struct deed){ .run = look_run, .done = look_done } :
	    (struct deed){ .run = note_run, .done = note_done };
	t->deed.left = told_left;
	ledger_report_copy(&t->report, r, t->text);
	t->report.ban = r->ban || (o->ban_kinds & 1u << r->kind) != 0;
	return keeper_do(o->keeper, &t->deed);
}

void
offences_pregreet(struct offences *o, const struct ip *ip)
{
	const struct ledger_report r = { .ip = *ip,
		.kind = OFFENDER_EARLY_TALKER, .source = "filter",
		.evidence = "talked before it was greeted", .mark = "",
		.at_s = time(NULL) };
	static const struct told nobody = { .who = NULL };

	if (take_token(o))
		(void)note(o, &r, false, &nobody);
}

/* Why a letter says nothing that can be noted, or NULL. */
static const char *
fault_of(const struct letter *l)
{
	if (l->offence >= OFFENCES)
		return "no such offence";
	if (!offender_source_reads(l->source))
		return "no source";
	if ((int32_t)l->zone_s > OFFENDER_ZONE_MAX ||
	    (int32_t)l->zone_s < -OFFENDER_ZONE_MAX)
		return "no zone";
	return NULL;
}

/* What had to be asked of DNS is known, long after the answer. */
static void
on_closed(void *arg, const struct ledger_report *r, const char *rule)
{
	static const struct told closed = { .closed = true };
	struct offences *o = arg;
	char ip[IP_TEXT_SIZE];

	if (*rule == '\0') {
		(void)note(o, r, false, &closed);
		return;
	}
	note_vouched(o);
	ip_format(&r->ip, ip);
	if (seldom_may(&o->vouched, (uint64_t)fd_now_ms()))
		tell(o->tell, "%s: nothing is held against it, though it was "
		    "told of: rule %s lets it in", ip, rule);
}

struct deed *
offences_on_report(void *arg, const struct letter *l,
    const struct filters_asker *who)
{
	struct offences *o = arg;
	const struct ledger_report r = { .ip = l->ip,
		.kind = (enum offender_kind)l->offence, .source = l->source,
		.evidence = l->evidence, .mark = l->mark, .at_s = l->at_s,
		.zone_s = (int32_t)l->zone_s, .seconds = l->seconds,
		.ban = (l->flags & LETTER_BAN) != 0 };
	const struct told how = { .who = who };
	struct letter cannot = { .type = LETTER_CANNOT,
		.reason = fault_of(l) };

	if (cannot.reason == NULL && !take_token(o))
		cannot.reason = ACCUSE_BUSY_REASON;
	if (cannot.reason == NULL) /* held: it was judged, and refused */
		return note(o, &r, (l->flags & LETTER_HELD) == 0, &how);
	who->say(who->arg, &cannot);
	return NULL;
}
