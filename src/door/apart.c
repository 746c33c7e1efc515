/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "cage/witness.h"
#include "policy/testimony.h"
#include "relay/ucspitls.h"

/* What may be added to the time that DNS and the daemon are given: by then the
 * child has used up its processor, too. */
#define MORE_MS (1000 * (WITNESS_CPU_S + 1))

/* Written whole, and read whole: both are the same program. */
struct message {
	int32_t rc;          /* of await_client; if it is -1, only err holds */
	unsigned char away;  /* a member of struct await, as a number */
	uint64_t waited_us;
	struct err err;
	struct testimony testimony;
};

/* Give up the client and the log, and who does TLS for the client.  What is
 * written by accident goes where it spoils the message; a crash, too, of which
 * guard would tell the client. */
static void
turn_away(int to)
{
	struct ucspitls tls;
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (dup2(to, fd) == -1)
			_exit(111);
	if (ucspitls_find(&tls)) {
		(void)close(tls.control);
		(void)close(tls.in);
		(void)close(tls.out);
	}
}

/* The child. */
static _Noreturn void
testify(int to, struct await *a, struct evidence *ev, int64_t now_s)
{
	struct message m = { .rc = -1 };
	struct verdict v;

	turn_away(to);
	verdict_init(&v);
	if (witness_enter() == -1)
		(void)err_temp(&m.err, errno, "give up rights");
	else
		m.rc = await_client(&v, a, ev, now_s, &m.err);
	m.away = a->away;
	m.waited_us = a->waited_us;
	testimony_write(&m.testimony, &v, ev, &a->judge.client.notes);
	_exit(fd_write_within(to, &m, sizeof(m), MORE_MS) == 0 ? 0 : 111);
}

/* Read until the message is whole, and then the end.  False: it is not, in
 * time. */
static bool
hear(struct message *m, int from, unsigned limit_ms)
{
	const int64_t until = fd_now_ms() + limit_ms;
	unsigned char more, *to = (unsigned char *)m;
	size_t got = 0;
	int64_t left;
	ssize_t n;

	while ((left = until - fd_now_ms()) > 0) {
		n = got < sizeof(*m) ?
		    fd_read_within(from, to + got, sizeof(*m) - got,
			(unsigned)left) :
		    fd_read_within(from, &more, 1, (unsigned)left);
		if (n == 0)
			return got == sizeof(*m);
		if (n == -1 || got == sizeof(*m))
			return false;
		got += (size_t)n;
	}
	return false;
}

/* Believe the child, or not. */
static enum apart_answer
believe(struct verdict *out, struct await *a, struct evidence *ev,
    const struct message *m, struct err *e)
{
	if (m->rc == 0 && m->away <= 1 && testimony_read(out, ev,
	    &a->judge.client.notes, &m->testimony)) {
		a->away = m->away;
		a->waited_us = m->waited_us;
		return APART_DECIDED;
	}
	if (m->rc == -1 &&
	    (m->err.class == ERR_TEMP || m->err.class == ERR_PERM) &&
	    memchr(m->err.msg, 0, sizeof(m->err.msg)) != NULL) {
		*e = m->err;
		return APART_FAILED;
	}
	(void)err_temp(e, 0, "the process that decides says what it can't");
	return APART_DIED;
}

/* Why there is no message. */
static enum apart_answer
mourn(struct err *e, int status)
{
	if (WIFSIGNALED(status))
		(void)err_temp(e, 0, "the process that decides ended by "
		    "signal %d", WTERMSIG(status));
	else
		(void)err_temp(e, 0, "the process that decides ended with %d",
		    WEXITSTATUS(status));
	return APART_DIED;
}

/* Whoever runs us may keep SIGCHLD from being delivered, and passes that on:
 * one that our child sends is none of the next program's. */
static bool
is_pending(void)
{
	sigset_t set;

	return sigpending(&set) == 0 && sigismember(&set, SIGCHLD) == 1;
}

static void
take_signal(void)
{
	sigset_t set;
	int n;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	if (is_pending())
		(void)sigwait(&set, &n);
}

static unsigned
limit_ms(const struct settings *s)
{
	return (unsigned)(s->number[SET_DNS_TIMEOUT] +
	    s->number[SET_DAEMON_TIMEOUT] + MORE_MS);
}

/* See the child to its end.  Returns its status, or that of one that is killed
 * if it has not left a whole message in time. */
static int
collect(struct message *m, pid_t child, int from, unsigned within_ms)
{
	bool whole = hear(m, from, within_ms);
	int status = 0;

	if (!whole)
		(void)kill(child, SIGKILL);
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		;
	return whole || status != 0 ? status : SIGKILL;
}

/* Returns the child, -1 with *e if there is none, and where it is heard. */
static pid_t
begin(int *from, struct await *a, struct evidence *ev, int64_t now_s,
    struct err *e)
{
	int end[2], to;
	pid_t child;

	if (pipe(end) == -1)
		return err_temp(e, errno, "make a pipe");
	*from = fd_aside(end[0]);
	to = fd_aside(end[1]);
	child = *from == -1 || to == -1 ? -1 : fork();
	if (child == 0) {
		fd_close(*from);
		testify(to, a, ev, now_s);
	}
	if (child == -1) {
		(void)err_temp(e, errno, "begin a process that decides");
		fd_close(*from);
	}
	fd_close(to);
	return child;
}

enum apart_answer
apart_client(struct verdict *out, struct await *a, struct evidence *ev,
    int64_t now_s, struct err *e)
{
	const bool was_pending = is_pending();
	struct message m;
	int from = -1, status;
	pid_t child = begin(&from, a, ev, now_s, e);

	if (child == -1)
		return APART_FAILED;
	status = collect(&m, child, from,
	    limit_ms(&a->decider->rules->settings));
	fd_close(from);
	if (!was_pending)
		take_signal();
	return status == 0 ? believe(out, a, ev, &m, e) : mourn(e, status);
}
