/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/program.h"

extern char **environ;

const char *
unpack_program(const unsigned char *head, size_t len)
{
	static const struct {
		const char *program, *magic;
		size_t len;
	} known[] = {
		{ "gzip", "\x1f\x8b", 2 },
		{ "xz", "\xfd" "7zXZ\0", 6 },
		{ "zstd", "\x28\xb5\x2f\xfd", 4 },
		{ "bzip2", "BZh", 3 },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (len >= known[i].len &&
		    memcmp(head, known[i].magic, known[i].len) == 0)
			return known[i].program;
	return NULL;
}

bool
unpack_never(const unsigned char *head, size_t len)
{
	static const char known[][5] = { "PK\3\4", "7z\xbc\xaf", "\4\"M\x18" };
	size_t i;

	for (i = 0; len >= 4 && i < sizeof(known) / sizeof(known[0]); i++)
		if (memcmp(head, known[i], 4) == 0)
			return true;
	return false;
}

/* Spawn the program between two descriptors.  Returns 0 or an errno. */
static int
spawn(pid_t *child, const char *path, int in, int out)
{
	char name[PROGRAM_PATH_MAX], option[] = "-dc";
	char *argv[] = { name, option, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t normal;
	int rc;

	(void)strcpy(name, path);
	if ((rc = posix_spawn_file_actions_init(&actions)) != 0)
		return rc;
	if ((rc = posix_spawnattr_init(&attr)) != 0) {
		(void)posix_spawn_file_actions_destroy(&actions);
		return rc;
	}
	/* so that it ends when nobody reads what it writes */
	(void)sigemptyset(&normal);
	(void)sigaddset(&normal, SIGPIPE);
	(void)posix_spawnattr_setsigdefault(&attr, &normal);
	(void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	if ((rc = posix_spawn_file_actions_adddup2(&actions, in, 0)) == 0 &&
	    (rc = posix_spawn_file_actions_adddup2(&actions, out, 1)) == 0)
		rc = posix_spawn(child, path, &actions, &attr, argv, environ);
	(void)posix_spawnattr_destroy(&attr);
	(void)posix_spawn_file_actions_destroy(&actions);
	return rc;
}

int
unpack_start(pid_t *child, const char *program, int fd, struct err *e)
{
	char path[PROGRAM_PATH_MAX];
	int pipes[2], rc, i;

	if (program_find(path, program, getenv("PATH")) == -1)
		return err_perm(e, errno, "find %s, which reads it", program);
	if (pipe(pipes) == -1)
		return err_temp(e, errno, "make a pipe");
	for (i = 0; i < 2; i++)
		if ((pipes[i] = fd_aside(pipes[i])) == -1) {
			rc = errno;
			fd_close(pipes[1 - i]);
			return err_temp(e, rc, "make a pipe");
		}
	rc = spawn(child, path, fd, pipes[1]);
	fd_close(pipes[1]);
	if (rc == 0)
		return pipes[0];
	fd_close(pipes[0]);
	return err_temp(e, rc, "run %s", path);
}

int
unpack_end(pid_t child, const char *program, int whole, struct err *e)
{
	int status = 0;

	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR)
			return err_temp(e, errno, "wait for %s", program);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (!whole && WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE)
		return 0;
	return err_temp(e, 0, "%s can't read all of it", program);
}
