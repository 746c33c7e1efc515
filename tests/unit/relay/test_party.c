/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/party.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fdio.h"

/* Write without end to three sorts of descriptors: none waits. */
static void
writing_never_waits(void **state)
{
	static char data[100000];
	struct party p;
	int sort, fd[2];
	size_t len;
	ssize_t n;

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	for (sort = 0; sort < 3; sort++) {
		if (sort == 0)
			assert_int_equal(
			    socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
		else
			assert_int_equal(pipe(fd), 0);
		if (sort == 2)
			assert_int_equal(fd_do_not_wait(fd[1]), 0);
		party_begin(&p, fd[0], fd[1]);
		assert_int_equal(p.socket, sort == 0);
		assert_int_equal(p.waits, sort == 1);
		len = 0;
		while ((n = party_write(&p, data, sizeof(data))) > 0)
			len += (size_t)n;
		assert_int_equal(n, 0);
		assert_true(len >= 4096);
		(void)close(fd[0]);
		assert_int_equal(party_write(&p, data, 1), -1);
		(void)close(fd[1]);
	}
}

static void
a_socket_is_told_that_nothing_follows(void **state)
{
	struct party p;
	char byte;
	int fd[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	party_begin(&p, fd[0], fd[0]);
	assert_int_equal(party_write(&p, "x", 1), 1);
	party_shut(&p);
	assert_int_equal(read(fd[1], &byte, 1), 1);
	assert_int_equal(read(fd[1], &byte, 1), 0);
	assert_int_equal(write(fd[1], "y", 1), 1);
	assert_int_equal(party_read(&p, &byte, 1), 1);
	assert_int_equal(byte, 'y');
	(void)close(fd[0]);
	(void)close(fd[1]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(writing_never_waits),
		cmocka_unit_test(a_socket_is_told_that_nothing_follows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
