/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/deed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include <hiredis/hiredis.h>

#include "base/err.h"
#include "share/draft.h"
#include "share/node.h"
#include "share/question.h"
#include "share/share_local.h"

/* Others who change the same record as often as this are given way. */
#define RUNS_MAX 50

/* A deed under way. */
struct deed_work {
	struct share *share;
	struct deed *deed;
	struct draft draft;
	unsigned runs;
	bool *over; /* who began it is to know that it is; NULL: gone on */
};

static void go_on(struct deed_work *w);

/* Nobody waits for the answers any more. */
static void
give_up(struct deed_work *w)
{
	struct draft_entry *e;

	for (e = w->draft.first; e != NULL; e = e->next)
		if (e->question != NULL)
			e->question->told = NULL;
	draft_free(&w->draft);
}

/* A run, which sees the draft as the store. */
static void
run(struct deed_work *w)
{
	struct share *s = w->share;

	draft_begin(&w->draft);
	s->current = &w->draft;
	w->deed->run(w->deed);
	s->current = NULL;
	w->runs++;
}

/* It is no more under way. */
static void
over(struct deed_work *w)
{
	struct share *s = w->share;

	free(w->deed);
	free(w);
	s->deeds--;
	share_settle(s);
}

static void
end(struct deed_work *w, const struct err *e)
{
	struct deed *d = w->deed;

	give_up(w);
	d->again = false;
	d->done(d, e);
	if (d->again) {
		w->draft.guess = d->guess;
		w->runs = 0;
		run(w);
		go_on(w);
		return;
	}
	if (w->over != NULL)
		*w->over = true;
	over(w);
}

static void
fail(struct deed_work *w, const char *why)
{
	struct err e;

	w->share->counts.unasked++;
	(void)err_temp(&e, 0, "the shared store: %s", why);
	end(w, &e);
}

/* What an answer says of a record.  False: it is none of the answers that there
 * are. */
static bool
take(struct draft_entry *e, const struct question *q,
    const struct redisReply *r)
{
	struct store_bytes value = { NULL, 0 };

	if (q->script == SCRIPT_WRITE && r->type == REDIS_REPLY_INTEGER) {
		draft_won(e);
		return true;
	}
	if (r->type == REDIS_REPLY_STRING && r->len > 0)
		value = (struct store_bytes){ r->str, (size_t)r->len };
	else if (r->type != REDIS_REPLY_STRING && r->type != REDIS_REPLY_NIL)
		return false;
	draft_read(e, value);
	return true;
}

static struct deed_work *
work_of(const struct draft_entry *e)
{
	return (struct deed_work *)((char *)e->draft -
	    offsetof(struct deed_work, draft));
}

static void
on_told(struct question *q, const struct redisReply *r)
{
	static const char strange[] = "it answers what was not asked";
	struct draft_entry *e = q->arg;
	struct deed_work *w = work_of(e);

	if (r == NULL) {
		fail(w, "it does not answer");
	} else if (take(e, q, r)) {
		e->question = NULL;
		go_on(w);
	} else {
		node_away(q->node, strange);
		if (q->told != NULL) /* no other answer has ended the deed */
			fail(w, strange);
	}
}

/* Milliseconds that a record is kept, as text; "0" for ever. */
static void
time_left(char out[24], int64_t expires_s)
{
	const int64_t left_s = expires_s - time(NULL);

	(void)snprintf(out, 24, "%lld", expires_s == STORE_NEVER ? 0LL :
	    left_s < 1 ? 1000LL : (long long)left_s * 1000);
}

static void
word(struct question *q, const void *data, size_t len)
{
	q->word[q->words] = data != NULL ? data : "";
	q->len[q->words++] = data != NULL ? len : 0;
}

/* Ask about a record. */
static bool
ask(struct deed_work *w, struct draft_entry *e, bool write)
{
	struct question *q = share_question(w->share, on_told, e);

	if (q == NULL)
		return false;
	q->key_len = share_key(w->share, e->key, e->len, q->key);
	if (write) {
		q->script = SCRIPT_WRITE;
		time_left(q->ms, e->expires_s);
		word(q, e->server.data, e->server.len);
		word(q, e->want.data, e->want.len);
		word(q, q->ms, strlen(q->ms));
	} else {
		word(q, "GET", 3);
		word(q, q->key, q->key_len);
	}
	e->question = q;
	if (share_ask(w->share, q))
		return true;
	e->question = NULL;
	free(q);
	return false;
}

static void
go_on(struct deed_work *w)
{
	struct draft_entry *e;
	enum draft_next next;

	for (;;) {
		next = draft_next(&w->draft, &e);
		switch (next) {
		case DRAFT_READ:
		case DRAFT_WRITE:
			if (ask(w, e, next == DRAFT_WRITE))
				break;
			fail(w, "it is not there");
			return;
		case DRAFT_WAIT:
			return;
		case DRAFT_RUN:
			if (w->runs == RUNS_MAX) {
				fail(w, "others were always quicker");
				return;
			}
			w->share->counts.again += w->runs > 1;
			run(w);
			break;
		case DRAFT_DONE:
			end(w, NULL);
			return;
		case DRAFT_FAILED:
			fail(w, "no memory, or too many records");
			return;
		}
	}
}

struct deed *
share_do(struct share *s, struct deed *d)
{
	struct deed_work *w = calloc(1, sizeof(*w));
	bool ended = false;
	struct err e;

	if (w == NULL) {
		(void)err_memory(&e);
		d->done(d, &e);
		free(d);
		return NULL;
	}
	w->share = s;
	w->deed = d;
	w->draft.guess = d->guess;
	w->over = &ended;
	d->work = w;
	s->deeds++;
	run(w);
	go_on(w);
	if (ended)
		return NULL;
	w->over = NULL;
	return d;
}

void
deed_cancel(struct deed *d)
{
	if (d == NULL || (d->left != NULL && d->left(d)))
		return;
	if (d->work == NULL) {
		free(d);
		return;
	}
	give_up(d->work);
	over(d->work);
}
