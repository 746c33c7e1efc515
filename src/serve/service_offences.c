/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_offences.h"

#include "base/err.h"

/* Programs that tell of offences at one time. */
#define REPORTERS 64

/* Before we are somebody else, and before the kernel is asked less. */
static int
offences_begin(struct service *s, struct err *e)
{
	const struct settings *set = &s->fixed.settings;

	if (callers_init(&s->reporters, set->text[SET_OFFENCE_USERS],
	    REPORTERS, e) == -1)
		return -1;
	s->offences.keeper = &s->keeper;
	s->offences.count = &s->count;
	s->offences.bans = &s->bans;
	s->offences.tell = &s->tell;
	return offences_open(&s->offences, set, e);
}

static int
offences_start(struct service *s, struct err *e)
{
	offences_set(&s->offences, &s->fixed.settings);
	s->offences.acquit.classify = s->classify;
	s->reports.tell = &s->tell;
	s->reports.name = "offences";
	s->reports.callers = &s->reporters;
	s->reports.calls = (struct filters_calls){
		.offences_arg = &s->offences,
		.offence = offences_on_report };
	if (filters_init(&s->reports, &s->loop, e) == -1)
		return -1;
	s->bans.loop = &s->loop;
	s->bans.tell = &s->tell;
	s->bans.ledger = &s->offences.ledger;
	s->bans.keeper = &s->keeper;
	s->bans.count = &s->count;
	s->bans.path = s->fixed.settings.text[SET_BAN_SOCKET];
	bans_start(&s->bans);
	return 0;
}

static void
offences_renew(struct service *s, struct rules *now)
{
	offences_set(&s->offences, &now->library->rules.settings);
}

static void
offences_stop(struct service *s)
{
	filters_close(&s->reports);
	offences_stop_asking(&s->offences);
	bans_stop(&s->bans);
}

static void
offences_end(struct service *s)
{
	offences_close(&s->offences);
}

const struct service_part service_offences = { .begin = offences_begin,
	.start = offences_start, .renew = offences_renew,
	.stop = offences_stop, .end = offences_end };
