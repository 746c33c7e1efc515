/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

static char dir[] = "/tmp/dial.XXXXXX", path[sizeof(dir) + 8];
static struct err e;

static int
begin(void **state)
{
	(void)state;
	(void)alarm(20);
	(void)strcpy(strrchr(dir, '.'), ".XXXXXX");
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/s", dir);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(dir);
}

/* Listen, with room for one who waits, and do no more. */
static int
listener(int type)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, type, 0);

	(void)strcpy(at.sun_path, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(fd, 0), 0);
	return fd;
}

static void
dial_tells_nobody_from_trouble(void **state)
{
	char much[300];
	int fd, listens;

	(void)state;
	assert_int_equal(dial(&fd, path, SOCK_STREAM, 1, &e), DIAL_NOBODY);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(fd, -1);
	listens = listener(SOCK_STREAM);
	assert_int_equal(dial(&fd, path, SOCK_SEQPACKET, 1, &e), DIAL_FAILED);
	assert_int_equal(e.class, ERR_PERM); /* it is of another type */
	assert_int_equal(dial(&fd, path, SOCK_STREAM, 1, &e), DIAL_CONNECTED);
	assert_int_not_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	(void)close(fd);
	(void)close(listens);
	assert_int_equal(dial(&fd, path, SOCK_STREAM, 1, &e), DIAL_NOBODY);
	memset(much, 'x', sizeof(much) - 1);
	much[sizeof(much) - 1] = '\0';
	assert_int_equal(dial(&fd, much, SOCK_STREAM, 1, &e), DIAL_FAILED);
	assert_int_equal(e.class, ERR_PERM);
}

static void
dial_waits_for_nobody_longer_than_it_is_told(void **state)
{
	static const int type[] = { SOCK_STREAM, SOCK_SEQPACKET };
	int fd[8], listens;
	size_t i, n;
	char c;

	(void)state;
	for (i = 0; i < sizeof(type) / sizeof(type[0]); i++) {
		listens = listener(type[i]);
		assert_int_equal(dial(&fd[0], path, type[i], 1, &e),
		    DIAL_CONNECTED);
		assert_int_equal(read(fd[0], &c, 1), -1);
		assert_int_equal(errno, EAGAIN);
		for (n = 1; n < 8 && dial(&fd[n], path, type[i], 1, &e) ==
		    DIAL_CONNECTED; n++)
			;
		assert_in_range(n, 1, 7); /* its queue is full */
		assert_int_equal(e.class, ERR_TEMP);
		assert_non_null(strstr(e.msg, "does not answer"));
		while (n > 0)
			(void)close(fd[--n]);
		(void)close(listens);
		(void)unlink(path);
	}
}

static void
dial_silent_names_the_process(void **state)
{
	char who[64];
	int fd, listens = listener(SOCK_STREAM);

	(void)state;
	assert_int_equal(dial(&fd, path, SOCK_STREAM, 1, &e), DIAL_CONNECTED);
	assert_int_equal(dial_silent(&e, fd, "here", 1), -1);
	assert_int_equal(e.class, ERR_TEMP);
	(void)snprintf(who, sizeof(who), "here: process %ld does not answer",
	    (long)getpid());
	assert_non_null(strstr(e.msg, who));
	assert_int_equal(dial_silent(&e, -1, "here", 1), -1);
	assert_null(strstr(e.msg, "process"));
	(void)close(fd);
	(void)close(listens);
}

/* As nobody: root may connect anyway.  Sets *e in a process of its own, which
 * ends with 0 if it has the text. */
static int
refused_with(const char *text)
{
	const pid_t pid = fork();
	int fd, status;

	if (pid == 0) {
		if (geteuid() == 0 && (setgid(65534) == -1 ||
		    setuid(65534) == -1))
			_exit(2);
		(void)dial(&fd, path, SOCK_STREAM, 1, &e);
		_exit(e.class == ERR_PERM && strstr(e.msg, text) != NULL ?
		    0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
who_may_is_told(void **state)
{
	int listens = listener(SOCK_STREAM);

	(void)state;
	if (geteuid() != 0)
		skip(); /* it is ours */
	assert_int_equal(chmod(dir, 0711), 0);
	assert_int_equal(chmod(path, 0660), 0);
	assert_int_equal(refused_with(": only its user and its group may, "
	    "root: Perm"), 0);
	assert_int_equal(chown(path, 0, 54321), 0);
	assert_int_equal(refused_with("may, without a name: Perm"), 0);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(refused_with(": only root and its user may: Perm"),
	    0);
	assert_int_equal(chmod(dir, 0700), 0);
	assert_int_equal(refused_with(": only root and its user may: Perm"),
	    0);
	(void)close(listens);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(dial_tells_nobody_from_trouble),
		TEST(dial_waits_for_nobody_longer_than_it_is_told),
		TEST(who_may_is_told),
		TEST(dial_silent_names_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
