/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/spawn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "relay/quiet.h"

/* How long one that is sent away is waited for, and how often looked at. */
#define DISMISS_MS 1000
#define DISMISS_TICK_MS 5

/* Both ends are above 2, where the client is, and closed by exec. */
static int
pipe_make(int end[2])
{
	if (pipe(end) == -1) {
		end[0] = end[1] = -1;
		return -1;
	}
	end[0] = fd_aside(end[0]);
	end[1] = fd_aside(end[1]);
	return end[0] == -1 || end[1] == -1 ? -1 : 0;
}

static void
pipe_close(int end[2])
{
	fd_close(end[0]);
	fd_close(end[1]);
}

/* In the child: become the server. */
static _Noreturn void
become(const struct spawn_program *p, const struct quiet *q, int in, int out)
{
	if (dup2(in, STDIN_FILENO) != -1 && dup2(out, STDOUT_FILENO) != -1) {
		if (p->before != NULL)
			p->before(p->arg);
		if (q != NULL)
			quiet_end(q);
		(void)execve(p->path, p->argv, p->env);
	}
	_exit(111);
}

int
spawn_begin(struct spawn *s, const struct spawn_program *p,
    const struct quiet *q, struct err *e)
{
	int to[2] = { -1, -1 }, from[2] = { -1, -1 };
	pid_t pid = -1;

	if (pipe_make(to) == 0 && pipe_make(from) == 0 &&
	    fd_do_not_wait(to[1]) == 0 && fd_do_not_wait(from[0]) == 0)
		pid = fork();
	if (pid == 0)
		become(p, q, to[0], from[1]);
	if (pid == -1) {
		(void)err_temp(e, errno, "start %s", p->path);
		pipe_close(to);
		pipe_close(from);
		return -1;
	}
	fd_close(to[0]);
	fd_close(from[1]);
	*s = (struct spawn){ pid, to[1], from[0] };
	return 0;
}

void
spawn_close(struct spawn *s)
{
	fd_close(s->to);
	fd_close(s->from);
	s->to = s->from = -1;
}

void
spawn_wait(struct spawn *s)
{
	int status;

	if (s->pid == 0)
		return;
	while (waitpid(s->pid, &status, 0) == -1 && errno == EINTR)
		;
	s->pid = 0;
}

void
spawn_dismiss(struct spawn *s)
{
	int64_t end_ms = fd_now_ms() + DISMISS_MS;
	int status;

	spawn_close(s);
	if (s->pid == 0)
		return;
	(void)kill(s->pid, SIGTERM);
	while (waitpid(s->pid, &status, WNOHANG) == 0 && fd_now_ms() < end_ms)
		(void)poll(NULL, 0, DISMISS_TICK_MS);
	s->pid = 0;
}
