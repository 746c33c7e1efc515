/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/greet.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/err.h"
#include "base/fdio.h"

#define DESCRIPTORS 64
#define WAIT_S 10

/* A packet that offers all of version 6, as a filter wants some of it, and one
 * that ends it; each has its length before it. */
static const unsigned char offer[] = { 0, 0, 0, 13, 'O', 0, 0, 0, 6,
	0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff };
static const unsigned char quit[] = { 0, 0, 0, 1, 'Q' };

uint64_t
greet_listening(void)
{
	uint64_t all = 0;
	int fd, on;

	for (fd = 0; fd < DESCRIPTORS; fd++) {
		socklen_t len = sizeof(on);

		if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) == 0 &&
		    on != 0)
			all |= UINT64_C(1) << fd;
	}
	return all;
}

int
greet_newest(uint64_t before)
{
	const uint64_t new = greet_listening() & ~before;
	int fd;

	for (fd = 0; fd < DESCRIPTORS; fd++)
		if ((new >> fd & 1) != 0)
			return fd;
	return -1;
}

/* Be greeted over s. */
static int
greet(int s, struct err *e)
{
	const struct timeval limit = { WAIT_S, 0 };
	char answer[sizeof(offer)];

	(void)setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (send(s, offer, sizeof(offer), MSG_NOSIGNAL) == -1 ||
	    recv(s, answer, sizeof(answer), 0) <= 0)
		return err_temp(e, 0, "libmilter does not serve clients");
	(void)send(s, quit, sizeof(quit), MSG_NOSIGNAL);
	return 0;
}

int
greet_wait(int fd, struct err *e)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof(at);
	int s, rc;

	if (getsockname(fd, (struct sockaddr *)&at, &len) == -1)
		return err_temp(e, errno, "find the socket of libmilter");
	s = socket(at.ss_family, SOCK_STREAM, 0);
	if (s == -1 || connect(s, (struct sockaddr *)&at, len) == -1)
		rc = err_temp(e, errno, "connect to libmilter");
	else
		rc = greet(s, e);
	fd_close(s);
	return rc;
}
