/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/filters.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "serve/filters_local.h"
#include "serve/filters_obey.h"
#include "share/deed.h"

/* How often sessions are looked at for their time. */
#define LOOK_MS 1000
#define TURN 16 /* reads before others have theirs */

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void
session_end(struct filters_session *s)
{
	if (s->next != NULL)
		s->next->before = s->before;
	if (s->before != NULL)
		s->before->next = s->next;
	else
		s->filters->first = s->next;
	callers_leave(s->filters->callers, s->uid);
	deed_cancel(s->deed);
	parcel_drop(&s->came);
	if (s->watched)
		uv_close((uv_handle_t *)&s->poll, on_closed);
	(void)close(s->fd);
	if (!s->watched)
		free(s);
}

/* Another version: say so in ours, which tells it at least that we are none
 * of its own, and one line for the administrator, not one a client. */
static bool
other_version(struct filters_session *s)
{
	struct filters *f = s->filters;

	f->counts.others++;
	if (!f->version_told)
		tell(f->tell, "a filter of another version asks: it goes on "
		    "alone; install the filter and the daemon of one version, "
		    "and start the daemon again");
	f->version_told = true;
	(void)filters_cannot(s, "version");
	return false;
}

/* Obey the letters that are whole, each when the one before is answered.
 * Descriptors come with the first byte of their letter, or before: when no byte
 * is left, none may be. */
static bool
read_letters(struct filters_session *s)
{
	struct letter l;
	size_t used;

	while (s->deed == NULL) {
		switch (letter_unpack(&l, &used, s->data, s->len)) {
		case LETTER_WHOLE:
			break;
		case LETTER_PART:
			if (s->len > 0 || s->came.len == 0)
				return true;
			s->filters->counts.bad++;
			return false;
		case LETTER_OTHER:
			return other_version(s);
		default:
			s->filters->counts.bad++;
			return false;
		}
		if (!filters_obey(s, &l))
			return false;
		s->len -= used;
		memmove(s->data, s->data + used, s->len);
		s->part_ms = s->since_ms;
	}
	return true;
}

/* Read what has come.  False: the session is to end. */
static bool
session_read(struct filters_session *s)
{
	ssize_t n;
	int turn;

	for (turn = 0; turn < TURN && s->deed == NULL; turn++) {
		n = parcel_receive(&s->came, s->fd, s->data + s->len,
		    sizeof(s->data) - s->len);
		if (n == -1 && errno == EBADMSG)
			s->filters->counts.bad++;
		if (n == -1)
			return errno == EAGAIN;
		if (n == 0)
			return false;
		s->heard = true;
		s->since_ms = uv_now(s->filters->loop);
		if (s->len == 0)
			s->part_ms = s->since_ms;
		s->len += (size_t)n;
		if (!read_letters(s))
			return false;
	}
	return true;
}

static void on_readable(uv_poll_t *poll, int status, int events);

/* Have the loop say when there is more, unless an answer comes first. */
static bool
session_watch(struct filters_session *s)
{
	if (s->polls == (s->deed == NULL))
		return true;
	if (!s->watched)
		s->watched = uv_poll_init(s->filters->loop, &s->poll,
		    s->fd) == 0;
	s->poll.data = s;
	s->polls = s->deed == NULL;
	return s->watched && (s->polls ? uv_poll_start(&s->poll, UV_READABLE,
	    on_readable) : uv_poll_stop(&s->poll)) == 0;
}

/* Go on if all is well. */
static void
session_go(struct filters_session *s, bool well)
{
	if (!well || !session_watch(s))
		session_end(s);
}

static void
on_readable(uv_poll_t *poll, int status, int events)
{
	struct filters_session *s = poll->data;

	(void)events;
	session_go(s, status == 0 && session_read(s));
}

/* There is an answer. */
static void
on_say(void *arg, const struct letter *l)
{
	struct filters_session *s = arg;

	s->gone = l != NULL && !filters_say(s, l);
	if (s->asking)
		return;
	s->deed = NULL;
	session_go(s, !s->gone && read_letters(s));
}

/* Begin a session with a filter of uid, who has a place.  It has mostly written
 * before it is accepted, and its client waits: the answer comes first. */
static bool
session_begin(struct filters *f, int fd, uid_t uid)
{
	struct filters_session *s = malloc(sizeof(*s));

	if (s == NULL)
		return false;
	s->watched = false;
	s->filters = f;
	s->uid = uid;
	s->fd = fd;
	s->came.len = s->len = 0;
	s->heard = s->knows = s->several = s->told = false;
	s->asker = (struct filters_asker){ on_say, s, false };
	s->deed = NULL;
	s->asking = s->gone = s->polls = false;
	s->since_ms = s->part_ms = uv_now(f->loop);
	s->before = NULL;
	s->next = f->first;
	if (f->first != NULL)
		f->first->before = s;
	f->first = s;
	f->counts.sessions++;
	session_go(s, session_read(s));
	return true;
}

/* Somebody of uid was turned away, which is told, but not each time. */
static void
tell_full(struct filters *f, uid_t uid)
{
	const struct callers *c = f->callers;

	if (seldom_may(&f->full, uv_now(f->loop)))
		tell(f->tell, "%s: %u of %u places are taken, and there is "
		    "none for one more of user %lu: %llu were turned away so "
		    "far", f->name, c->taken, c->places, (unsigned long)uid,
		    (unsigned long long)f->counts.full);
}

void
filters_come(struct filters *f, int fd)
{
	uid_t uid;

	if (f->closing || callers_uid(&uid, fd) == -1) {
		(void)close(fd);
		return;
	}
	switch (callers_enter(f->callers, uid)) {
	case CALLERS_IN:
		if (session_begin(f, fd, uid))
			return;
		callers_leave(f->callers, uid);
		break;
	case CALLERS_STRANGER:
		f->counts.strangers++;
		break;
	case CALLERS_FULL:
		f->counts.full++;
		tell_full(f, uid);
	}
	(void)close(fd);
}

static void
on_look(uv_timer_t *timer)
{
	struct filters *f = timer->data;
	struct filters_session *s, *next;
	const uint64_t now = uv_now(f->loop);

	for (s = f->first; s != NULL; s = next) {
		next = s->next;
		if (now - s->since_ms >= (s->heard ? f->idle_ms :
		    f->silent_ms) ||
		    (s->len > 0 && now - s->part_ms >= f->part_ms))
			session_end(s);
	}
}

int
filters_init(struct filters *f, uv_loop_t *loop, struct err *e)
{
	f->loop = loop;
	f->first = NULL;
	f->silent_ms = FILTERS_SILENT_MS;
	f->part_ms = FILTERS_PART_MS;
	f->idle_ms = FILTERS_IDLE_MS;
	f->version_told = f->closing = false;
	f->full = (struct seldom){ false, 0 };
	memset(&f->counts, 0, sizeof(f->counts));
	if (handing_begin(&f->handing, e) == -1)
		return -1;
	(void)uv_timer_init(loop, &f->timer);
	f->timer.data = f;
	(void)uv_timer_start(&f->timer, on_look, LOOK_MS, LOOK_MS);
	return 0;
}

void
filters_close(struct filters *f)
{
	if (f->closing)
		return;
	f->closing = true;
	while (f->first != NULL)
		session_end(f->first);
	uv_close((uv_handle_t *)&f->timer, NULL);
	handing_end(&f->handing);
}
