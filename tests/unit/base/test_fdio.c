/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/fdio.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* Upper bounds are generous: the machine may be busy. */
#define SOON_MS 2000
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int64_t
clock_ms(void)
{
	struct timespec t;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &t), 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Fill fd and leave its flags as they were, or nonblocking. */
static void
fill(int fd, bool nonblocking)
{
	char junk[512] = { 0 };

	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	while (write(fd, junk, sizeof(junk)) > 0 || errno == EINTR)
		;
	assert_int_equal(fcntl(fd, F_SETFL, nonblocking ? O_NONBLOCK : 0), 0);
}

static void
close_both(const int fd[2])
{
	(void)close(fd[0]);
	(void)close(fd[1]);
}

static void
write_gets_through(void **state)
{
	char got[8] = "";
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(fd_write_within(fd[1], "line\n", 5, 100), 0);
	assert_int_equal(fd_write_within(fd[1], "", 0, 100), 0);
	assert_int_equal(fd_write_within(fd[1], "ab", 2, 0), 0);
	assert_int_equal(read(fd[0], got, sizeof(got)), 7);
	assert_string_equal(got, "line\nab");
	close_both(fd);
}

static void
write_waits_no_longer_than_told(void **state)
{
	static const struct {
		bool is_socket, nonblocking;
		unsigned timeout_ms;
	} row[] = { { false, false, 100 }, { false, true, 100 },
		{ true, false, 100 }, { true, true, 100 }, { false, false, 0 },
		{ false, true, 0 } };
	int64_t start;
	size_t i;
	int fd[2], rc;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		rc = row[i].is_socket ? socketpair(AF_UNIX, SOCK_STREAM, 0, fd)
				      : pipe(fd);
		assert_int_equal(rc, 0);
		fill(fd[1], row[i].nonblocking);
		start = clock_ms();
		rc = fd_write_within(fd[1], "line\n", 5, row[i].timeout_ms);
		assert_int_equal(rc, -1);
		assert_int_equal(errno, ETIMEDOUT);
		assert_in_range(clock_ms() - start,
		    row[i].timeout_ms != 0 ? 99 : 0, SOON_MS);
		close_both(fd);
	}
}

static void
write_goes_on_when_a_slow_reader_reads(void **state)
{
	static char data[1 << 20];
	size_t len = 0;
	ssize_t n;
	int fd[2], i, rc, status;
	pid_t pid;

	(void)state;
	for (i = 0; i < 2; i++) { /* more than fits, in pieces */
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
		assert_int_equal(fcntl(fd[1], F_SETFL, i ? O_NONBLOCK : 0), 0);
		if ((pid = fork()) == 0) {
			(void)close(fd[1]);
			while ((n = read(fd[0], data, sizeof(data))) > 0)
				len += (size_t)n;
			_exit(len == sizeof(data) ? 0 : 1);
		}
		(void)close(fd[0]);
		rc = fd_write_within(fd[1], data, sizeof(data), 20000);
		assert_int_equal(rc, 0);
		(void)close(fd[1]);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

static void
write_leaves_the_file_flags(void **state)
{
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	fill(fd[1], false);
	assert_int_equal(fd_write_within(fd[1], "x", 1, 20), -1);
	assert_int_equal(fcntl(fd[1], F_GETFL) & O_NONBLOCK, 0);
	close_both(fd);
}

#define WRITERS 8
#define LINES 300
#define WIDTH 700

/* In a child: LINES lines of WIDTH times the same letter. */
static void
writer(int fd, char letter)
{
	char line[WIDTH + 1];
	int i, bad = 0;

	memset(line, letter, WIDTH);
	line[WIDTH] = '\n';
	for (i = 0; i < LINES; i++)
		bad |= fd_write_within(fd, line, sizeof(line), 20000);
	_exit(bad ? 1 : 0);
}

static void
lines_of_many_writers_never_tear(void **state)
{
	char line[WIDTH + 2];
	int fd[2], i, k, status;
	FILE *f;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	for (i = 0; i < WRITERS; i++)
		if (fork() == 0)
			writer(fd[1], (char)('a' + i));
	(void)close(fd[1]);
	f = fdopen(fd[0], "r");
	assert_non_null(f);
	for (i = 0; i < WRITERS * LINES; i++) {
		assert_non_null(fgets(line, sizeof(line), f));
		for (k = 1; k < WIDTH; k++)
			assert_int_equal(line[k], line[0]);
		assert_int_equal(line[WIDTH], '\n');
	}
	assert_int_equal(fgetc(f), EOF);
	(void)fclose(f);
	while (wait(&status) != -1)
		assert_int_equal(status, 0);
}

static void
read_takes_what_there_is(void **state)
{
	char got[8];
	int64_t start = clock_ms();
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(fd_read_within(fd[0], got, sizeof(got), 50), -1);
	assert_int_equal(errno, ETIMEDOUT);
	assert_in_range(clock_ms() - start, 49, SOON_MS);
	assert_int_equal(fd_read_within(fd[0], got, sizeof(got), 0), -1);
	assert_int_equal(errno, ETIMEDOUT);
	assert_int_equal(write(fd[1], "abc", 3), 3);
	assert_int_equal(fd_read_within(fd[0], got, 2, 0), 2);
	assert_int_equal(fd_read_within(fd[0], got, 8, SOON_MS), 1);
	(void)close(fd[1]);
	assert_int_equal(fd_read_within(fd[0], got, 8, SOON_MS), 0);
	(void)close(fd[0]);
	assert_int_equal(fd_read_within(fd[0], got, 8, SOON_MS), -1);
	assert_int_equal(errno, EBADF);
}

/* In a child, with the low descriptors closed: 0 if all is well. */
static int
open_with_none(int closed)
{
	int fd, i;

	for (i = 0; i < closed; i++)
		(void)close(i);
	fd = fd_open_read("/dev/zero");
	if (fd < 3 || (fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0)
		return 1;
	for (i = 0; i < closed; i++)
		if (fcntl(i, F_GETFD) != -1)
			return 2;
	if (fd_open_read("/nonexistent/file") != -1 || errno != ENOENT)
		return 3;
	if ((fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY)
		return 4;
	fd_close(fd);
	return fcntl(fd, F_GETFD) == -1 ? 0 : 5;
}

static void
open_never_fills_a_closed_standard_descriptor(void **state)
{
	int closed, status;
	pid_t pid;

	(void)state;
	for (closed = 0; closed <= 3; closed++) {
		if ((pid = fork()) == 0)
			_exit(open_with_none(closed));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static void
close_keeps_errno(void **state)
{
	(void)state;
	errno = EXDEV;
	fd_close(-1);
	fd_close(12345);
	assert_int_equal(errno, EXDEV);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_gets_through),
		cmocka_unit_test(write_waits_no_longer_than_told),
		cmocka_unit_test(write_goes_on_when_a_slow_reader_reads),
		cmocka_unit_test(write_leaves_the_file_flags),
		cmocka_unit_test(lines_of_many_writers_never_tear),
		cmocka_unit_test(read_takes_what_there_is),
		cmocka_unit_test(open_never_fills_a_closed_standard_descriptor),
		cmocka_unit_test(close_keeps_errno),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
