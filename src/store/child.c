/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/child.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"

/* What goes through the pipe. */
struct said {
	enum store_health health;
	struct err why;
};

static const int errors[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

/* In the child: look, say, end.  A crash leaves no core. */
static void
run(int fd, enum store_health (*look)(void *arg, struct err *why), void *arg)
{
	const struct rlimit none = { 0, 0 };
	struct said said = { 0 };
	size_t i;

	(void)setrlimit(RLIMIT_CORE, &none);
	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		(void)signal(errors[i], SIG_DFL);
	said.health = look(arg, &said.why);
	_exit(write(fd, &said, sizeof(said)) != sizeof(said));
}

/* Read all that the child says; false if it did not. */
static bool
hear(int fd, struct said *said)
{
	unsigned char *to = (unsigned char *)said;
	size_t len = 0;
	ssize_t n;

	while (len < sizeof(*said)) {
		n = read(fd, to + len, sizeof(*said) - len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		len += (size_t)n;
	}
	return true;
}

/* What it means that the child said nothing. */
static enum store_health
died(int status, struct err *why)
{
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (WIFSIGNALED(status) && WTERMSIG(status) == errors[i]) {
			(void)err_perm(why, 0, "reading it ends in signal %d",
			    errors[i]);
			return STORE_DAMAGED;
		}
	(void)err_temp(why, 0, "the process that looks at it was stopped");
	return STORE_UNKNOWN;
}

enum store_health
child_look(enum store_health (*look)(void *arg, struct err *why), void *arg,
    struct err *why)
{
	struct said said;
	int fd[2], status = 0;
	pid_t pid;
	bool heard;

	if (pipe(fd) == -1) {
		(void)err_temp(why, errno, "pipe");
		return STORE_UNKNOWN;
	}
	if ((pid = fork()) == 0) {
		(void)close(fd[0]);
		run(fd[1], look, arg);
	}
	(void)close(fd[1]);
	if (pid == -1) {
		(void)err_temp(why, errno, "fork");
		(void)close(fd[0]);
		return STORE_UNKNOWN;
	}
	heard = hear(fd[0], &said);
	(void)close(fd[0]);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	if (!heard)
		return died(status, why);
	*why = said.why;
	return said.health;
}
