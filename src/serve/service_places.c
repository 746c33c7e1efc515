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

static int
limits_begin(struct service *s, struct err *e)
{
	const struct settings *set = &s->fixed.settings;

	s->limits = (struct limits){ (unsigned)set->number[SET_CLIENTS],
		LIMITS_FILTERS, 0 };
	if (service_listens(s, LISTEN_DYNAWALL))
		s->limits.walls = LIMITS_WALLS;
	switch (limits_set(&s->limits, e)) {
	case LIMITS_KEPT:
		return 0;
	case LIMITS_CUT:
		tell(&s->tell, "the hard limit of descriptors is too low: "
		    "%u clients, %u filters and %u who ask dynawall at once",
		    s->limits.clients, s->limits.filters, s->limits.walls);
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
	if (user_become(&s->user, e) == 0)
		return 0;
	places_close(&s->places);
	return -1;
}

static void
on_dynawall(void *arg, int fd)
{
	struct service *s = arg;

	wall_come(s->wall, fd);
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

static int
places_start(struct service *s, struct err *e)
{
	const struct places_calls calls = { s, on_filter, on_dynawall,
		on_report };

	return places_open(&s->places, &s->loop, &calls, &s->tell, e);
}

static void
places_end(struct service *s)
{
	places_close(&s->places);
}

const struct service_part service_places = { .begin = places_begin,
	.start = places_start, .stop = places_end, .end = places_end };
