/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ask/exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "ask/place.h"
#include "base/err.h"
#include "base/fdio.h"

/* Wait for fd.  -1 with errno ETIMEDOUT if that takes too long. */
static int
await(int fd, short events, int64_t end_ms)
{
	struct pollfd p = { fd, events, 0 };
	int64_t left;
	int rc;

	do {
		left = end_ms - fd_now_ms();
		rc = poll(&p, 1, left > 0 ? (int)left : 0);
	} while (rc == -1 && errno == EINTR);
	if (rc == 0)
		errno = ETIMEDOUT;
	return rc == 1 ? 0 : -1;
}

/* How long to wait for room in the queue of a UNIX socket, which nothing tells
 * of. */
#define QUEUE_MS 10

/* Connect fd, which does not block. */
static int
reach(int fd, const struct exchange *x)
{
	socklen_t len = sizeof(int);
	int failed = 0;

	while (connect(fd, (const struct sockaddr *)&x->to->at,
	    x->to->len) == -1) {
		if (errno == EINPROGRESS || errno == EINTR)
			break;
		if (errno != EAGAIN || fd_now_ms() >= x->end_ms)
			return -1;
		(void)poll(NULL, 0, QUEUE_MS);
	}
	if (await(fd, POLLOUT, x->end_ms) == -1 ||
	    getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &len) == -1)
		return -1;
	errno = failed;
	return failed == 0 ? 0 : -1;
}

static int
say(int fd, const struct exchange *x)
{
	size_t done = 0;
	ssize_t n;

	while (done < x->request_len) {
		n = send(fd, x->request + done, x->request_len - done,
		    MSG_NOSIGNAL);
		if (n > 0)
			done += (size_t)n;
		else if (errno == EAGAIN && await(fd, POLLOUT, x->end_ms) == 0)
			continue;
		else if (errno != EINTR)
			return -1;
	}
	(void)shutdown(fd, SHUT_WR); /* as Exim does */
	return 0;
}

/* Read to the end of what the server says. */
static ssize_t
hear(int fd, const struct exchange *x)
{
	size_t len = 0;
	ssize_t n;

	for (;;) {
		n = recv(fd, x->answer + len, x->answer_size - len, 0);
		if (n == 0)
			return (ssize_t)len;
		if (n > 0 && (len += (size_t)n) == x->answer_size) {
			errno = EMSGSIZE;
			return -1;
		}
		if (n == -1 && errno != EINTR && (errno != EAGAIN ||
		    await(fd, POLLIN, x->end_ms) == -1))
			return -1;
	}
}

ssize_t
exchange_do(const struct exchange *x, struct err *e)
{
	ssize_t n;
	int fd = socket(x->to->at.ss_family, SOCK_STREAM, 0);

	if (fd == -1)
		return err_temp(e, errno, "make a socket");
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) == -1)
		n = err_temp(e, errno, "set up a socket");
	else if (reach(fd, x) == -1)
		n = err_temp(e, errno, "connect");
	else if (say(fd, x) == -1)
		n = err_temp(e, errno, "send the question");
	else if ((n = hear(fd, x)) == -1)
		(void)err_temp(e, errno, "read the answer");
	fd_close(fd);
	return n;
}
