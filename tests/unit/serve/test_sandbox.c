/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "serve/sandbox.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

static void *
idle(void *arg)
{
	return arg;
}

/* What a daemon does all day. */
static const char *
needed(void)
{
	pthread_t thread;
	void *memory;
	FILE *file;
	int fd;

	if ((fd = socket(AF_INET, SOCK_DGRAM, 0)) == -1)
		return "socket";
	(void)close(fd);
	if ((file = fopen("/dev/null", "r+")) == NULL)
		return "open";
	(void)fclose(file);
	memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED || munmap(memory, 1 << 20) == -1)
		return "memory";
	if (pthread_create(&thread, NULL, idle, NULL) != 0 ||
	    pthread_join(thread, NULL) != 0)
		return "a thread";
	return NULL;
}

/* What it never does. */
static const char *
forbidden(void)
{
	static char *const none[] = { NULL };
	void *memory;
	pid_t pid;

	(void)execve("/bin/true", none, none);
	if ((pid = fork()) == 0)
		_exit(0);
	if (pid != -1)
		return "fork";
	memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory != MAP_FAILED)
		return "executable memory";
	if (setuid(getuid()) != -1)
		return "setuid";
	if (chmod("/dev/null", 0666) != -1)
		return "chmod";
	if (kill(getpid(), 0) != -1)
		return "kill";
	return NULL;
}

static void
what_a_daemon_needs_goes_and_nothing_else(void **state)
{
	struct err e = { 0 };
	const char *wrong;
	int status;
	pid_t pid = fork();

	(void)state;
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		if (sandbox_enter(&e) == -1)
			_exit(strstr(e.msg, "no sandbox") != NULL ? 77 : 1);
		if ((wrong = needed()) != NULL ||
		    (wrong = forbidden()) != NULL) {
			(void)fprintf(stderr, "wrong: %s\n", wrong);
			_exit(1);
		}
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_daemon_needs_goes_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
