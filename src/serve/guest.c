/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/guest.h"

#include <stddef.h>
#include <stdlib.h>

static void
on_tick(uv_timer_t *timer)
{
	struct guests *g = timer->data;

	if (g->tick(g->arg))
		return;
	(void)uv_timer_stop(timer);
	g->ticking = false;
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	struct guest *k = poll->data;

	(void)status; /* reading tells what it is */
	(void)events;
	k->guests->ready(k);
}

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
guests_init(struct guests *g, uv_loop_t *loop)
{
	unsigned i;

	g->loop = loop;
	g->ticking = false;
	for (i = 0; i < GUESTS_STAGES; i++)
		row_init(&g->row[i]);
	(void)uv_timer_init(loop, &g->timer);
	g->timer.data = g;
}

void
guest_come(struct guest *k, struct guests *g)
{
	k->guests = g;
	k->place.of = k;
}

void
guest_enter(struct guest *k, unsigned stage)
{
	struct guests *g = k->guests;

	row_remove(&k->place);
	k->stage = stage;
	k->since_ms = (int64_t)uv_now(g->loop);
	row_add(&g->row[stage], &k->place);
	if (!g->ticking)
		(void)uv_timer_start(&g->timer, on_tick, GUESTS_TICK_MS,
		    GUESTS_TICK_MS);
	g->ticking = true;
}

bool
guest_watch(struct guest *k, int fd, int events)
{
	if (k->events == events)
		return true;
	if (!k->polled) {
		if (uv_poll_init(k->guests->loop, &k->poll, fd) != 0)
			return false;
		k->poll.data = k;
		k->polled = true;
	}
	k->events = events;
	return events == 0 ? uv_poll_stop(&k->poll) == 0 :
	    uv_poll_start(&k->poll, events, on_ready) == 0;
}

void
guest_leave(struct guest *k)
{
	row_remove(&k->place);
	if (k->polled)
		(void)uv_poll_stop(&k->poll);
}

void
guest_free(struct guest *k)
{
	if (k->polled)
		uv_close((uv_handle_t *)&k->poll, on_closed);
	else
		free(k);
}

void *
guests_due(struct guests *g, unsigned stage, int64_t patience_ms)
{
	const struct guest *k = row_first(&g->row[stage]);

	if (k == NULL || (int64_t)uv_now(g->loop) - k->since_ms < patience_ms)
		return NULL;
	return row_pop(&g->row[stage]);
}
