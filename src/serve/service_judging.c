/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_judging.h"

#include "base/err.h"
#include "serve/service_places.h"

/* What is held against a client. */
static bool
on_offences(void *arg, unsigned *offences, const struct ip *ip)
{
	struct service *s = arg;

	return offences_find(&s->offences, offences, ip);
}

static int
judging_start(struct service *s, struct err *e)
{
	const struct classify_ledger ledger = { on_offences, s };

	if (!service_listens(s, LISTEN_DYNAWALL) &&
	    !service_listens(s, LISTEN_OFFENCES))
		return 0;
	if ((s->classify = classify_new(&s->loop, e)) == NULL)
		return -1;
	if (classify_use(s->classify, s->rules.now, e) == -1) {
		classify_free(s->classify);
		s->classify = NULL;
		return -1;
	}
	classify_use_ledger(s->classify, &ledger);
	return 0;
}

static void
judging_renew(struct service *s, struct rules *now)
{
	struct err e;

	if (s->classify != NULL && classify_use(s->classify, now, &e) == -1)
		tell(&s->tell, "who asks by address, and who is accused, is "
		    "judged by the rules of before: %s", e.msg);
}

static void
judging_stop(struct service *s)
{
	classify_free(s->classify);
	s->classify = NULL;
}

const struct service_part service_judging = { .start = judging_start,
	.renew = judging_renew, .stop = judging_stop };
