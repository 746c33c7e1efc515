/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* splice(2) */
#endif
#include "serve/handing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"

int
handing_begin(struct handing *h, struct err *e)
{
	int fd[2];

	if (pipe(fd) == -1)
		return err_temp(e, errno, "make a pipe");
	(void)fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(fd[1], F_SETFD, FD_CLOEXEC);
	(void)fcntl(fd[0], F_SETFL, O_NONBLOCK);
	(void)fcntl(fd[1], F_SETFL, O_NONBLOCK);
	h->from = fd[0];
	h->to = fd[1];
	return 0;
}

void
handing_end(struct handing *h)
{
	fd_close(h->from);
	fd_close(h->to);
	h->from = h->to = -1;
}

/* Move one byte, if there is one.  Of the ways to read from a pipe without
 * waiting this alone does not depend on O_NONBLOCK, which whoever has the
 * other descriptors could clear just before we read. */
static ssize_t
byte_move(struct handing *h, int token)
{
#if defined(__linux__)
	return splice(token, NULL, h->to, NULL, 1, SPLICE_F_NONBLOCK);
#else
	char byte;

	(void)h;
	if (fcntl(token, F_SETFL, O_NONBLOCK) == -1)
		return -1;
	return read(token, &byte, 1);
#endif
}

enum handing_answer
handing_take(struct handing *h, int token)
{
	struct stat st;
	char byte[16];
	ssize_t n;

	if (fstat(token, &st) == -1 || !S_ISFIFO(st.st_mode))
		return HANDING_BAD;
	while ((n = byte_move(h, token)) == -1 && errno == EINTR)
		;
	if (n == 1) {
		while (read(h->from, byte, sizeof(byte)) > 0)
			;
		return HANDING_OURS;
	}
	return n == 0 || errno == EAGAIN ? HANDING_THEIRS : HANDING_BAD;
}

static bool
is_inet_stream(int fd)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer), type_len = sizeof(int);
	int type;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_len) == 0 &&
	    type == SOCK_STREAM &&
	    getpeername(fd, (struct sockaddr *)&peer, &len) == 0 &&
	    (peer.ss_family == AF_INET || peer.ss_family == AF_INET6);
}

const char *
handing_fault(const int *fd, size_t n)
{
	struct stat a, b;

	if (n < 1 || n > 2)
		return "no descriptors";
	if (!is_inet_stream(fd[0]))
		return "no connection";
	if (n == 2 && (fstat(fd[0], &a) == -1 || fstat(fd[1], &b) == -1 ||
	    a.st_dev != b.st_dev || a.st_ino != b.st_ino))
		return "two connections";
	return NULL;
}
