/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/letters.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/row.h"
#include "mta/line.h"

#define TICK_MS 20
#define PATH_SIZE 108
#define TRIES 2 /* connections for one question */

struct letters_question {
	struct row place;
	struct letters *letters;
	struct letters_call call; /* done NULL: nobody waits */
	int64_t since_ms;
	unsigned tries;
	bool silent;              /* it has no answer */
	size_t len;
	unsigned char data[];     /* the letter */
};

struct letters {
	uv_loop_t *loop;
	uv_timer_t timer; /* data: this */
	struct line *line; /* NULL: there is none */
	struct row unsent, sent; /* of questions, as they came */
	unsigned under_way;      /* in sent */
	unsigned timeout_ms;
	char path[PATH_SIZE];
};

static void flush(struct letters *l);

/* Tell whoever waits, and forget the question, which is in no row. */
static void
end_question(struct letters_question *q, const struct letter *answer)
{
	struct letters_call call = q->call;

	free(q);
	if (call.done != NULL)
		call.done(call.arg, answer);
}

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

/* What was asked over a line that is gone is asked once more over the next, or
 * has no answer. */
static void
ask_again(struct letters *l, bool again)
{
	struct letters_question *q;
	struct row failed, rest;

	row_init(&failed);
	row_init(&rest);
	while ((q = row_pop(&l->sent)) != NULL)
		row_add(q->call.done == NULL || !again || q->tries >= TRIES ?
		    &failed : &rest, &q->place);
	l->under_way = 0;
	while ((q = row_pop(&l->unsent)) != NULL)
		row_add(&rest, &q->place);
	while ((q = row_pop(&rest)) != NULL)
		row_add(&l->unsent, &q->place);
	while ((q = row_pop(&failed)) != NULL)
		end_question(q, NULL);
}

static void
hang_up(struct letters *l)
{
	line_close(l->line);
	l->line = NULL;
}

static void
lost(struct letters *l, bool again)
{
	hang_up(l);
	ask_again(l, again);
	if (row_first(&l->unsent) != NULL)
		flush(l);
}

/* Nobody is there: there is no answer to anything. */
static void
nobody(struct letters *l)
{
	struct letters_question *q;
	struct row all;

	row_init(&all);
	while ((q = row_pop(&l->unsent)) != NULL)
		row_add(&all, &q->place);
	while ((q = row_pop(&all)) != NULL)
		end_question(q, NULL);
}

static void
on_ready(void *arg, bool well)
{
	struct letters *l = arg;

	if (well) {
		flush(l);
		return;
	}
	hang_up(l);
	nobody(l);
}

/* False: nobody has asked for it. */
static bool
on_letter(void *arg, const struct letter *letter)
{
	struct letters *l = arg;
	struct letters_question *q = row_pop(&l->sent);

	if (q == NULL)
		return false;
	l->under_way--;
	end_question(q, letter);
	if (row_first(&l->unsent) != NULL)
		flush(l);
	return true;
}

static void
on_lost(void *arg, bool well)
{
	lost(arg, well);
}

/* Nobody waits for it, and nobody is to be told. */
static bool
is_over(const struct letters_question *q)
{
	return q->call.done == NULL && !q->silent;
}

/* Send what may be sent. */
static void
flush(struct letters *l)
{
	struct letters_question *q;
	const struct line_calls calls = { l, on_ready, on_letter, on_lost };

	if (l->line == NULL) /* without memory they end in their time */
		l->line = line_open(l->loop, l->path, &calls);
	while (l->line != NULL && line_is_ready(l->line) &&
	    l->under_way < LETTERS_WINDOW &&
	    (q = row_first(&l->unsent)) != NULL) {
		if (!is_over(q) && !line_write(l->line, q->data, q->len))
			return;
		row_remove(&q->place);
		if (q->silent || is_over(q)) {
			free(q);
			continue;
		}
		q->tries++;
		row_add(&l->sent, &q->place);
		l->under_way++;
	}
}

static bool
is_late(const struct letters_question *q, unsigned more_ms)
{
	const struct letters *l = q->letters;

	return (int64_t)uv_now(l->loop) - q->since_ms >=
	    (int64_t)l->timeout_ms + more_ms;
}

/* The first that was sent, and somebody waits for: if its time is over. */
static struct letters_question *
late(const struct letters *l)
{
	struct letters_question *q;
	const struct row *at;

	for (at = l->sent.after; at != &l->sent; at = at->after) {
		q = at->of;
		if (q->call.done != NULL)
			return is_late(q, 0) ? q : NULL;
	}
	return NULL;
}

static void
on_tick(uv_timer_t *timer)
{
	struct letters *l = timer->data;
	struct letters_question *q;
	struct letters_call call;

	while ((q = row_first(&l->unsent)) != NULL && is_late(q, 0)) {
		row_remove(&q->place);
		end_question(q, NULL);
	}
	while ((q = late(l)) != NULL) {
		call = q->call;
		q->call.done = NULL; /* its answer may still come */
		call.done(call.arg, NULL);
	}
	q = row_first(&l->sent);
	if (q != NULL && is_late(q, LETTERS_PATIENCE_MS))
		lost(l, false);
	if (row_first(&l->sent) == NULL && row_first(&l->unsent) == NULL)
		(void)uv_timer_stop(timer);
}

struct letters *
letters_new(uv_loop_t *loop, struct err *e)
{
	struct letters *l = calloc(1, sizeof(*l));

	if (l == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	l->loop = loop;
	row_init(&l->unsent);
	row_init(&l->sent);
	(void)uv_timer_init(loop, &l->timer);
	l->timer.data = l;
	return l;
}

void
letters_use(struct letters *l, const char *path, unsigned timeout_ms)
{
	bool same = strcmp(path, l->path) == 0;

	l->timeout_ms = timeout_ms;
	if (same || strlen(path) >= sizeof(l->path))
		return;
	memcpy(l->path, path, strlen(path) + 1);
	if (l->line != NULL)
		lost(l, true);
}

/* Have a letter sent; call NULL: it has no answer.  NULL: it can't be. */
static struct letters_question *
post(struct letters *l, const struct letter *letter,
    const struct letters_call *call)
{
	unsigned char data[LETTER_MAX];
	size_t len = letter_pack(data, letter);
	struct letters_question *q;

	if (len == 0 || *l->path == '\0' ||
	    (q = calloc(1, sizeof(*q) + len)) == NULL)
		return NULL;
	memcpy(q->data, data, len);
	q->len = len;
	q->place.of = q;
	q->letters = l;
	q->silent = call == NULL;
	if (call != NULL)
		q->call = *call;
	q->since_ms = (int64_t)uv_now(l->loop);
	row_add(&l->unsent, &q->place);
	if (!uv_is_active((uv_handle_t *)&l->timer))
		(void)uv_timer_start(&l->timer, on_tick, TICK_MS, TICK_MS);
	flush(l);
	return q;
}

struct letters_question *
letters_ask(struct letters *l, const struct letter *letter,
    const struct letters_call *call)
{
	return post(l, letter, call);
}

void
letters_send(struct letters *l, const struct letter *letter)
{
	(void)post(l, letter, NULL);
}

void
letters_cancel(struct letters_question *q)
{
	q->call.done = NULL;
}

void
letters_free(struct letters *l)
{
	struct letters_question *q;

	if (l == NULL)
		return;
	if (l->line != NULL)
		hang_up(l);
	while ((q = row_pop(&l->sent)) != NULL)
		free(q);
	while ((q = row_pop(&l->unsent)) != NULL)
		free(q);
	uv_close((uv_handle_t *)&l->timer, on_closed);
}
