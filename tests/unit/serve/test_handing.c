/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/handing.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"

static struct handing h;

static int
begin(void **state)
{
	struct err e;

	(void)state;
	(void)alarm(20); /* whoever waits has failed */
	return handing_begin(&h, &e);
}

static int
end(void **state)
{
	(void)state;
	handing_end(&h);
	return 0;
}

static void
the_byte_is_taken_once(void **state)
{
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "x", 1), 1);
	assert_int_equal(handing_take(&h, fd[0]), HANDING_OURS);
	assert_int_equal(handing_take(&h, fd[0]), HANDING_THEIRS);
	(void)close(fd[1]);
	assert_int_equal(handing_take(&h, fd[0]), HANDING_THEIRS);
	assert_int_equal(fcntl(fd[0], F_GETFL) & O_NONBLOCK, 0);
	(void)close(fd[0]);
}

/* A writer that stays: reading the pipe in the usual way would wait. */
static void
a_token_without_a_byte_keeps_nobody_waiting(void **state)
{
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(handing_take(&h, fd[0]), HANDING_THEIRS);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

/* More bytes than one do not fill our own pipe in time. */
static void
a_token_with_many_bytes_does_no_harm(void **state)
{
	static char bytes[4096];
	int fd[2], i;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], bytes, sizeof(bytes)), sizeof(bytes));
	for (i = 0; i < (int)sizeof(bytes); i++)
		assert_int_equal(handing_take(&h, fd[0]), HANDING_OURS);
	assert_int_equal(handing_take(&h, fd[0]), HANDING_THEIRS);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

static void
what_is_no_token_is_told(void **state)
{
	int fd[2], file = open("/dev/null", O_RDWR);

	(void)state;
	assert_int_equal(handing_take(&h, file), HANDING_BAD);
	assert_int_equal(handing_take(&h, -1), HANDING_BAD);
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(handing_take(&h, fd[1]), HANDING_BAD);
	(void)close(fd[0]);
	(void)close(fd[1]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	assert_int_equal(handing_take(&h, fd[0]), HANDING_BAD);
	(void)close(fd[0]);
	(void)close(fd[1]);
	(void)close(file);
}

/* Connect two descriptors over loopback; *listener is what accepted. */
static void
connect_inet(int fd[2], int *listener, int family)
{
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in a4 = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr *a = family == AF_INET ? (struct sockaddr *)&a4 :
	    (struct sockaddr *)&a6;
	socklen_t len = family == AF_INET ? sizeof(a4) : sizeof(a6);

	*listener = socket(family, SOCK_STREAM, 0);
	assert_int_equal(bind(*listener, a, len), 0);
	assert_int_equal(listen(*listener, 1), 0);
	assert_int_equal(getsockname(*listener, a, &len), 0);
	fd[0] = socket(family, SOCK_STREAM, 0);
	assert_int_equal(connect(fd[0], a, len), 0);
	fd[1] = accept(*listener, NULL, NULL);
	assert_int_not_equal(fd[1], -1);
}

static void
a_client_is_one_connection(void **state)
{
	int a[2], b[2], two[2], listener, other, unconnected, udp, file[2];

	(void)state;
	connect_inet(a, &listener, AF_INET);
	connect_inet(b, &other, AF_INET);
	two[0] = a[1];
	assert_null(handing_fault(two, 1));
	two[1] = dup(a[1]);
	assert_null(handing_fault(two, 2));
	(void)close(two[1]);
	two[1] = b[1];
	assert_string_equal(handing_fault(two, 2), "two connections");
	two[1] = a[0]; /* the other end is not the same */
	assert_string_equal(handing_fault(two, 2), "two connections");
	assert_string_equal(handing_fault(two, 0), "no descriptors");
	assert_string_equal(handing_fault(two, 3), "no descriptors");
	assert_string_equal(handing_fault(&listener, 1), "no connection");
	unconnected = socket(AF_INET, SOCK_STREAM, 0);
	assert_string_equal(handing_fault(&unconnected, 1), "no connection");
	udp = socket(AF_INET, SOCK_DGRAM, 0);
	assert_string_equal(handing_fault(&udp, 1), "no connection");
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, file), 0);
	assert_string_equal(handing_fault(file, 1), "no connection");
	assert_int_equal(fcntl(a[1], F_GETFL) & O_NONBLOCK, 0);
}

static void
ipv6_is_as_good(void **state)
{
	int a[2], listener = socket(AF_INET6, SOCK_STREAM, 0);
	struct sockaddr_in6 at = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };

	(void)state;
	if (listener == -1 ||
	    bind(listener, (struct sockaddr *)&at, sizeof(at)) == -1)
		skip();
	(void)close(listener);
	connect_inet(a, &listener, AF_INET6);
	assert_null(handing_fault(&a[1], 1));
}

static void
what_cannot_be_looked_at_is_no_client(void **state)
{
	int a[2], two[2], listener;
	struct handing none;
	struct err e;

	(void)state;
	failing_nth("pipe", 1, EMFILE);
	assert_int_equal(handing_begin(&none, &e), -1);
	assert_true(failing_end());
	assert_int_equal(e.class, ERR_TEMP);
	connect_inet(a, &listener, AF_INET);
	two[0] = a[1];
	two[1] = a[1];
	assert_null(handing_fault(two, 2));
	failing_nth("fstat", 1, EIO);
	assert_string_equal(handing_fault(two, 2), "two connections");
	failing_nth("fstat", 2, EIO);
	assert_string_equal(handing_fault(two, 2), "two connections");
	failing_nth("getsockopt", 1, EIO);
	assert_string_equal(handing_fault(two, 1), "no connection");
	failing_nth("getpeername", 1, ENOTCONN);
	assert_string_equal(handing_fault(two, 1), "no connection");
	assert_true(failing_end());
	(void)close(a[0]);
	(void)close(a[1]);
	(void)close(listener);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_byte_is_taken_once),
		cmocka_unit_test(a_token_without_a_byte_keeps_nobody_waiting),
		cmocka_unit_test(a_token_with_many_bytes_does_no_harm),
		cmocka_unit_test(what_is_no_token_is_told),
		cmocka_unit_test(a_client_is_one_connection),
		cmocka_unit_test(what_cannot_be_looked_at_is_no_client),
		cmocka_unit_test(ipv6_is_as_good),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
