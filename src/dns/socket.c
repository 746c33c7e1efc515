/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define PIECES_MAX   8     /* of one write; c-ares comes again with the rest */
#define DATAGRAM_MAX 65535 /* UDP has 16 bits for the length */

/* The place of a descriptor, that of a free one for 0; or NULL. */
static struct socket *
socket_find(struct sockets *s, int fd)
{
	size_t i;

	for (i = 0; i < SOCKETS_MAX; i++)
		if (s->socket[i].fd == fd)
			return &s->socket[i];
	return NULL;
}

/* Wait for other events from now on. */
static void
socket_want(const struct sockets *s, struct socket *k, short events)
{
	if (k->events == events)
		return;
	k->events = events;
	if (s->watch.events != NULL)
		s->watch.events(s->watch.of, k->fd, events);
}

static void
socket_end(const struct sockets *s, struct socket *k)
{
	socket_want(s, k, 0);
	(void)close(k->fd);
	stream_free(&k->in);
	stream_free(&k->out);
	memset(k, 0, sizeof(*k));
}

/* The one that was left first, closed; or NULL. */
static struct socket *
oldest_end(struct sockets *s)
{
	struct socket *oldest = NULL;
	size_t i;

	for (i = 0; i < SOCKETS_MAX; i++)
		if (s->socket[i].left > 0 &&
		    (oldest == NULL || s->socket[i].left < oldest->left))
			oldest = &s->socket[i];
	if (oldest != NULL)
		socket_end(s, oldest);
	return oldest;
}

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
	struct sockets *s = data;
	struct socket *k = socket_find(s, 0);
	int fd;

	if (k == NULL && (k = oldest_end(s)) == NULL) {
		errno = EMFILE;
		return ARES_SOCKET_BAD;
	}
	fd = socket(domain, type, protocol);
	if (fd == -1 || descriptor_raise(&fd) == -1)
		return ARES_SOCKET_BAD;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) == -1) {
		(void)close(fd);
		return ARES_SOCKET_BAD;
	}
	k->fd = fd;
	k->datagram = type == SOCK_DGRAM;
	return fd;
}

static int
on_close(ares_socket_t fd, void *data)
{
	struct sockets *s = data;
	struct socket *k = socket_find(s, fd);

	if (k == NULL)
		return close(fd);
	if (!k->datagram) {
		socket_end(s, k);
		return 0;
	}
	k->left = ++s->closed;
	socket_want(s, k, POLLIN);
	return 0;
}

static int
on_connect(ares_socket_t fd, const struct sockaddr *to, ares_socklen_t len,
    void *data)
{
	(void)data;
	return connect(fd, to, len);
}

/* Tell of the messages that are whole now. */
static void
stream_tell(const struct sockets *s, struct socket *k, const void *data,
    size_t len)
{
	const unsigned char *at = data;
	struct message m = { NULL, 0, k->fd, false };

	while (stream_next(&k->in, &m, &at, &len))
		(void)s->watch.came(s->watch.of, &m);
}

static size_t
datagram_tell(const struct sockets *s, int fd, void *data, size_t len)
{
	struct message m = { data, len, fd, true };

	return s->watch.came(s->watch.of, &m);
}

static ares_ssize_t
on_receive(ares_socket_t fd, void *to, size_t size, int flags,
    struct sockaddr *from, ares_socklen_t *len, void *data)
{
	struct sockets *s = data;
	struct socket *k = socket_find(s, fd);
	ares_socklen_t room = len != NULL ? *len : 0;
	ssize_t n;

	while (k != NULL && s->reads > 0) {
		s->reads--;
		if (len != NULL)
			*len = room;
		n = recvfrom(fd, to, size, flags, from, len);
		if (n > 0 && !k->datagram)
			stream_tell(s, k, to, (size_t)n);
		if (n == -1 || !k->datagram)
			return n;
		n = (ssize_t)datagram_tell(s, fd, to, (size_t)n);
		if (n > 0)
			return n;
	}
	errno = EAGAIN;
	return -1;
}

/* Tell of n bytes, of those pieces, that were sent. */
static void
sent_tell(const struct sockets *s, struct socket *k,
    const struct iovec *piece, size_t n)
{
	struct message m = { piece->iov_base, n, k->fd, k->datagram };
	const unsigned char *at;
	size_t len;

	if (k->datagram) {
		if (n <= piece->iov_len) /* c-ares never has it in pieces */
			s->watch.sent(s->watch.of, &m);
		return;
	}
	for (; n > 0; piece++) {
		at = piece->iov_base;
		len = n < piece->iov_len ? n : piece->iov_len;
		n -= len;
		while (stream_next(&k->out, &m, &at, &len))
			s->watch.sent(s->watch.of, &m);
	}
}

static ares_ssize_t
on_send(ares_socket_t fd, const struct iovec *piece, int count, void *data)
{
	struct sockets *s = data;
	struct socket *k = socket_find(s, fd);
	struct iovec copy[PIECES_MAX];
	struct msghdr message = { .msg_iov = copy };
	ssize_t sent;
	int i;

	for (i = 0; i < count && i < PIECES_MAX; i++)
		copy[i] = piece[i];
	/* int in musl, size_t in glibc: the standard says only "some" */
	message.msg_iovlen = (unsigned char)i;
	sent = sendmsg(fd, &message, MSG_NOSIGNAL);
	if (sent > 0 && k != NULL)
		sent_tell(s, k, copy, (size_t)sent);
	return sent;
}

void
sockets_use(const struct cares *cares, ares_channel channel,
    struct sockets *s)
{
	static const struct ares_socket_functions functions = {
		.asocket = on_open,
		.aclose = on_close,
		.aconnect = on_connect,
		.arecvfrom = on_receive,
		.asendv = on_send,
	};

	cares->set_socket_functions(channel, &functions, s);
}

void
sockets_state(void *data, ares_socket_t fd, int readable, int writable)
{
	struct sockets *s = data;
	struct socket *k = socket_find(s, fd);

	if (k != NULL && k->left == 0)
		socket_want(s, k, (short)((readable ? POLLIN : 0) |
		    (writable ? POLLOUT : 0)));
}

nfds_t
sockets_poll(const struct sockets *s, struct pollfd out[SOCKETS_MAX])
{
	nfds_t n = 0;
	size_t i;

	for (i = 0; i < SOCKETS_MAX; i++) {
		if (s->socket[i].fd == 0 || s->socket[i].events == 0)
			continue;
		out[n].fd = s->socket[i].fd;
		out[n].events = s->socket[i].events;
		out[n++].revents = 0;
	}
	return n;
}

bool
sockets_have(struct sockets *s, int fd)
{
	return fd > 0 && socket_find(s, fd) != NULL;
}

bool
sockets_read(struct sockets *s, int fd)
{
	struct socket *k = socket_find(s, fd);
	unsigned char message[DATAGRAM_MAX];
	ssize_t n = 0;

	if (k == NULL || k->left == 0)
		return false;
	while (n != -1 && s->reads > 0) {
		s->reads--;
		n = recv(fd, message, sizeof(message), 0);
		if (n != -1)
			(void)datagram_tell(s, fd, message, (size_t)n);
	}
	if (n == -1 && errno != EAGAIN && errno != EINTR)
		socket_end(s, k); /* the server is not there */
	return true;
}

void
sockets_rest(struct sockets *s)
{
	while (oldest_end(s) != NULL)
		;
}
