/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/blind.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>

#include "base/fdio.h"
#include "relay/party.h"
#include "relay/quiet.h"
#include "relay/spawn.h"

struct flow {
	struct blind_way *way;
	const struct party *from, *to;
	bool ended; /* nothing more comes from it */
	bool done;  /* nor goes to the other */
};

/* Write what is there; whoever reads no more ends the flow. */
static void
push(struct flow *f)
{
	struct blind_way *w = f->way;
	ssize_t n;

	if (w->at < w->len && !f->done) {
		n = party_write(f->to, w->buf + w->at, w->len - w->at);
		if (n == -1)
			f->done = true;
		else
			w->at += (size_t)n;
	}
	if (w->at == w->len) {
		w->at = w->len = 0;
		f->done = f->done || f->ended;
	}
}

static void
pull(struct flow *f)
{
	struct blind_way *w = f->way;
	ssize_t n = party_read(f->from, w->buf, w->cap);

	if (n > 0)
		w->len = (size_t)n;
	else if (n == 0 || errno != EAGAIN)
		f->ended = true;
}

static bool
must_read(const struct flow *f)
{
	return !f->done && !f->ended && f->way->len == 0;
}

/* Wait until one of them can go on.  Without anything to write, the reader of
 * out is watched for its end. */
static void
wait(struct flow *up, struct flow *down)
{
	struct flow *const flow[] = { up, down };
	struct pollfd p[4];
	size_t i;

	for (i = 0; i < 2; i++) {
		bool full = flow[i]->way->at < flow[i]->way->len;

		p[2 * i] = (struct pollfd){ must_read(flow[i]) ?
			flow[i]->from->in : -1, POLLIN, 0 };
		p[2 * i + 1] = (struct pollfd){ flow[i]->done ||
			(!full && flow[i] == down) ? -1 : flow[i]->to->out,
			full ? POLLOUT : 0, 0 };
	}
	if (poll(p, 4, QUIET_TICK_MS) <= 0)
		return;
	for (i = 0; i < 2; i++) {
		if (p[2 * i].revents != 0)
			pull(flow[i]);
		if ((p[2 * i + 1].revents & (POLLERR | POLLNVAL)) != 0)
			flow[i]->done = true;
	}
}

void
blind_go(const struct party *client, struct spawn *server,
    struct blind_way *up, struct blind_way *down)
{
	struct party to;
	struct flow there = { up, client, &to, false, false };
	struct flow back = { down, &to, client, false, false };
	bool shut = false;

	party_begin(&to, server->from, server->to);
	while (!quiet_told()) {
		push(&there);
		push(&back);
		if (there.done && server->to != -1) {
			fd_close(server->to);
			server->to = -1;
		}
		if (back.done && !shut) {
			shut = true;
			party_shut(client);
		}
		if (there.done && back.done)
			break;
		wait(&there, &back);
	}
	spawn_close(server);
}
