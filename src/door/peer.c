/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/num.h"

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_storage room;
};

/* Write one end.  -1 if it is none of an inet socket. */
static int
end_write(struct peer_end *end, const union address *a)
{
	const void *octets = &a->in.sin_addr;
	in_port_t port = a->in.sin_port;
	struct ip ip;
	struct err e;
	char digits[21];
	unsigned len;

	if (a->any.sa_family == AF_INET6) {
		octets = &a->in6.sin6_addr;
		port = a->in6.sin6_port;
	} else if (a->any.sa_family != AF_INET) {
		return -1;
	}
	if (inet_ntop(a->any.sa_family, octets, end->ip, IP_TEXT_SIZE) ==
	    NULL || ip_parse(&ip, end->ip, &e) == -1)
		return -1;
	ip_format(&ip, end->ip);
	len = num_format(ntohs(port), digits);
	memcpy(end->port, digits, len + 1);
	return 0;
}

static int
wrong_kind(struct err *e, int fd, const char *what)
{
	return err_perm(e, 0, "descriptor %d is %s, no TCP connection", fd,
	    what);
}

/* What getpeername has against fd. */
static int
no_peer(struct err *e, int fd)
{
	switch (errno) {
	case ENOTSOCK:
		return wrong_kind(e, fd, "no socket");
	case EBADF:
		return wrong_kind(e, fd, "closed");
	case EINVAL: /* BSD: it was shut down */
	case ENOTCONN:
		return err_temp(e, 0, "descriptor %d is not connected: its "
		    "client has gone, or it is a socket that listens", fd);
	default:
		return err_temp(e, errno, "ask for the peer of descriptor %d",
		    fd);
	}
}

int
peer_find(struct peer *p, int fd, struct err *e)
{
	union address remote, local;
	socklen_t remote_len = sizeof(remote), local_len = sizeof(local);
	socklen_t type_len = sizeof(int);
	struct peer found;
	int type;

	if (getpeername(fd, &remote.any, &remote_len) == -1)
		return no_peer(e, fd);
	if (remote.any.sa_family == AF_UNIX)
		return wrong_kind(e, fd, "a unix socket");
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_len) == -1 ||
	    type != SOCK_STREAM)
		return wrong_kind(e, fd, "a socket without connections");
	if (getsockname(fd, &local.any, &local_len) == -1 ||
	    end_write(&found.remote, &remote) == -1 ||
	    end_write(&found.local, &local) == -1)
		return wrong_kind(e, fd, "a socket of an unknown family");
	*p = found;
	return 0;
}
