/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* accept4(2), ppoll(2) */
#else
#undef _XOPEN_SOURCE /* BSD has them besides POSIX */
#endif
#include "ban/server.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "state/offender.h"

#define LOOK_MS 1000

/* Parts of a listing before the other clients have their turn. */
#define AT_ONCE 16

/* How often waiting may fail for want of memory, one after the other, and how
 * long it is until the next try: a second in all. */
#define TRIES_MAX 10
#define MOMENT_NS 100000000L

/* The listener and what the backend watches come before the clients. */
#define OWN 2

void
ban_server_init(struct ban_server *s)
{
	size_t i;

	for (i = 0; i < SERVER_CLIENTS; i++)
		s->client[i].fd = -1;
	memset(s->refused, 0, sizeof(s->refused));
	s->strangers = 0;
	s->shortage = 0;
	s->short_of = (struct seldom){ 0 };
	s->looked_ms = fd_now_ms();
	bucket_init(&s->admit.bucket, s->looked_ms);
}

static void
leave(struct ban_server *s, struct ban_client *c)
{
	if (c->lists)
		s->backend->list_end(s->backend->arg);
	callers_leave(&s->callers, c->uid);
	fd_close(c->fd);
	c->fd = -1;
}

void
ban_server_end(struct ban_server *s)
{
	size_t i;

	for (i = 0; i < SERVER_CLIENTS; i++)
		if (s->client[i].fd != -1)
			leave(s, &s->client[i]);
}

/* Take a client in, or leave it at once. */
static void
come(struct ban_server *s)
{
	struct ban_client *c = s->client;
	uid_t uid = (uid_t)-1;
	int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd == -1) {
		if (errno != EINTR && errno != EAGAIN && errno != ECONNABORTED)
			s->shortage = errno;
		return;
	}
	if (callers_uid(&uid, fd) == 0)
		switch (callers_enter(&s->callers, uid)) {
		case CALLERS_IN:
			while (c->fd != -1)
				c++;
			*c = (struct ban_client){ .fd = fd, .uid = uid };
			return;
		case CALLERS_STRANGER:
			s->strangers++;
			s->stranger = uid;
			break;
		case CALLERS_FULL:
			s->refused[BAN_BUSY]++;
			break;
		}
	fd_close(fd);
}

/* Send the answer that waits; false if the client is gone. */
static bool
answer_send(struct ban_client *c)
{
	ssize_t n;

	do
		n = send(c->fd, c->answer, BAN_RECORD, MSG_NOSIGNAL);
	while (n == -1 && errno == EINTR);
	c->waits = n == -1;
	return n != -1 || errno == EAGAIN || errno == EWOULDBLOCK ||
	    errno == ENOBUFS;
}

static bool
answer(struct ban_client *c, struct ban_record *r, enum ban_answer what)
{
	r->answer = what;
	r->number = c->number;
	ban_pack(c->answer, r);
	c->since_ms = fd_now_ms();
	return answer_send(c);
}

/* The next of its listing.  False if the client is gone. */
static bool
list_next(struct ban_server *s, struct ban_client *c)
{
	struct ban_record r = { .verb = BAN_LIST };
	struct err e = { 0 };
	enum ban_answer what = s->backend->next(s->backend->arg, &r, &e);

	if (what != BAN_ENTRY) {
		c->lists = false;
		r = (struct ban_record){ .verb = BAN_LIST };
	}
	if (what == BAN_CANNOT)
		tell(s->tell, "%s", e.msg);
	return answer(c, &r, what);
}

static bool
somebody_lists(const struct ban_server *s)
{
	size_t i;

	for (i = 0; i < SERVER_CLIENTS; i++)
		if (s->client[i].fd != -1 && s->client[i].lists)
			return true;
	return false;
}

/* Begin to list them all. */
static bool
list_begin(struct ban_server *s, struct ban_client *c, struct ban_record *r)
{
	struct err e;

	if (somebody_lists(s))
		return answer(c, r, BAN_BUSY);
	if (s->backend->list(s->backend->arg, &e) == -1) {
		tell(s->tell, "%s", e.msg);
		return answer(c, r, BAN_CANNOT);
	}
	c->lists = true;
	return list_next(s, c);
}

/* What was done, for the log. */
static void
report(struct ban_server *s, const struct ban_client *c,
    const struct ban_record *r, enum ban_answer what)
{
	char text[OFFENDER_ADDRESS_SIZE];

	offender_address_format(&r->ip, text);
	if (what == BAN_NEW || what == BAN_STANDS)
		tell(s->tell, "%s: %s for %lu s: %s, says uid %lu", text,
		    ban_answer_word(what), (unsigned long)r->seconds,
		    ban_kind_word(r->kind), (unsigned long)c->uid);
	else
		tell(s->tell, "%s: %s, says uid %lu", text,
		    ban_answer_word(what), (unsigned long)c->uid);
}

/* Carry a question out.  False if the client is gone. */
static bool
carry_out(struct ban_server *s, struct ban_client *c, struct ban_record *r)
{
	const struct ban_backend *b = s->backend;
	enum ban_answer what = admit_ban(&s->admit, r, fd_now_ms());
	struct err e = { 0 };

	if (what != BAN_ASKED) {
		s->refused[what]++;
		return answer(c, r, what);
	}
	if (r->verb == BAN_LIST && r->ip.bits == 0)
		return list_begin(s, c, r);
	if (r->verb == BAN_LIST)
		return answer(c, r, b->find(b->arg, r, &e));
	what = r->verb == BAN_ADD ? b->ban(b->arg, r, &e) :
	    b->unban(b->arg, r, &e);
	if (what == BAN_CANNOT)
		tell(s->tell, "%s", e.msg);
	if (what == BAN_CANNOT || what == BAN_FULL)
		s->refused[what]++;
	else
		report(s, c, r, what);
	return answer(c, r, what);
}

