/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_rules.h"

#include "base/err.h"

static void
rules_renew(struct service *s, struct rules *now)
{
	fixed_compare(&s->fixed, &now->library->rules.settings, &s->tell);
}

static int
rules_begin(struct service *s, struct err *e)
{
	s->rules.path = s->file;
	s->rules.tell = &s->tell;
	if (rulefile_begin(&s->rules, e) == -1)
		return -1;
	fixed_take(&s->fixed, &s->rules.now->library->rules.settings);
	return 0;
}

static int
rules_start(struct service *s, struct err *e)
{
	(void)e;
	rulefile_watch(&s->rules, &s->loop);
	return 0;
}

static void
rules_stop(struct service *s)
{
	rulefile_close(&s->rules);
}

const struct service_part service_rules = { .begin = rules_begin,
	.start = rules_start, .renew = rules_renew, .stop = rules_stop,
	.end = rules_stop };
