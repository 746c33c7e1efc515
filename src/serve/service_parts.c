/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_parts.h"

#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "serve/bind.h"

#define MIB ((size_t)1 << 20)

static const struct settings *
fixed(const struct service *s)
{
	return &s->fixed.settings;
}

/* ---- rules: they say all else ---- */

static void
rules_renew(struct service *s, struct rules *now)
{
	fixed_compare(&s->fixed, &now->library->rules.settings, &s->tell);
}

static int
rules_begin(struct service *s, struct err *e)
{
	s->rules.path = s->file;
	s->rules.tell = &s->tell;
	if (rulefile_begin(&s->rules, e) == -1)
		return -1;
	fixed_take(&s->fixed, &s->rules.now->library->rules.settings);
	return 0;
}

static int
rules_start(struct service *s, struct err *e)
{
	(void)e;
	rulefile_watch(&s->rules, &s->loop);
	return 0;
}

static void
rules_stop(struct service *s)
{
	rulefile_close(&s->rules);
}

const struct service_part service_rules = { .begin = rules_begin,
	.start = rules_start, .renew = rules_renew, .stop = rules_stop,
	.end = rules_stop };

/* ---- places: sockets and descriptors, and then we are somebody else ---- */

bool
service_listens(const struct service *s, enum listen_kind kind)
{
	const char *text = fixed(s)->text[SET_LISTEN];
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
	const struct settings *set = fixed(s);

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
	const struct settings *set = fixed(s);
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

/* ---- store: what we know, and the file of those who came back ---- */

static int
store_begin(struct service *s, struct err *e)
{
	const struct settings *set = fixed(s);
	const int64_t now_s = time(NULL);
	struct err none;

	s->keeper.tell = &s->tell;
	if (keeper_open(&s->keeper, s->folder.dir, MIB *
	    (size_t)set->number[SET_STATE_SIZE], now_s, e) == -1)
		return -1;
	if (greenfile_open(&s->green, set->text[SET_GREYLIST_AUTOGREEN],
	    set->number[SET_GREYLIST_GREEN], now_s, &s->tell, e) == 0)
		return 0;
	(void)keeper_close(&s->keeper, now_s, &none);
	return -1;
}

static int
store_start(struct service *s, struct err *e)
{
	(void)e;
	keeper_start(&s->keeper, &s->loop);
	greenfile_start(&s->green, &s->loop);
	return 0;
}

/* While clients are held the store takes note of what they say. */
static void
store_stop(struct service *s)
{
	greenfile_stop(&s->green);
	if (s->pool == NULL)
		keeper_stop(&s->keeper);
}

static void
store_end(struct service *s)
{
	const int64_t now_s = time(NULL);
	struct err e;

	greenfile_close(&s->green, now_s);
	if (keeper_close(&s->keeper, now_s, &e) == -1)
		tell(&s->tell, "not all that is known is on the disk: %s",
		    e.msg);
}

const struct service_part service_store = { .begin = store_begin,
	.start = store_start, .stop = store_stop, .end = store_end };

/* ---- control ---- */

static void
on_control(void *arg, int fd)
{
	struct service *s = arg;

	control_come(&s->control, fd);
}

static int
control_start(struct service *s, struct err *e)
{
	static const struct bind_owner ours = { (uid_t)-1, (gid_t)-1 };
	int fd;

	if (bind_path(&fd, s->folder.control, SOCK_STREAM, &ours, e) ==
	    BIND_FAILED)
		return -1;
	s->control.keeper = &s->keeper;
	s->control_listener = (struct listener){ .name = "control",
		.tell = &s->tell, .come = on_control, .arg = s };
	if (listener_open(&s->control_listener, &s->loop, fd, e) == -1)
		return -1;
	control_init(&s->control, &s->loop);
	return 0;
}

static void
control_stop(struct service *s)
{
	(void)unlink(s->folder.control);
	listener_close(&s->control_listener);
	control_close(&s->control);
}

const struct service_part service_control = { .start = control_start,
	.stop = control_stop };

/* ---- clients: filters that ask, and those that are held ---- */

/* As the settings say, and no more than there are descriptors for. */
static struct held_limits
held_limits(const struct service *s, const struct settings *set)
{
	const unsigned clients = (unsigned)set->number[SET_CLIENTS];
	const struct held_limits l = {
		.clients = clients < s->limits.clients ? clients :
		    s->limits.clients,
		.per_address = (unsigned)set->number[SET_CLIENTS_PER_ADDRESS],
		.tarpit_s = (unsigned)set->number[SET_TARPIT],
		.tarpit_clients = (unsigned)set->number[SET_TARPIT_CLIENTS] };

	return l;
}

static void
on_end(void *arg, const struct held_end *what)
{
	struct service *s = arg;

	answers_on_end(&s->answers, what);
}

static void
on_empty(void *arg)
{
	struct service *s = arg;

	held_free(s->pool);
	s->pool = NULL;
	keeper_stop(&s->keeper);
}

static int
clients_start(struct service *s, struct err *e)
{
	const struct held_calls calls = { s, on_end, on_empty };
	const struct held_limits limits = held_limits(s, fixed(s));

	s->filters.tell = &s->tell;
	s->filters.callers = &s->callers;
	s->filters.calls = answers_to_filters(&s->answers);
	s->filters.calls.offences_arg = &s->offences;
	s->filters.calls.offences = offences_on_ask;
	if (filters_init(&s->filters, &s->loop, e) == -1)
		return -1;
	if (held_init(&s->pool, &s->loop, &limits, &calls, e) == -1) {
		filters_close(&s->filters);
		return -1;
	}
	s->answers.keeper = &s->keeper;
	s->answers.pool = s->pool;
	s->answers.green = &s->green;
	s->answers.count = &s->count;
	s->answers.offences = &s->offences;
	answers_set(&s->answers, fixed(s));
	return 0;
}

static void
clients_renew(struct service *s, struct rules *now)
{
	const struct settings *set = &now->library->rules.settings;
	const struct held_limits limits = held_limits(s, set);

	answers_set(&s->answers, set);
	held_limit(s->pool, &limits);
}

static void
clients_stop(struct service *s)
{
	filters_close(&s->filters);
	held_stop(s->pool);
}

const struct service_part service_clients = { .start = clients_start,
	.renew = clients_renew, .stop = clients_stop };
