/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/whence.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/ip.h"
#include "lib/failing.h"

/* A datagram socket that has a peer needs nobody there. */
static int
connected(const struct sockaddr *a, socklen_t len)
{
	int fd = socket(a->sa_family, SOCK_DGRAM, 0);

	if (fd == -1 || connect(fd, a, len) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static void
who_comes_over_ip_has_an_address(void **state)
{
	struct sockaddr_in four = { .sin_family = AF_INET,
		.sin_port = htons(25) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		.sin6_port = htons(25), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	char text[IP_TEXT_SIZE];
	struct ip ip;
	int fd;

	(void)state;
	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = connected((struct sockaddr *)&four, sizeof(four));
	assert_true(fd >= 0);
	assert_int_equal(whence_find(&ip, fd), WHENCE_IP);
	ip_format(&ip, text);
	assert_string_equal(text, "127.0.0.1");
	failing_nth("getpeername", 1, ENOTCONN);
	assert_int_equal(whence_find(&ip, fd), WHENCE_NOWHERE);
	assert_true(failing_end());
	(void)close(fd);
	fd = connected((struct sockaddr *)&six, sizeof(six));
	if (fd == -1)
		return; /* no IPv6 here */
	assert_int_equal(whence_find(&ip, fd), WHENCE_IP);
	ip_format(&ip, text);
	assert_string_equal(text, "::1");
	(void)close(fd);
}

static void
others_are_here_or_nowhere(void **state)
{
	struct ip ip;
	int fd[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	assert_int_equal(whence_find(&ip, fd[0]), WHENCE_HERE);
	(void)close(fd[0]);
	(void)close(fd[1]);
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(whence_find(&ip, fd[0]), WHENCE_NOWHERE);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_comes_over_ip_has_an_address),
		cmocka_unit_test(others_are_here_or_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
