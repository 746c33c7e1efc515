/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <hiredis/hiredis.h>

#include "base/err.h"
#include "share/question.h"
#include "share/share_local.h"
#include "store/record.h"

/* Keys that a server looks at in one go, some tens of microseconds. */
#define AT_A_TIME "200"

struct share_walk {
	struct share *share;
	struct share_walk_calls calls;
	struct question *scan;  /* under way, or NULL */
	struct question **get;  /* owned; the records of the last */
	size_t gets, waiting;
	size_t node;            /* that is walked */
	char cursor[32], pattern[32];
	bool ended;             /* the last answer was the last of its node */
	bool failed, asking;
};

struct share_walk *
share_walk_new(struct share *s, const struct share_walk_calls *calls,
    struct err *e)
{
	struct share_walk *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	w->share = s;
	w->calls = *calls;
	(void)snprintf(w->cursor, sizeof(w->cursor), "0");
	(void)snprintf(w->pattern, sizeof(w->pattern), "%s*", s->prefix);
	return w;
}

static void
forget(struct share_walk *w)
{
	size_t i;

	for (i = 0; i < w->gets; i++)
		if (w->get[i] != NULL)
			w->get[i]->told = NULL;
	free(w->get);
	w->get = NULL;
	w->gets = w->waiting = 0;
}

void
share_walk_free(struct share_walk *w)
{
	if (w == NULL)
		return;
	if (w->scan != NULL)
		w->scan->told = NULL;
	forget(w);
	free(w);
}

/* Whether a server has records of its own. */
static bool
has_records(const struct share *s, size_t node)
{
	return s->slot == NULL ? node == 0 :
	    memchr(s->slot, (int)node, SLOTS) != NULL;
}

/* The step is over. */
static void
step_end(struct share_walk *w)
{
	struct err e;
	bool done;

	forget(w);
	if (w->ended) {
		(void)snprintf(w->cursor, sizeof(w->cursor), "0");
		do
			w->node++;
		while (w->node < w->share->nodes &&
		    !has_records(w->share, w->node));
	}
	done = w->ended && w->node >= w->share->nodes;
	if (w->failed)
		(void)err_temp(&e, 0, "the shared store does not answer");
	w->calls.step(w->calls.arg, done, w->failed ? &e : NULL);
}

/* A record, unless it has gone since, or is none of the store. */
static void
tell(const struct share_walk *w, const struct question *q,
    const struct redisReply *r)
{
	const size_t skip = w->share->prefix_len;
	const struct store_bytes key = { q->key + skip, q->key_len - skip };
	const struct store_bytes value = { r->str, (size_t)r->len };
	struct store_record record;

	if (r->type == REDIS_REPLY_STRING && record_decode(&record, key,
	    value))
		w->calls.record(w->calls.arg, key, &record);
}

static void
on_record(struct question *q, const struct redisReply *r)
{
	struct share_walk *w = q->arg;
	size_t i;

	for (i = 0; w->get[i] != q; i++)
		;
	w->get[i] = NULL;
	w->waiting--;
	if (r != NULL)
		tell(w, q, r);
	else
		w->failed = true;
	if (w->waiting == 0 && !w->asking)
		step_end(w);
}

/* Ask for the record of a key. */
static void
get(struct share_walk *w, const struct redisReply *key)
{
	struct question *q;

	if (key->type != REDIS_REPLY_STRING || (size_t)key->len >
	    sizeof(q->key) || (size_t)key->len <= w->share->prefix_len)
		return;
	if ((q = share_question(w->share, on_record, w)) == NULL) {
		w->failed = true;
		return;
	}
	q->key_len = (size_t)key->len;
	memcpy(q->key, key->str, q->key_len);
	q->words = 2;
	q->word[0] = "GET";
	q->len[0] = 3;
	q->word[1] = q->key;
	q->len[1] = q->key_len;
	w->get[w->gets++] = q;
	w->waiting++;
	if (share_ask(w->share, q))
		return;
	w->get[--w->gets] = NULL;
	w->waiting--;
	w->failed = true;
	free(q);
}

/* A cursor, and keys. */
static void
on_scan(struct question *q, const struct redisReply *r)
{
	struct share_walk *w = q->arg;
	const struct redisReply *keys;
	size_t i;

	w->scan = NULL;
	w->failed = r == NULL || r->type != REDIS_REPLY_ARRAY ||
	    r->elements != 2 || r->element[0]->type != REDIS_REPLY_STRING ||
	    r->element[1]->type != REDIS_REPLY_ARRAY;
	if (!w->failed) {
		(void)snprintf(w->cursor, sizeof(w->cursor), "%s",
		    r->element[0]->str);
		w->ended = strcmp(w->cursor, "0") == 0;
		keys = r->element[1];
		w->get = calloc(keys->elements + 1, sizeof(struct question *));
		w->failed = w->get == NULL;
		w->asking = true;
		for (i = 0; i < keys->elements && !w->failed; i++)
			get(w, keys->element[i]);
		w->asking = false;
	}
	if (w->waiting == 0)
		step_end(w);
}

void
share_walk_go(struct share_walk *w)
{
	const char *const word[] = { "SCAN", w->cursor, "MATCH", w->pattern,
		"COUNT", AT_A_TIME };
	struct question *q = share_question(w->share, on_scan, w);

	w->failed = w->ended = false;
	if (q != NULL) {
		for (; q->words < 6; q->words++) {
			q->word[q->words] = word[q->words];
			q->len[q->words] = strlen(word[q->words]);
		}
		w->scan = q;
		if (w->node < w->share->nodes && share_ask_at(w->share,
		    w->share->node[w->node], q))
			return;
		free(q);
	}
	w->scan = NULL;
	w->failed = true;
	step_end(w);
}
