/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/gate.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"

/* One thread that waits. */
struct waiting {
	const struct engine_question *q;
	struct response *r;
	uv_sem_t answered;
	struct waiting *next;
};

struct gate {
	uv_loop_t loop;
	uv_thread_t thread;
	uv_async_t call;   /* data: the gate */
	uv_mutex_t mutex;  /* for the next two */
	struct waiting *first, **last;
	bool ending;
	struct engine *engine;
	uv_mutex_t log;    /* for the next */
	struct tell tell;  /* the sessions' own */
};

static void
on_answer(void *arg, const struct response *r)
{
	struct waiting *w = arg;

	*w->r = *r;
	uv_sem_post(&w->answered);
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
on_call(uv_async_t *call)
{
	struct gate *g = call->data;
	struct waiting *w, *next;
	bool ending;

	for (w = take(g, &ending); w != NULL; w = next) {
		const struct engine_call done = { on_answer, w };

		next = w->next; /* it may be gone when it is answered */
		(void)engine_ask(g->engine, w->q, &done);
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
	uv_mutex_destroy(&g->log);
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
	(void)uv_mutex_init(&g->log); /* as the other, on any system */
	if (uv_loop_init(&g->loop) != 0) {
		free_all(g);
		(void)err_temp(e, 0, "make the loop");
		return NULL;
	}
	g->tell = *opt->tell;
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

void
gate_ask(struct response *r, struct gate *g, const struct engine_question *q)
{
	struct waiting w = { .q = q, .r = r };

	if (uv_sem_init(&w.answered, 0) != 0) {
		response_none(r, false);
		return;
	}
	uv_mutex_lock(&g->mutex);
	*g->last = &w;
	/* cppcheck-suppress autoVariables */
	g->last = &w.next; /* until it is answered, below */
	uv_mutex_unlock(&g->mutex);
	(void)uv_async_send(&g->call);
	uv_sem_wait(&w.answered);
	uv_sem_destroy(&w.answered);
}

void
gate_log(struct gate *g, const char *line, size_t len)
{
	uv_mutex_lock(&g->log);
	tell_line(&g->tell, line, len);
	uv_mutex_unlock(&g->log);
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
