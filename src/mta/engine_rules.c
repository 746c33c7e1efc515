/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/engine_rules.h"

#include "base/err.h"
#include "base/tell.h"
#include "mta/engine_local.h"

#define RETRY_MS 10000 /* until rules that were never read are tried again */

/* Judge by these from now on. */
static void
use(struct engine *e, struct rules *now)
{
	const struct settings *s = &now->library->rules.settings;
	struct err err;

	if (classify_use(e->classify, now, &err) == -1) {
		tell(e->tell, "these rules can't be used: %s", err.msg);
		return;
	}
	rules_drop(e->rules);
	e->rules = rules_hold(now);
	letters_use(e->letters, s->text[SET_DAEMON],
	    (unsigned)s->number[SET_DAEMON_TIMEOUT]);
}

static void
on_rules(void *arg, struct rules *now)
{
	use(arg, now);
}

static void
on_retry(uv_timer_t *timer)
{
	struct engine *e = timer->data;

	if (e->rules == NULL)
		rulefile_again(&e->file);
}

void
engine_rules_begin(struct engine *e)
{
	struct err err;

	e->file.changed = on_rules;
	e->file.arg = e;
	if (rulefile_begin(&e->file, &err) == 0)
		use(e, e->file.now);
	else
		tell(e->tell, "%s", err.msg);
	if (e->rules == NULL)
		tell(e->tell, "no rules: clients are %s until there are some",
		    e->open ? "let in" : "told to come back");
	rulefile_watch(&e->file, e->loop);
	(void)uv_timer_start(&e->retry, on_retry, RETRY_MS, RETRY_MS);
}
