/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/places.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"

static void
name_it(struct place_listens *p)
{
	const struct listen at = p->at;
	const char *kind = listen_kind_word(at.kind);
	char ip[IP_TEXT_SIZE];

	if (at.path[0] != '\0') {
		(void)snprintf(p->name, sizeof(p->name), "%s %s", kind,
		    at.path);
		return;
	}
	ip_format(&at.at.ip, ip);
	(void)snprintf(p->name, sizeof(p->name),
	    at.at.ip.bits == 32 ? "%s %s:%u" : "%s [%s]:%u", kind, ip,
	    at.at.port);
}

static int
bind_one(struct places *p, const struct listen *at,
    const struct bind_owner *owner, struct tell *log, struct err *e)
{
	struct place_listens *new = &p->place[p->len];
	struct stat st;

	if (p->len == PLACES_MAX)
		return err_perm(e, 0, "listen stands there more than %d "
		    "times", PLACES_MAX);
	new->at = *at;
	name_it(new);
	new->fd = -1;
	switch (bind_listen(&new->fd, &new->at, owner, e)) {
	case BIND_OK:
		break;
	case BIND_OWN:
		tell(log, "%s: it can't be given to the group of the setting "
		    "socket_group, so only this user and root may ask there",
		    new->name);
		break;
	case BIND_FAILED:
		return -1;
	}
	if (new->at.path[0] != '\0' && lstat(new->at.path, &st) == 0) {
		new->dev = st.st_dev;
		new->ino = st.st_ino;
	}
	p->len++;
	return 0;
}

int
places_bind(struct places *p, const char *setting,
    const struct bind_owner *owner, struct tell *log, struct err *e)
{
	struct listen at;
	int rc = 0;

	memset(p, 0, sizeof(*p));
	while (rc == 0)
		switch (listen_next(&at, &setting, e)) {
		case LISTEN_ONE:
			rc = bind_one(p, &at, owner, log, e);
			break;
		case LISTEN_WRONG:
			rc = -1;
			break;
		case LISTEN_END:
			return 0;
		}
	places_close(p);
	return rc;
}

static void (*come_of(const struct places_calls *calls,
    enum listen_kind kind))(void *arg, int fd)
{
	switch (kind) {
	case LISTEN_FILTER:
		return calls->filter;
	case LISTEN_DYNAWALL:
		return calls->dynawall;
	case LISTEN_POSTFIX:
		return calls->postfix;
	case LISTEN_METRICS:
		return calls->metrics;
	default:
		return calls->offences;
	}
}

int
places_open(struct places *p, uv_loop_t *loop,
    const struct places_calls *calls, struct tell *log, struct err *e)
{
	struct place_listens *one;
	int fd;

	for (one = p->place; one < p->place + p->len; one++) {
		fd = one->fd;
		one->fd = -1;
		one->listener.name = one->name;
		one->listener.tell = log;
		one->listener.arg = calls->arg;
		one->listener.come = come_of(calls, one->at.kind);
		if (listener_open(&one->listener, loop, fd, e) == -1) {
			places_close(p);
			return -1;
		}
	}
	return 0;
}

/* Take the path of a socket away, unless it leads to somebody else's now. */
static void
path_remove(const struct place_listens *p)
{
	struct stat st;

	if (p->at.path[0] != '\0' && lstat(p->at.path, &st) == 0 &&
	    st.st_dev == p->dev && st.st_ino == p->ino)
		(void)unlink(p->at.path);
}

void
places_close(struct places *p)
{
	struct place_listens *one;

	for (one = p->place; one < p->place + p->len; one++) {
		path_remove(one); /* before it is closed: nobody else's yet */
		if (one->listener.open > 0)
			listener_close(&one->listener);
		fd_close(one->fd);
	}
	p->len = 0;
}
