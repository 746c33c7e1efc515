/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/offences.h"

#include <time.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "rule/settings.h"
#include "rule/words.h"
#include "serve/bans.h"
#include "serve/keeper.h"
#include "serve/statistics.h"
#include "state/nearby.h"
#include "wire/accuse.h"
#include "wire/offence.h"

_Static_assert((int)OFFENCES == OFFENDER_KINDS &&
    (int)OFFENCE_MANUAL == OFFENDER_MANUAL, "the same, in the same order");

static void on_closed(void *arg, const struct ledger_report *r,
    const char *rule);

int
offences_never(struct never *n, const char *file, struct err *e)
{
	if (nearby_all(n, "/etc/resolv.conf", e) == -1 ||
	    (*file != '\0' && never_add_file(n, file, e) == -1)) {
		never_free(n);
		return -1;
	}
	never_settle(n);
	return 0;
}

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

bool
offences_find(struct offences *o, unsigned *kinds, const struct ip *ip)
{
	struct err e;

	if (ledger_find(kinds, &o->ledger, ip, time(NULL), &e) == -1)
		return false;
	o->count->n[STAT_OFFENDER_ASKED]++;
	o->count->n[STAT_OFFENDER_FOUND] += *kinds != 0;
	return true;
}

void
offences_on_ask(void *arg, const struct letter *l, struct letter *answer)
{
	struct offences *o = arg;
	unsigned kinds;

	if (!offences_find(o, &kinds, &l->ip)) {
		answer->type = LETTER_CANNOT;
		answer->reason = "store";
		return;
	}
	answer->type = LETTER_OFFENCES_ARE;
	answer->offences = kinds;
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

/* Note what was seen, and have the kernel hear of it. */
static enum ledger_answer
note(int64_t *until_s, struct offences *o, const struct ledger_report *seen)
{
	struct ledger_report r = *seen;
	enum ledger_answer noted;
	struct err e;

	r.ban = r.ban || (o->ban_kinds & 1u << r.kind) != 0;
	noted = ledger_note(until_s, &o->ledger, &r, time(NULL), &e);
	if (noted == LEDGER_FAILED)
		return noted;
	o->count->n[STAT_OFFENCES]++;
	o->count->n[STAT_OFFENCES_NEVER] += noted == LEDGER_NEVER;
	if (noted != LEDGER_KEPT)
		return noted;
	keeper_changed(o->keeper);
	if (r.ban)
		bans_changed(o->bans, &r.ip);
	return noted;
}

void
offences_pregreet(struct offences *o, const struct ip *ip)
{
	const struct ledger_report r = { .ip = *ip,
		.kind = OFFENDER_EARLY_TALKER, .source = "filter",
		.evidence = "talked before it was greeted", .mark = "",
		.at_s = time(NULL) };
	int64_t until_s;

	if (take_token(o))
		(void)note(&until_s, o, &r);
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

/* Nothing is held against him, since a rule vouches. */
static enum ledger_answer
note_vouched(struct offences *o)
{
	o->count->n[STAT_OFFENCES]++;
	o->count->n[STAT_OFFENCES_NEVER]++;
	return LEDGER_NEVER;
}

/* What had to be asked of DNS is known, long after the answer. */
static void
on_closed(void *arg, const struct ledger_report *r, const char *rule)
{
	struct offences *o = arg;
	const uint64_t now_ms = (uint64_t)fd_now_ms();
	char ip[IP_TEXT_SIZE];
	int64_t until_s;

	ip_format(&r->ip, ip);
	if (*rule != '\0') {
		(void)note_vouched(o);
		if (seldom_may(&o->vouched, now_ms))
			tell(o->tell, "%s: nothing is held against it, though "
			    "it was told of: rule %s lets it in", ip, rule);
	} else if (note(&until_s, o, r) == LEDGER_FAILED &&
	    seldom_may(&o->lost, now_ms)) {
		tell(o->tell, "%s: the store could not keep what it has done",
		    ip);
	}
}

/* What becomes of an offence; *until_s 0 and LEDGER_KEPT if that is not known
 * yet.  LEDGER_FAILED, and why in *fault.  judged: the rules have been asked
 * about the client, and it was refused. */
static enum ledger_answer
judge(struct offences *o, const struct ledger_report *r, bool judged,
    int64_t *until_s, const char **fault)
{
	*until_s = 0;
	*fault = "store";
	if (judged || ledger_knows(&o->ledger, r) ||
	    ledger_never(&o->ledger, &r->ip, time(NULL)))
		return note(until_s, o, r);
	switch (acquit_ask(&o->acquit, r)) {
	case ACQUIT_INNOCENT:
		return note_vouched(o);
	case ACQUIT_KEPT:
		return LEDGER_KEPT;
	case ACQUIT_FULL:
		*fault = ACCUSE_BUSY_REASON;
		return LEDGER_FAILED;
	case ACQUIT_GUILTY:
		break;
	}
	return note(until_s, o, r);
}

void
offences_on_report(void *arg, const struct letter *l, struct letter *answer)
{
	struct offences *o = arg;
	const struct ledger_report r = { .ip = l->ip,
		.kind = (enum offender_kind)l->offence, .source = l->source,
		.evidence = l->evidence, .mark = l->mark, .at_s = l->at_s,
		.zone_s = (int32_t)l->zone_s, .seconds = l->seconds,
		.ban = (l->flags & LETTER_BAN) != 0 };
	const char *fault = fault_of(l);
	enum ledger_answer noted;
	int64_t until_s;

	answer->type = LETTER_CANNOT;
	if (fault == NULL && !take_token(o))
		fault = ACCUSE_BUSY_REASON;
	answer->reason = fault;
	if (fault != NULL)
		return;
	noted = judge(o, &r, (l->flags & LETTER_HELD) != 0, &until_s, &fault);
	if (noted == LEDGER_FAILED) {
		answer->reason = fault;
		return;
	}
	if (noted == LEDGER_KNOWN) /* whoever reads a folder anew is no flood */
		o->tokens++;
	answer->type = LETTER_OFFENCE_IS;
	answer->held = noted == LEDGER_NEVER ? LETTER_NEVER :
	    noted == LEDGER_KNOWN ? LETTER_KNOWN : LETTER_KEPT;
	answer->until_s = (uint32_t)until_s;
}
