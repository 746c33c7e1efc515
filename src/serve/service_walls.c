/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_walls.h"

#include <time.h>

#include "base/err.h"
#include "serve/counts.h"
#include "serve/service_places.h"

static void
on_decided(void *arg, const struct classified *what)
{
	struct service *s = arg;

	if (s->counts == NULL)
		return;
	if (what->verdict == NULL)
		counts_fail(s->counts, COUNTS_DYNAWALL, "image",
		    time(NULL));
	else
		counts_verdict(s->counts, COUNTS_DYNAWALL, what->verdict,
		    &what->judge->client.notes, what->state, time(NULL));
}

/* Somebody sends a header who may not. */
static void
on_header(void *arg, const struct ip *from)
{
	struct service *s = arg;

	proxygate_stranger(&s->gate, &s->wall_place, from);
}

/* As the settings say. */
static int
options_make(struct wall_options *out, struct service *s,
    const struct settings *set, struct err *e)
{
	*out = (struct wall_options){ .clients =
		service_share(s, s->limits.walls),
		.decided = on_decided,
		.header = on_header, .arg = s };
	return admit_parse(&out->from, set->text[SET_DYNAWALL_FROM], e);
}

static int
walls_start(struct service *s, struct err *e)
{
	struct wall_options opt;

	if (!service_listens(s, LISTEN_DYNAWALL))
		return 0;
	if (options_make(&opt, s, &s->fixed.settings, e) == -1)
		return -1;
	s->wall = wall_new(&s->loop, s->classify, &opt, e);
	return s->wall != NULL ? 0 : -1;
}

static void
walls_renew(struct service *s, struct rules *now)
{
	struct wall_options opt;
	struct err e;

	if (s->wall == NULL)
		return;
	if (options_make(&opt, s, &now->library->rules.settings, &e) == 0)
		wall_set(s->wall, &opt);
	else
		tell(&s->tell, "dynawall_from stays as it was: %s", e.msg);
}

static void
walls_stop(struct service *s)
{
	if (s->wall == NULL)
		return;
	s->walls = *wall_counts(s->wall);
	s->walls.clients = 0;
	wall_free(s->wall);
	s->wall = NULL;
}

const struct service_part service_walls = { .start = walls_start,
	.renew = walls_renew, .stop = walls_stop };
