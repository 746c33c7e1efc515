/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/control_do.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "serve/bans.h"
#include "serve/bans_news.h"
#include "serve/control_local.h"
#include "serve/errand.h"
#include "serve/keeper.h"
#include "share/deed.h"
#include "share/walk.h"
#include "state/text.h"
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

/* A line for a shared store. */
struct loading {
	struct deed deed;
	struct control_session *session;
	struct load load; /* behind the line */
	int rc;
	struct err err;
	char copy[CONTROL_LINE], line[CONTROL_LINE];
};

static void
load_run(struct deed *d)
{
	struct loading *l = (struct loading *)d;
	const struct control_session *s = l->session;

	l->load = s->load;
	memcpy(l->copy, l->line, sizeof(l->copy));
	l->rc = load_line(&l->load, s->control->keeper->store, l->copy,
	    &l->err);
}

static void
load_done(struct deed *d, const struct err *e)
{
	struct loading *l = (struct loading *)d;
	struct control_session *s = l->session;

	s->deed = NULL;
	s->load = l->load;
	if (e != NULL)
		l->err = *e;
	if (e != NULL || l->rc == -1)
		control_finish(s, &l->err);
	else if (l->load.ban)
		bans_news_tell(s->control->keeper, &l->load.ip);
	if (!s->at_work)
		s->go(s);
}

static void
load_shared(struct control_session *s, const char *line)
{
	struct loading *l = calloc(1, sizeof(*l));
	struct err e;

	if (l == NULL) {
		(void)err_memory(&e);
		control_finish(s, &e);
		return;
	}
	l->deed = (struct deed){ .run = load_run, .done = load_done };
	l->session = s;
	memcpy(l->line, line, strlen(line) + 1);
	s->at_work = true;
	s->deed = keeper_do(s->control->keeper, &l->deed);
	s->at_work = false;
}

void
control_record(struct control_session *s, char *line)
{
	struct err e;

	if (s->control->keeper->share != NULL) {
		load_shared(s, line);
		return;
	}
	if (load_line(&s->load, s->control->keeper->store, line, &e) == -1)
		control_finish(s, &e);
	else
		keeper_changed(s->control->keeper);
}

bool
control_is_full(const struct control_session *s)
{
	const struct keeper *k = s->control->keeper;

	return k->share == NULL && store_waiting(k->store) >= WAITING_MAX;
}

/* A record of a shared store. */
static void
on_record(void *arg, struct store_bytes key, const struct store_record *r)
{
	struct control_session *s = arg;

	(void)text_format(&s->out, key, r, &s->walk_err);
}

static void
on_step(void *arg, bool done, const struct err *e)
{
	struct control_session *s = arg;

	s->walking = false;
	if (e != NULL)
		s->walk_err = *e;
	if (s->walk_err.class != ERR_NONE)
		control_finish(s, &s->walk_err);
	else if (done)
		control_finish(s, NULL);
	if (!s->at_work)
		s->go(s);
}

/* The next records of a shared store are wanted. */
static void
fill_shared(struct control_session *s)
{
	const struct share_walk_calls calls = { on_record, on_step, s };
	struct err e;

	if (s->walking)
		return;
	if (s->walk == NULL) {
		buf_add_text(&s->out, TEXT_HEAD "\n");
		s->walk = share_walk_new(s->control->keeper->share, &calls,
		    &e);
		if (s->walk == NULL) {
			control_finish(s, &e);
			return;
		}
	}
	s->walking = s->at_work = true;
	share_walk_go(s->walk);
	s->at_work = false;
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
	if (s->control->keeper->share != NULL) {
		fill_shared(s);
		return;
	}
	if ((s->waits = waits_for_commit(s)))
		return;
	if (dump_step(&s->dump, s->control->keeper->store, AT_A_TIME, &s->out,
	    &e) == -1)
		control_finish(s, &e);
	else if (s->dump.walk.done)
		control_finish(s, NULL);
}
