/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define PIECES_MAX 8 /* of one write; c-ares comes again with the rest */

/* Move *fd above standard error. */
static int
descriptor_raise(int *fd)
{
	int low = *fd;

	if (low > STDERR_FILENO)
		return 0;
	*fd = fcntl(low, F_DUPFD, STDERR_FILENO + 1);
	(void)close(low);
	return *fd == -1 ? -1 : 0;
}

static ares_socket_t
on_open(int domain, int type, int protocol, void *data)
{
	int fd = socket(domain, type, protocol);

	(void)data;
	if (fd == -1 || descriptor_raise(&fd) == -1)
		return ARES_SOCKET_BAD;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) == -1) {
		(void)close(fd);
		return ARES_SOCKET_BAD;
	}
	return fd;
}

static int
on_close(ares_socket_t fd, void *data)
{
	(void)data;
	return close(fd);
}

static int
on_connect(ares_socket_t fd, const struct sockaddr *to, ares_socklen_t len,
    void *data)
{
	(void)data;
	return connect(fd, to, len);
}

static ares_ssize_t
on_receive(ares_socket_t fd, void *to, size_t size, int flags,
    struct sockaddr *from, ares_socklen_t *len, void *data)
{
	unsigned *reads = data;

	if (*reads == 0) {
		errno = EAGAIN;
		return -1;
	}
	--*reads;
	return recvfrom(fd, to, size, flags, from, len);
}

static ares_ssize_t
on_send(ares_socket_t fd, const struct iovec *piece, int count, void *data)
{
	struct iovec copy[PIECES_MAX];
	struct msghdr message = { .msg_iov = copy };
	int i;

	(void)data;
	for (i = 0; i < count && i < PIECES_MAX; i++)
		copy[i] = piece[i];
	/* int in musl, size_t in glibc: the standard says only "some" */
	message.msg_iovlen = (unsigned char)i;
	return sendmsg(fd, &message, MSG_NOSIGNAL);
}

void
socket_use(ares_channel channel, unsigned *reads)
{
	static const struct ares_socket_functions functions = {
		.asocket = on_open,
		.aclose = on_close,
		.aconnect = on_connect,
		.arecvfrom = on_receive,
		.asendv = on_send,
	};

	ares_set_socket_functions(channel, &functions, reads);
}
