/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/fleet.h"

#include <stdlib.h>

#include "base/err.h"

struct vessel {
	struct carrier carrier; /* first: a question has only this */
	struct fleet *fleet;
	struct vessel *older;
	unsigned taken;         /* questions so far */
	unsigned open;          /* that c-ares still has */
};

static struct question *
on_find(void *of, const char *name, unsigned type)
{
	const struct vessel *v = of;

	return v->fleet->owner.find(v->fleet->owner.of, name, type);
}

static void
on_settled(void *of, struct question *q)
{
	const struct vessel *v = of;

	v->fleet->owner.settled(v->fleet->owner.of, q);
}

static void
on_left(void *of, struct question *q)
{
	struct vessel *v = of;

	v->open--;
	v->fleet->owner.left(v->fleet->owner.of, q);
}

static void
on_events(void *of, int fd, short events)
{
	const struct vessel *v = of;

	v->fleet->owner.events(v->fleet->owner.of, fd, events);
}

static void on_cut(void *of, struct question *q);

/* One more carrier, before those of a row. */
static int
launch(struct fleet *f, struct vessel **row, bool stream, struct err *e)
{
	struct vessel *v = calloc(1, sizeof(*v));
	struct carrier_owner owner = { on_find, on_settled, on_left, on_cut,
		on_events, v };
	struct channel_options opt = { &f->servers, f->timeout_ms, stream };

	if (v == NULL)
		return err_memory(e);
	v->fleet = f;
	if (carrier_open(&v->carrier, &opt, &owner, e) == -1) {
		free(v);
		return -1;
	}
	v->older = *row;
	*row = v;
	return 0;
}

static void
board(struct vessel *v, struct question *q)
{
	v->taken++;
	v->open++;
	carrier_send(&v->carrier, q);
}

static void
on_cut(void *of, struct question *q)
{
	struct vessel *v = of;
	struct fleet *f = v->fleet;
	struct err e;

	if (f->streaming == FLEET_STREAMS ||
	    launch(f, &f->streams, true, &e) == -1) {
		carrier_give_up(q, q->doubt);
		return;
	}
	v->open--;
	f->streaming++;
	q->cut = false;
	board(f->streams, q);
}

int
fleet_open(struct fleet *out, const char *servers, unsigned timeout_ms,
    const struct carrier_owner *owner, struct err *e)
{
	*out = (struct fleet){ .timeout_ms = timeout_ms, .owner = *owner };
	if (servers_parse(&out->servers, servers, e) == -1)
		return -1;
	return launch(out, &out->newest, false, e);
}

/* Where no new carrier can be had, the last one goes on: ports that are easier
 * to guess are better than no answers. */
void
fleet_send(struct fleet *f, struct question *q)
{
	struct err e;

	if (f->newest->taken >= FLEET_QUESTIONS)
		(void)launch(f, &f->newest, false, &e);
	board(f->newest, q);
}

/* Close those of a row that have done their work.  Returns how many. */
static size_t
row_rest(struct vessel **at)
{
	struct vessel *v;
	size_t n = 0;

	while ((v = *at) != NULL) {
		if (v->open > 0) {
			at = &v->older;
			continue;
		}
		*at = v->older;
		channel_close(&v->carrier.channel);
		free(v);
		n++;
	}
	return n;
}

static void
rest(struct fleet *f)
{
	if (f->newest->open == 0)
		channel_rest(&f->newest->carrier.channel);
	(void)row_rest(&f->newest->older);
	f->streaming -= row_rest(&f->streams);
}

static struct channel *
row_find(struct vessel *v, int fd)
{
	while (v != NULL && !sockets_have(&v->carrier.channel.sockets, fd))
		v = v->older;
	return v != NULL ? &v->carrier.channel : NULL;
}

void
fleet_take(struct fleet *f, int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events, .revents = events };
	struct channel *c = row_find(f->newest, fd);

	if (c == NULL)
		c = row_find(f->streams, fd);
	if (c != NULL)
		channel_take(c, &p, 1);
	rest(f);
}

static void
row_tick(struct vessel *v)
{
	for (; v != NULL; v = v->older)
		channel_take(&v->carrier.channel, NULL, 0);
}

void
fleet_tick(struct fleet *f)
{
	row_tick(f->newest);
	row_tick(f->streams);
	rest(f);
}

static void
row_close(struct vessel **row)
{
	struct vessel *v;

	while ((v = *row) != NULL) {
		*row = v->older;
		channel_close(&v->carrier.channel);
		free(v);
	}
}

void
fleet_close(struct fleet *f)
{
	row_close(&f->newest);
	row_close(&f->streams);
}
