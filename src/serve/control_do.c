/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/control_do.h"

#include <string.h>
#include <time.h>

#include "base/err.h"
#include "serve/bans.h"
#include "serve/control_local.h"
#include "serve/errand.h"
#include "serve/keeper.h"
#include "store/store.h"

/* Changes that may wait for a commit before a load does, too: some are left for
 * filters. */
#define WAITING_MAX 16384

/* How long a dump waits for a commit, so that what was there when it was asked
 * for is in it. */
#define COMMIT_MS 1000

/* Records of a dump at a time: they take some tens of microseconds. */
#define AT_A_TIME 256

void
control_finish(struct control_session *s, struct err *e)
{
	load_tell(&s->load, &s->out);
	if (s->doing == DO_LOAD && s->control->bans != NULL)
		bans_changed_all(s->control->bans);
	s->doing = DO_END;
	if (e != NULL) {
		err_escape(e);
		buf_add_text(&s->out, e->class == ERR_TEMP ? ". temp " :
		    ". perm ");
		buf_add_text(&s->out, e->msg);
		buf_add_text(&s->out, "\n");
	} else {
		buf_add_text(&s->out, ". ok\n");
	}
}

/* End with what was found. */
static void
on_found(void *arg, const struct errand_answer *answer)
{
	struct control_session *s = arg;
	struct err e;

	s->deed = NULL;
	if (answer->found == -1)
		e = *answer->err;
	else if (answer->out != NULL)
		buf_add(&s->out, answer->out->data, answer->out->len);
	if (answer->found == 0)
		buf_add_text(&s->out, ". none\n");
	else
		control_finish(s, answer->found == -1 ? &e : NULL);
	s->doing = DO_END;
	if (!s->at_work)
		s->go(s);
}

void
control_command(struct control_session *s, const char *line)
{
	const struct control *c = s->control;
	const struct errand d = { c->keeper, c->ledger, c->bans, c->tell,
		on_found, s };

	s->asked_ms = uv_now(c->loop);
	if (strcmp(line, "dump") == 0) {
		s->doing = DO_DUMP;
	} else if (strcmp(line, "load") == 0) {
		s->doing = DO_LOAD;
		s->load.ledger = c->ledger;
		s->load.now_s = time(NULL);
	} else {
		s->doing = DO_WAIT;
		s->at_work = true;
		s->deed = errand_do(&d, line);
		s->at_work = false;
	}
}

void
control_record(struct control_session *s, char *line)
{
	struct err e;

	if (load_line(&s->load, s->control->keeper->store, line, &e) == -1)
		control_finish(s, &e);
	else
		keeper_changed(s->control->keeper);
}

bool
control_is_full(const struct control_session *s)
{
	return store_waiting(s->control->keeper->store) >= WAITING_MAX;
}

/* Whether a dump has to wait before it begins. */
static bool
waits_for_commit(const struct control_session *s)
{
	return s->doing == DO_DUMP && !s->dump.begun &&
	    !keeper_is_settled(s->control->keeper) &&
	    uv_now(s->control->loop) - s->asked_ms < COMMIT_MS;
}

void
control_fill(struct control_session *s)
{
	struct err e;

	if (s->sent == s->out.len && s->out.len > 0) {
		buf_free(&s->out);
		s->sent = 0;
	}
	if (s->doing != DO_DUMP || s->out.len > 0)
		return;
	if ((s->waits = waits_for_commit(s)))
		return;
	if (dump_step(&s->dump, s->control->keeper->store, AT_A_TIME, &s->out,
	    &e) == -1)
		control_finish(s, &e);
	else if (s->dump.walk.done)
		control_finish(s, NULL);
}
