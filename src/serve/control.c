/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/control.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/callers.h"
#include "base/err.h"
#include "base/tell.h"
#include "serve/control_do.h"
#include "serve/control_local.h"
#include "serve/flow.h"
#include "share/deed.h"
#include "share/walk.h"

/* How often those who wait for a commit go on, and sessions are looked at for
 * their time. */
#define AGAIN_MS 50

static void
on_closed(uv_handle_t *handle)
{
	struct control_session *s = handle->data;

	buf_free(&s->out);
	free(s);
}

static void
session_end(struct control_session *s)
{
	if (s->next != NULL)
		s->next->before = s->before;
	if (s->before != NULL)
		s->before->next = s->next;
	else
		s->control->first = s->next;
	s->control->sessions--;
	deed_cancel(s->deed);
	share_walk_free(s->walk);
	uv_close((uv_handle_t *)&s->poll, on_closed);
	(void)close(s->fd);
}

/* Do the lines that are whole, as far as there is room for what they say. */
static void
take_lines(struct control_session *s)
{
	size_t len;
	char *end;

	s->waits = false;
	while ((s->doing == DO_ASK || s->doing == DO_LOAD) &&
	    s->deed == NULL &&
	    (end = memchr(s->in, '\n', s->len)) != NULL) {
		if (s->doing == DO_LOAD &&
		    control_is_full(s)) {
			s->waits = true;
			return;
		}
		*end = '\0';
		if (s->doing == DO_ASK)
			control_command(s, s->in);
		else
			control_record(s, s->in);
		len = (size_t)(end - s->in) + 1;
		s->len -= len;
		memmove(s->in, end + 1, s->len);
	}
}

/* What is to be done when nothing more comes, or a line does not end. */
static void
take_rest(struct control_session *s)
{
	struct err e;

	if (s->waits || s->deed != NULL || s->doing >= DO_WAIT ||
	    s->doing == DO_DUMP)
		return;
	if (s->len == sizeof(s->in)) {
		(void)err_perm(&e, 0, "a line is longer than %d bytes",
		    CONTROL_LINE);
		control_finish(s, &e);
	} else if (s->eof && (s->doing == DO_ASK || s->len > 0)) {
		(void)err_perm(&e, 0, "what came ends in the middle of a "
		    "line");
		control_finish(s, &e);
	} else if (s->eof) {
		control_finish(s, NULL);
	}
}

/* Read what there is, if there is room.  False if the connection is lost. */
static bool
session_read(struct control_session *s)
{
	ssize_t n;

	while (!s->eof && !s->waits && s->deed == NULL && s->doing < DO_WAIT &&
	    s->doing != DO_DUMP && s->len < sizeof(s->in)) {
		n = recv(s->fd, s->in + s->len, sizeof(s->in) - s->len,
		    MSG_DONTWAIT);
		if (n == -1)
			return flow_waits(errno);
		s->since_ms = uv_now(s->control->loop);
		s->eof = n == 0;
		s->len += (size_t)n;
		take_lines(s);
		take_rest(s);
	}
	return true;
}

/* Say one piece.  False when all is said, or nobody hears it. */
static bool
session_write(struct control_session *s)
{
	ssize_t n;

	control_fill(s);
	if (s->out.failed)
		return false;
	if (s->out.len > s->sent) {
		n = send(s->fd, s->out.data + s->sent, s->out.len - s->sent,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n == -1)
			return flow_waits(errno);
		s->sent += (size_t)n;
		s->since_ms = uv_now(s->control->loop);
	}
	return s->doing != DO_END || s->sent < s->out.len;
}

static void on_ready(uv_poll_t *poll, int status, int events);

/* Go on, and wait for what is missing then. */
static void
session_go(struct control_session *s)
{
	int events = 0;

	if (!session_read(s) || !session_write(s)) {
		session_end(s);
		return;
	}
	if (s->waits || s->deed != NULL || s->walking)
		events = 0; /* on_timer goes on, or session_resume */
	else if (s->doing == DO_DUMP || s->out.len > s->sent)
		events = UV_WRITABLE;
	else
		events = UV_READABLE;
	if (events != 0)
		(void)uv_poll_start(&s->poll, events, on_ready);
	else
		(void)uv_poll_stop(&s->poll);
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	(void)events;
	if (status < 0)
		session_end(poll->data);
	else
		session_go(poll->data);
}

/* What was waited for has come. */
static void
session_resume(struct control_session *s)
{
	take_lines(s);
	take_rest(s);
	session_go(s);
}

/* Whoever says nothing at all has less time than who is in the middle of
 * something. */
static bool
is_over(const struct control_session *s)
{
	const struct control *c = s->control;

	return uv_now(c->loop) - s->since_ms >= (s->doing == DO_ASK ?
	    c->silent_ms : CONTROL_IDLE_MS);
}

static void
on_timer(uv_timer_t *timer)
{
	struct control *c = timer->data;
	struct control_session *s, *next;

	for (s = c->first; s != NULL; s = next) {
		next = s->next;
		if (is_over(s)) {
			session_end(s);
		} else if (s->waits) {
			session_resume(s);
		}
	}
	if (c->sessions == 0)
		(void)uv_timer_stop(timer);
}

void
control_init(struct control *c, uv_loop_t *loop)
{
	c->loop = loop;
	c->first = NULL;
	c->sessions = 0;
	c->silent_ms = CONTROL_SILENT_MS;
	c->full = (struct seldom){ false, 0 };
	c->closing = false;
	(void)uv_timer_init(loop, &c->timer);
	c->timer.data = c;
	uv_unref((uv_handle_t *)&c->timer);
}

/* All places are taken, which is told, but not each time. */
static void
turn_away(struct control *c, int fd)
{
	(void)close(fd);
	if (!c->closing && seldom_may(&c->full, uv_now(c->loop)))
		tell(c->tell, "control: %d ask already, so one was turned "
		    "away", CONTROL_SESSIONS);
}

void
control_come(struct control *c, int fd)
{
	struct control_session *s = NULL;
	uid_t uid;

	if (c->closing || c->sessions == CONTROL_SESSIONS) {
		turn_away(c, fd);
		return;
	}
	if (callers_uid(&uid, fd) == -1 || (uid != 0 && uid != geteuid()) ||
	    (s = calloc(1, sizeof(*s))) == NULL ||
	    uv_poll_init(c->loop, &s->poll, fd) != 0) {
		free(s);
		(void)close(fd);
		return;
	}
	s->poll.data = s;
	s->control = c;
	s->go = session_resume;
	s->fd = fd;
	s->since_ms = uv_now(c->loop);
	s->next = c->first;
	if (c->first != NULL)
		c->first->before = s;
	c->first = s;
	if (c->sessions++ == 0)
		(void)uv_timer_start(&c->timer, on_timer, AGAIN_MS, AGAIN_MS);
	session_go(s);
}

void
control_close(struct control *c)
{
	if (c->closing)
		return;
	c->closing = true;
	while (c->first != NULL)
		session_end(c->first);
	uv_close((uv_handle_t *)&c->timer, NULL);
}
