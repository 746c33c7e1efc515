/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/gate.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "serve/sandbox.h"

/* One thread that waits: for an answer, or until a line is written. */
struct waiting {
	const struct engine_question *q; /* NULL: the line */
	struct response *r;
	const char *line;
	size_t len;
	uint64_t dns_us;                 /* of it */
	uv_sem_t done;
	struct waiting *next;
};

struct gate {
	uv_loop_t loop;
	uv_thread_t thread;
	uv_async_t call;   /* data: the gate */
	uv_mutex_t mutex;  /* for the next two */
	struct waiting *first, **last;
	bool ending;
	bool open;         /* without an answer a client is let in */
	struct engine *engine;
};

static void
on_answer(void *arg, const struct response *r)
{
	struct waiting *w = arg;

	*w->r = *r;
	uv_sem_post(&w->done);
}

/* Take all that came, in their order. */
static struct waiting *
take(struct gate *g, bool *ending)
{
	struct waiting *w;

	uv_mutex_lock(&g->mutex);
	w = g->first;
	g->first = NULL;
	g->last = &g->first;
	*ending = g->ending;
	uv_mutex_unlock(&g->mutex);
	return w;
}

static void
serve(struct gate *g, struct waiting *w)
{
	const struct engine_call done = { on_answer, w };

	if (w->q != NULL) {
		(void)engine_ask(g->engine, w->q, &done);
		return;
	}
	engine_log(g->engine, w->line, w->len, w->dns_us);
	uv_sem_post(&w->done);
}

static void
on_call(uv_async_t *call)
{
	struct gate *g = call->data;
	struct waiting *w, *next;
	bool ending;

	for (w = take(g, &ending); w != NULL; w = next) {
		next = w->next; /* it may be gone when it is answered */
		serve(g, w);
	}
	if (!ending)
		return;
	engine_close(g->engine);
	uv_close((uv_handle_t *)call, NULL);
}

static void
run(void *arg)
{
	struct gate *g = arg;

	(void)uv_run(&g->loop, UV_RUN_DEFAULT);
}

/* Signals are for the other threads. */
static int
thread_begin(struct gate *g)
{
	sigset_t all, before;
	int rc;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = uv_thread_create(&g->thread, run, g);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

static void
free_all(struct gate *g)
{
	uv_mutex_destroy(&g->mutex);
	free(g);
}

static void
loop_end(struct gate *g)
{
	(void)uv_run(&g->loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&g->loop);
	if (g->engine != NULL)
		engine_gone(g->engine);
	free_all(g);
}

struct gate *
gate_open(const struct engine_options *opt, struct err *e)
{
	struct gate *g = calloc(1, sizeof(*g));

	if (g == NULL || uv_mutex_init(&g->mutex) != 0) {
		free(g);
		(void)err_memory(e);
		return NULL;
	}
	if (sandbox_loop(&g->loop, e) == -1) {
		free_all(g);
		return NULL;
	}
	g->open = opt->open;
	g->last = &g->first;
	(void)uv_async_init(&g->loop, &g->call, on_call);
	g->call.data = g;
	g->engine = engine_new(&g->loop, opt, e);
	if (g->engine != NULL && thread_begin(g) == 0)
		return g;
	if (g->engine != NULL) {
		(void)err_temp(e, 0, "begin a thread");
		engine_close(g->engine);
	}
	uv_close((uv_handle_t *)&g->call, NULL);
	loop_end(g);
	return NULL;
}

/* Have it served, and wait until it is.  False: it can't be waited for. */
static bool
call_and_wait(struct gate *g, struct waiting *w)
{
	if (uv_sem_init(&w->done, 0) != 0)
		return false;
	uv_mutex_lock(&g->mutex);
	*g->last = w;
	/* cppcheck-suppress autoVariables */
	g->last = &w->next; /* until it is served, below */
	uv_mutex_unlock(&g->mutex);
	(void)uv_async_send(&g->call);
	uv_sem_wait(&w->done);
	uv_sem_destroy(&w->done);
	return true;
}

void
gate_ask(struct response *r, struct gate *g, const struct engine_question *q)
{
	struct waiting w = { .q = q, .r = r };

	if (!call_and_wait(g, &w))
		response_none(r, g->open);
}

void
gate_log(struct gate *g, const char *line, size_t len, uint64_t dns_us)
{
	struct waiting w = { .line = line, .len = len, .dns_us = dns_us };

	(void)call_and_wait(g, &w);
}

void
gate_close(struct gate *g)
{
	uv_mutex_lock(&g->mutex);
	g->ending = true;
	uv_mutex_unlock(&g->mutex);
	(void)uv_async_send(&g->call);
	(void)uv_thread_join(&g->thread);
	loop_end(g);
}
