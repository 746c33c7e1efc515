/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
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
#include "base/replace.h"
#include "zone/job.h"

#define NONE 77

/* "in/link" leads to "far/dump", "out/list" is to be written. */
static char dir[] = "/tmp/confine.XXXXXX";

static int
begin(void **state)
{
	int fd;

	(void)state;
	if (mkdtemp(dir) == NULL || chdir(dir) == -1 || mkdir("in", 0700) ||
	    mkdir("out", 0700) || mkdir("far", 0700) || mkdir("other", 0700) ||
	    symlink("../far/dump", "in/link") == -1)
		return -1;
	fd = creat("far/dump", 0600);
	(void)close(fd);
	fd = creat("other/file", 0600);
	return close(fd);
}

static int
end(void **state)
{
	(void)state;
	(void)unlink("in/link");
	(void)unlink("far/dump");
	(void)unlink("other/file");
	(void)unlink("out/list");
	(void)rmdir("in");
	(void)rmdir("out");
	(void)rmdir("far");
	(void)rmdir("other");
	return rmdir(dir);
}

/* In a process of its own, after confine_job: 0, or what is wrong. */
static int
confined(void)
{
	struct err e;
	int fd;

	if ((fd = open("in/link", O_RDONLY)) == -1)
		return 2;
	(void)close(fd);
	if (open("far/dump", O_WRONLY) != -1)
		return 3;
	if (replace_file("out/list", "x", 1, &e) == -1)
		return 4;
	if (open("other/file", O_RDONLY) != -1 || errno != EACCES)
		return 5;
	if (creat("other/new", 0600) != -1 || creat("in/new", 0600) != -1)
		return 6;
	if ((fd = socket(AF_UNIX, SOCK_STREAM, 0)) == -1)
		return 7;
	(void)close(fd);
	if (socket(AF_INET, SOCK_STREAM, 0) != -1 || fork() != -1)
		return 8;
	(void)execl("/bin/true", "true", (char *)NULL);
	fd = open("in/link", O_RDONLY);
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) ==
	    MAP_FAILED ? 0 : 9;
}

static void
a_job_may_do_no_more_than_it_has_to(void **state)
{
	const struct job job = { .dump = "in/link", .file = "out/list",
		.transfer = "-", .resolvers = "/etc/resolv.conf" };
	struct err e;
	int status;
	pid_t pid;

	(void)state;
	(void)alarm(20);
	if ((pid = fork()) == 0)
		_exit(confine_job(&job, &e) == -1 ? NONE : confined());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NONE)
		skip(); /* a kernel, or a way of building, without it */
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_job_may_do_no_more_than_it_has_to, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
