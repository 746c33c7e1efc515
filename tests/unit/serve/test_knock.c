/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/knock.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/fixture.h"

static struct fixture f;

/* Whatever is there: it is said at once. */
static void
knock_waits_for_nobody(void **state)
{
	static const int types[] = { SOCK_STREAM, SOCK_SEQPACKET };
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char path[FIXTURE_PATH], name[] = "socket0";
	int fd[16], door, n;
	size_t i;

	(void)state;
	(void)alarm(20);
	for (i = 0; i < 2; i++) {
		name[6] = (char)('0' + i);
		strcpy(at.sun_path, fixture_path(&f, path, name));
		assert_int_equal(knock(path, types[i]), -1);
		assert_int_equal(errno, ENOENT);
		door = socket(AF_UNIX, types[i], 0);
		assert_int_equal(bind(door, (struct sockaddr *)&at,
		    sizeof(at)), 0);
		assert_int_equal(knock(path, types[i]), -1);
		assert_int_equal(errno, ECONNREFUSED);
		assert_int_equal(listen(door, 1), 0);
		for (n = 0; n < 16 && (fd[n] = knock(path, types[i])) != -1;
		    n++)
			assert_int_not_equal(fcntl(fd[n], F_GETFD) &
			    FD_CLOEXEC, 0);
		assert_in_range(n, 1, 15);
		assert_int_equal(errno, EAGAIN);
		assert_int_not_equal(fcntl(fd[0], F_GETFL) & O_NONBLOCK, 0);
		while (n > 0)
			(void)close(fd[--n]);
		(void)close(door);
	}
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(knock(path, SOCK_STREAM), -1);
	assert_int_equal(errno, ENAMETOOLONG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(knock_waits_for_nobody,
		    fixture_setup(&f), fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
