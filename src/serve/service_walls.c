/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_walls.h"

#include "base/err.h"
#include "policy/identity.h"
#include "policy/verdict.h"
#include "serve/service_places.h"

/* A client that is not let in: one of many is, and one that is grey may have to
 * wait. */
static void
on_refused(void *arg, struct verdict *v, const struct judge *j)
{
	struct service *s = arg;
	struct ruleset *rules = j->decider->rules;
	char domain[HOST_MAX + 1];
	unsigned seconds;
	struct err e;

	if (crowd_spares(&s->crowd, &j->ev->ip))
		verdict_follow(v, "", v->rule);
	else if (v->action == RULE_GREY &&
	    identity_domain(domain, j->ev, rules->img, &e) == 0 &&
	    answers_grey(&s->answers, &j->ev->ip, domain, &seconds) ==
	    GREYLIST_WAIT)
		verdict_wait(v, &rules->settings, seconds);
}

/* Somebody sends a header who may not. */
static void
on_header(void *arg, const struct ip *from)
{
	struct service *s = arg;

	proxygate_stranger(&s->gate, &s->wall_place, from);
}

/* Those who ask at once: whose headers are waited for have places, too. */
static size_t
places_of(const struct service *s)
{
	const size_t all = s->limits.walls;

	return s->gate.from.len > 0 && all > 2 * PROXYGATE_WAITING ?
	    all - PROXYGATE_WAITING : all;
}

/* As the settings say. */
static int
options_make(struct wall_options *out, struct service *s,
    const struct settings *set, struct err *e)
{
	*out = (struct wall_options){ .clients = places_of(s),
		.refused = on_refused, .header = on_header, .arg = s };
	return admit_parse(&out->from, set->text[SET_DYNAWALL_FROM], e);
}

/* What is remembered of DNS now. */
static struct cache *
names(void *arg)
{
	struct service *s = arg;

	return classify_names(s->classify);
}

static int
walls_start(struct service *s, struct err *e)
{
	const struct settings *set = &s->fixed.settings;
	struct wall_options opt;

	if (!service_listens(s, LISTEN_DYNAWALL))
		return 0;
	if (options_make(&opt, s, set, e) == -1 ||
	    (s->wall = wall_new(&s->loop, s->classify, &opt, e)) == NULL)
		return -1;
	s->cachefile = (struct cachefile){ .cache = names, .arg = s,
		.writer = { .path = s->folder.cache, .tell = &s->tell } };
	cachefile_start(&s->cachefile, &s->loop);
	if (names(s) != NULL)
		cachefile_read(names(s), s->folder.cache,
		    (unsigned)set->number[SET_DNS_CACHE]);
	return 0;
}

static void
walls_renew(struct service *s, struct rules *now)
{
	struct wall_options opt;
	struct err e;

	if (s->wall == NULL)
		return;
	if (options_make(&opt, s, &now->library->rules.settings, &e) == -1)
		tell(&s->tell, "dynawall goes on with the settings of before: "
		    "%s", e.msg);
	else
		wall_set(s->wall, &opt);
}

static void
walls_report(struct service *s)
{
	if (s->wall != NULL)
		cachefile_write(&s->cachefile);
}

static void
walls_stop(struct service *s)
{
	if (s->wall == NULL)
		return;
	cachefile_stop(&s->cachefile);
	s->walls = *wall_counts(s->wall);
	s->walls.clients = 0;
	wall_free(s->wall);
	s->wall = NULL;
}

static void
walls_end(struct service *s)
{
	cachefile_end(&s->cachefile);
}

const struct service_part service_walls = { .start = walls_start,
	.renew = walls_renew, .report = walls_report, .stop = walls_stop,
	.end = walls_end };
