/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/party.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a pipe that poll(2) calls writable takes without waiting. */
#ifdef PIPE_BUF
#define PIPE_TAKES PIPE_BUF
#else
#define PIPE_TAKES 512
#endif

void
party_begin(struct party *p, int in, int out)
{
	struct stat st;

	p->in = in;
	p->out = out;
	p->socket = fstat(out, &st) == 0 && S_ISSOCK(st.st_mode);
	p->waits = !p->socket && (fcntl(out, F_GETFL) & O_NONBLOCK) == 0;
}

ssize_t
party_read(const struct party *p, char *data, size_t len)
{
	ssize_t n;

	while ((n = read(p->in, data, len)) == -1 && errno == EINTR)
		;
	return n;
}

static bool
takes(int fd)
{
	struct pollfd p = { fd, POLLOUT, 0 };

	return poll(&p, 1, 0) == 1;
}

ssize_t
party_write(const struct party *p, const char *data, size_t len)
{
	ssize_t n;

	if (p->waits && !takes(p->out))
		return 0;
	if (p->waits && len > PIPE_TAKES)
		len = PIPE_TAKES;
	do
		n = p->socket
		    ? send(p->out, data, len, MSG_DONTWAIT | MSG_NOSIGNAL)
		    : write(p->out, data, len);
	while (n == -1 && errno == EINTR);
	if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	return n;
}

void
party_shut(const struct party *p)
{
	if (p->socket)
		(void)shutdown(p->out, SHUT_WR);
}
