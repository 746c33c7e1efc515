/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/ending.h"

#include <pthread.h>
#include <signal.h>

#include "base/guard.h"

static void
watch(void *arg)
{
	struct ending *e = arg;
	uint64_t now;
	sigset_t all;
	bool over;

	/* A second SIGTERM would wait here for libuv, too. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, NULL);
	uv_mutex_lock(&e->mutex);
	while (!e->over && (now = uv_hrtime()) < e->end_ns)
		(void)uv_cond_timedwait(&e->changed, &e->mutex,
		    e->end_ns - now);
	over = e->over;
	uv_mutex_unlock(&e->mutex);
	if (!over)
		guard_gone(e->note);
}

void
ending_begin(struct ending *e, unsigned within_ms, const char *note)
{
	e->end_ns = uv_hrtime() + within_ms * UINT64_C(1000000);
	e->note = note;
	if (uv_mutex_init(&e->mutex) != 0)
		return;
	if (uv_cond_init(&e->changed) != 0) {
		uv_mutex_destroy(&e->mutex);
		return;
	}
	e->watching = uv_thread_create(&e->thread, watch, e) == 0;
	if (!e->watching) {
		uv_cond_destroy(&e->changed);
		uv_mutex_destroy(&e->mutex);
	}
}

void
ending_over(struct ending *e)
{
	if (!e->watching)
		return;
	uv_mutex_lock(&e->mutex);
	e->over = true;
	uv_cond_signal(&e->changed);
	uv_mutex_unlock(&e->mutex);
	(void)uv_thread_join(&e->thread);
	uv_cond_destroy(&e->changed);
	uv_mutex_destroy(&e->mutex);
	e->watching = false;
}