/* Read a question.  False if the client is gone. */
static bool
read_question(struct ban_server *s, struct ban_client *c)
{
	unsigned char in[BAN_RECORD + 1];
	struct ban_record r = { .verb = BAN_ADD };
	ssize_t n = recv(c->fd, in, sizeof(in), 0);

	if (n == -1)
		return errno == EAGAIN || errno == EWOULDBLOCK ||
		    errno == EINTR;
	if (n == 0)
		return false;
	c->number = 0;
	if (ban_unpack(&r, in, (size_t)n) != BAN_WHOLE) {
		s->refused[BAN_WRONG]++;
		return answer(c, &r, BAN_WRONG);
	}
	c->number = r.number;
	return carry_out(s, c, &r);
}

/* A client's turn. */
static void
turn(struct ban_server *s, struct ban_client *c, short events)
{
	bool here = true;
	int i;

	if ((events & POLLOUT) != 0 && c->waits)
		here = answer_send(c);
	else if ((events & (POLLIN | POLLHUP | POLLERR)) != 0 && !c->waits &&
	    !c->lists)
		here = read_question(s, c);
	else if ((events & (POLLHUP | POLLERR)) != 0)
		here = false;
	for (i = 0; i < AT_ONCE && here && c->lists && !c->waits; i++)
		here = list_next(s, c);
	if (!here)
		leave(s, c);
}

/* What was refused, in one line. */
static void
report_refused(struct ban_server *s)
{
	char line[512];
	int at = 0;
	unsigned i;

	for (i = 0; i < BAN_ANSWERS; i++) {
		if (s->refused[i] == 0)
			continue;
		at += snprintf(line + at, sizeof(line) - (size_t)at,
		    "%s%llu %s", at > 0 ? ", " : "",
		    (unsigned long long)s->refused[i],
		    ban_answer_word((enum ban_answer)i));
		s->refused[i] = 0;
	}
	if (at > 0)
		tell(s->tell, "not done: %s", line);
	if (s->strangers > 0)
		tell(s->tell, "%llu connections refused: uid %lu may not ask",
		    (unsigned long long)s->strangers,
		    (unsigned long)s->stranger);
	s->strangers = 0;
}

/* Once a second: the log, the backend, clients that take nothing. */
static void
look(struct ban_server *s, int64_t now_ms)
{
	size_t i;

	s->looked_ms = now_ms;
	report_refused(s);
	if (s->shortage != 0 && seldom_may(&s->short_of, (uint64_t)now_ms))
		tell(s->tell, "no client can be let in: %s",
		    strerror(s->shortage));
	s->shortage = 0;
	for (i = 0; i < SERVER_CLIENTS; i++)
		if (s->client[i].fd != -1 && s->client[i].waits &&
		    now_ms - s->client[i].since_ms >= SERVER_PATIENCE_MS)
			leave(s, &s->client[i]);
	if (s->backend->look(s->backend->arg, s->tell))
		ban_server_end(s);
}

/* What is waited for. */
static void
poll_fill(const struct ban_server *s, struct pollfd *p)
{
	const struct ban_client *c = s->client;
	size_t i;

	p[0] = (struct pollfd){ .fd = s->shortage != 0 ? -1 : s->fd,
		.events = POLLIN };
	p[1] = (struct pollfd){ .fd = s->backend->watch_fd, .events = POLLIN };
	for (i = 0; i < SERVER_CLIENTS; i++, c++)
		p[OWN + i] = (struct pollfd){ .fd = c->fd,
			.events = c->waits || c->lists ? POLLOUT : POLLIN };
}

/* Wait until there is something to do, or to look after. */
static int
wait_for(struct ban_server *s, struct pollfd *p, const sigset_t *during)
{
	int64_t left_ms = s->looked_ms + LOOK_MS - fd_now_ms();
	struct timespec wait = { 0, 0 };

	if (left_ms > 0) {
		wait.tv_sec = (time_t)(left_ms / 1000);
		wait.tv_nsec = (long)(left_ms % 1000) * 1000000;
	}
	poll_fill(s, p);
	return ppoll(p, OWN + SERVER_CLIENTS, &wait, during);
}

/* Waiting has failed: whether it is worth another try.  A moment without memory
 * is no reason to end, and to ban nobody until somebody looks. */
static bool
wait_again(unsigned *tries)
{
	static const struct timespec moment = { 0, MOMENT_NS };

	if (errno == EINTR)
		return true;
	if (errno != ENOMEM || ++*tries > TRIES_MAX)
		return false;
	(void)ppoll(NULL, 0, &moment, NULL); /* what the cage allows */
	return true;
}

int
ban_server_run(struct ban_server *s, const volatile sig_atomic_t *stop,
    const sigset_t *during, struct err *e)
{
	struct pollfd p[OWN + SERVER_CLIENTS];
	unsigned tries = 0;
	size_t i;

	while (!*stop) {
		if (wait_for(s, p, during) == -1) {
			if (wait_again(&tries))
				continue;
			return err_temp(e, errno, "wait for questions");
		}
		tries = 0;
		for (i = 0; i < SERVER_CLIENTS; i++)
			if (s->client[i].fd != -1 && p[OWN + i].revents != 0)
				turn(s, &s->client[i], p[OWN + i].revents);
		if (p[0].revents != 0)
			come(s);
		if (p[1].revents != 0)
			s->backend->watch(s->backend->arg);
		if (fd_now_ms() - s->looked_ms >= LOOK_MS)
			look(s, fd_now_ms());
	}
	return 0;
}
