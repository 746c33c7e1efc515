/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_places.h"

#include "base/err.h"

bool
service_listens(const struct service *s, enum listen_kind kind)
{
	const char *text = s->fixed.settings.text[SET_LISTEN];
	struct listen l;
	struct err e;

	while (listen_next(&l, &text, &e) == LISTEN_ONE)
		if (l.kind == kind)
			return true;
	return false;
}

size_t
service_share(const struct service *s, size_t all)
{
	return s->gate.from.len > 0 && all > 2 * PROXYGATE_WAITING ?
	    all - PROXYGATE_WAITING : all;
}

static int
limits_begin(struct service *s, struct err *e)
{
	const struct settings *set = &s->fixed.settings;

	s->limits = (struct limits){ (unsigned)set->number[SET_CLIENTS],
		LIMITS_FILTERS, 0, service_listens(s, LISTEN_OFFENCES), 0,
		*set->text[SET_RELAY] != '\0' };
	if (service_listens(s, LISTEN_DYNAWALL)) {
		s->limits.walls = LIMITS_WALLS;
		s->limits.dns = true;
	}
	if (service_listens(s, LISTEN_POSTFIX)) {
		s->limits.postfixes = LIMITS_POSTFIXES;
		s->limits.dns = true;
	}
	if (s->limits.relay)
		s->limits.dns = true;
	switch (limits_set(&s->limits, e)) {
	case LIMITS_KEPT:
		return 0;
	case LIMITS_CUT:
		tell(&s->tell, "the hard limit of descriptors is too low: "
		    "%u clients, %u filters, %u who ask dynawall and %u of "
		    "Postfix at once", s->limits.clients, s->limits.filters,
		    s->limits.walls, s->limits.postfixes);
		return 0;
	case LIMITS_FAILED:
		break;
	}
	return -1;
}

static int
places_begin(struct service *s, struct err *e)
{
	const struct settings *set = &s->fixed.settings;
	struct bind_owner owner = { (uid_t)-1, (gid_t)-1 };

	if (limits_begin(s, e) == -1 ||
	    user_find(&s->user, set->text[SET_USER], e) == -1 ||
	    user_group(&owner.group, set->text[SET_SOCKET_GROUP], e) == -1 ||
	    callers_init(&s->callers, set->text[SET_SOCKET_USERS],
	    s->limits.filters, e) == -1 ||
	    statefolder_open(&s->folder, set->text[SET_STATE_DIR], &s->user,
	    e) == -1)
		return -1;
	if (owner.group == (gid_t)-1 &&
	    set->text[SET_SOCKET_GROUP][0] != '\0')
		tell(&s->tell, "there is no group %s: only the daemon's own "
		    "user and root can use its sockets",
		    set->text[SET_SOCKET_GROUP]);
	if (s->user.change)
		owner.user = s->user.uid;
	if (places_bind(&s->places, set->text[SET_LISTEN], &owner, &s->tell,
	    e) == -1)
		return -1;
	if ((!service_listens(s, LISTEN_METRICS) ||
	    counting_bind(&s->counting, set->text[SET_LISTEN], &owner, e) ==
	    0) && user_become(&s->user, e) == 0)
		return 0;
	counting_stop(&s->counting);
	places_close(&s->places);
	return -1;
}

/* One who asks dynawall, from wherever that is. */
static void
on_asker(void *arg, int fd, const struct ip *from)
{
	struct service *s = arg;

	wall_come(s->wall, fd, from);
}

static void
on_dynawall(void *arg, int fd)
{
	struct service *s = arg;

	proxygate_come(&s->gate, fd, &s->wall_place);
}

/* One who asks for numbers, from wherever that is. */
static void
on_reader(void *arg, int fd, const struct ip *from)
{
	struct service *s = arg;

	metrics_come(&s->metrics, fd, from);
}

/* HTTP begins with those who ask. */
static bool
reader_speaks(void *arg, const struct ip *from)
{
	struct service *s = arg;

	return admit_has(&s->metrics.from, from);
}

static void
on_metrics(void *arg, int fd)
{
	struct service *s = arg;

	proxygate_come(&s->gate, fd, &s->metrics_place);
}

static void
on_postfix(void *arg, int fd)
{
	struct service *s = arg;

	proxygate_come(&s->gate, fd, &s->postfix_place);
}

static void
on_postfix_asker(void *arg, int fd, const struct ip *from)
{
	struct service *s = arg;

	postfix_come(s->postfix, fd, from);
}

static void
on_filter(void *arg, int fd)
{
	struct service *s = arg;

	filters_come(&s->filters, fd);
}

static void
on_report(void *arg, int fd)
{
	struct service *s = arg;

	filters_come(&s->reports, fd);
}

/* Whose headers are believed. */
static int
gate_set(struct service *s, const struct settings *set, struct err *e)
{
	const char *from = set->text[SET_PROXY_FROM];
	struct admit nets = { .len = 0 };

	if (*from != '\0' && admit_parse(&nets, from, e) == -1)
		return -1;
	s->gate.from = nets;
	return 0;
}

static void
places_renew(struct service *s, struct rules *now)
{
	struct err e;

	if (gate_set(s, &now->library->rules.settings, &e) == -1)
		tell(&s->tell, "proxy_from stays as it was: %s", e.msg);
}

static void
places_stop(struct service *s)
{
	places_close(&s->places);
	proxygate_end(&s->gate);
}

static int
places_start(struct service *s, struct err *e)
{
	const struct places_calls calls = { s, on_filter, on_dynawall,
		on_report, on_postfix, on_metrics };

	if (gate_set(s, &s->fixed.settings, e) == -1)
		return -1;
	s->gate.tell = &s->tell;
	s->wall_place = (struct proxygate_place){ .name = "dynawall",
		.sorry = "5", .come = on_asker, .arg = s };
	s->postfix_place = (struct proxygate_place){ .name = "postfix",
		.sorry = "", .come = on_postfix_asker, .arg = s };
	s->metrics_place = (struct proxygate_place){ .name = "metrics",
		.sorry = "", .come = on_reader, .arg = s,
		.speaks = reader_speaks };
	proxygate_begin(&s->gate, &s->loop);
	return places_open(&s->places, &s->loop, &calls, &s->tell, e);
}

static void
places_end(struct service *s)
{
	places_close(&s->places);
}

const struct service_part service_places = { .begin = places_begin,
	.start = places_start, .renew = places_renew, .stop = places_stop,
	.end = places_end };
