/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usher/reception.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "wire/letter.h"

static volatile sig_atomic_t told_to_end;

static void
on_end(int sig)
{
	(void)sig;
	told_to_end = 1;
}

/* To interrupt pselect(2) is all. */
static void
on_child(int sig)
{
	(void)sig;
}

static const int ends[] = { SIGTERM, SIGINT, SIGQUIT };
#define ENDS (sizeof(ends) / sizeof(ends[0]))

int
reception_begin(struct reception *r, struct err *e)
{
	struct sigaction end = { .sa_handler = on_end };
	struct sigaction child = { .sa_handler = on_child };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t during;
	size_t i;

	if ((r->pid = calloc(r->clients, sizeof(*r->pid))) == NULL)
		return err_memory(e);
	told_to_end = 0;
	(void)sigemptyset(&during);
	(void)sigemptyset(&end.sa_mask);
	(void)sigemptyset(&child.sa_mask);
	for (i = 0; i < ENDS; i++)
		(void)sigaddset(&during, ends[i]);
	(void)sigaddset(&during, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &during, &r->was);
	for (i = 0; i < ENDS; i++)
		(void)sigaction(ends[i], &end, NULL);
	(void)sigaction(SIGCHLD, &child, &r->child);
	(void)sigaction(SIGHUP, &ignore, &r->hangup);
	return 0;
}

/* Signals for a process that is none of these. */
static void
signals_back(const struct reception *r)
{
	size_t i;

	for (i = 0; i < ENDS; i++)
		(void)signal(ends[i], SIG_DFL);
	(void)sigaction(SIGCHLD, &r->child, NULL);
	(void)sigaction(SIGHUP, &r->hangup, NULL);
	(void)sigprocmask(SIG_SETMASK, &r->was, NULL);
}

/* One has left; of one that was killed the log hears. */
static void
leave(struct reception *r, pid_t pid, int status)
{
	unsigned i;

	for (i = 0; i < r->here; i++)
		if (r->pid[i] == pid) {
			r->pid[i] = r->pid[--r->here];
			if (WIFSIGNALED(status) && WTERMSIG(status) != SIGTERM)
				tell(r->tell, "process %ld was ended by "
				    "signal %d", (long)pid, WTERMSIG(status));
			return;
		}
}

static void
reap(struct reception *r)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		leave(r, pid, status);
}

/* Say to who hands on why it has to keep its client. */
static void
turn_away(int fd, const char *reason)
{
	const struct letter cannot = { .type = LETTER_CANNOT,
		.reason = reason };
	unsigned char data[LETTER_MAX];

	(void)send(fd, data, letter_pack(data, &cannot),
	    MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)close(fd);
}

/* Whether who has come may, and has a place. */
static bool
may_enter(struct reception *r, int fd)
{
	const uint64_t now_ms = (uint64_t)fd_now_ms();
	uid_t uid;

	if (callers_uid(&uid, fd) == -1 || !callers_may(&r->callers, uid)) {
		if (seldom_may(&r->strangers, now_ms))
			tell(r->tell, "a user that may not hand on clients "
			    "does: see -U");
		turn_away(fd, "not you");
		return false;
	}
	if (r->here < r->clients)
		return true;
	r->turned_away++;
	if (seldom_may(&r->full, now_ms))
		tell(r->tell, "all %u places are taken: %llu clients were "
		    "turned away so far", r->clients,
		    (unsigned long long)r->turned_away);
	turn_away(fd, "full");
	return false;
}

/* Wait for somebody at the door, -1: nobody; a signal; or until ms are over,
 * -1: for ever. */
static bool
somebody_came(const struct reception *r, int door, int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000L };
	sigset_t during = r->was;
	fd_set in;
	size_t i;

	for (i = 0; i < ENDS; i++)
		(void)sigdelset(&during, ends[i]);
	(void)sigdelset(&during, SIGCHLD);
	FD_ZERO(&in);
	if (door != -1)
		FD_SET(door, &in);
	return pselect(door + 1, &in, NULL, NULL, ms < 0 ? NULL : &time,
	    &during) == 1;
}

/* Nobody can be let in for a while, as there are no descriptors: whoever waits
 * at the door does so, and we do not go round in circles meanwhile. */
static void
rest(struct reception *r, int why)
{
	if (seldom_may(&r->shortage, (uint64_t)fd_now_ms()))
		tell(r->tell, "no client can be let in: %s", strerror(why));
	(void)somebody_came(r, -1, RECEPTION_REST_MS);
}

/* Let in who has come: true in the process that is its own. */
static bool
let_in(struct reception *r, int *fd)
{
	pid_t pid;

	*fd = fd_aside(accept(r->door, NULL, NULL));
	if (*fd == -1 && errno != EINTR && errno != EAGAIN &&
	    errno != ECONNABORTED)
		rest(r, errno);
	if (*fd == -1 || !may_enter(r, *fd))
		return false;
	switch (pid = fork()) {
	case -1:
		tell(r->tell, "no process for a client: %s", strerror(errno));
		turn_away(*fd, "no process");
		return false;
	case 0:
		signals_back(r);
		return true;
	default:
		r->pid[r->here++] = pid;
		(void)close(*fd);
		return false;
	}
}

static void
tell_all(const struct reception *r, int sig)
{
	unsigned i;

	for (i = 0; i < r->here; i++)
		(void)kill(r->pid[i], sig);
}

/* All leave. */
static void
close_down(struct reception *r)
{
	const int64_t end_ms = fd_now_ms() + RECEPTION_END_MS;
	int64_t left;

	fd_close(r->door);
	r->door = -1;
	tell_all(r, SIGTERM);
	for (reap(r); r->here > 0 && (left = end_ms - fd_now_ms()) > 0;
	    reap(r))
		(void)somebody_came(r, -1, (int)left);
	tell_all(r, SIGKILL);
	for (; r->here > 0; r->here--)
		(void)waitpid(r->pid[r->here - 1], NULL, 0);
}

enum reception_next
reception_run(struct reception *r, int *fd)
{
	while (!told_to_end) {
		if (somebody_came(r, r->door, -1) && let_in(r, fd))
			return RECEPTION_GUEST;
		reap(r);
	}
	close_down(r);
	return RECEPTION_END;
}

void
reception_end(struct reception *r)
{
	free(r->pid);
	r->pid = NULL;
	fd_close(r->door);
	r->door = -1;
}
