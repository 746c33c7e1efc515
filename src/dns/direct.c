/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/direct.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/packet.h"
#include "dns/random.h"
#include "dns/response.h"

#define QUERY_MAX (PACKET_HEADER_SIZE + PACKET_NAME_MAX + 4)

static int
ids_take(struct direct *d, struct err *e)
{
	if (random_read(d->id, sizeof(d->id), e) == -1)
		return -1;
	d->ids = DIRECT_IDS;
	return 0;
}

int
direct_open(struct direct *out, const struct dns_servers *servers,
    struct err *e)
{
	*out = (struct direct){ .fd = -1, .none = servers->count == 0 };
	if (!out->none)
		out->server = servers->server[0];
	return ids_take(out, e);
}

static int
server_connect(const struct dns_server *s, int fd)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		.sin6_port = htons((in_port_t)s->port) };
	struct sockaddr_in four = { .sin_family = AF_INET,
		.sin_port = htons((in_port_t)s->port) };

	memcpy(&four.sin_addr, s->ip.octet, sizeof(four.sin_addr));
	memcpy(&six.sin6_addr, s->ip.octet, sizeof(six.sin6_addr));
	return s->ip.bits == 32 ?
	    connect(fd, (struct sockaddr *)&four, sizeof(four)) :
	    connect(fd, (struct sockaddr *)&six, sizeof(six));
}

/* A socket to the server, above standard error; or -1. */
static int
socket_open(const struct dns_server *s)
{
	int fd = socket(s->ip.bits == 32 ? AF_INET : AF_INET6,
	    SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd != -1 && fd <= STDERR_FILENO)
		fd = fd_aside(fd);
	if (fd == -1 || server_connect(s, fd) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

/* Write the question under an id (RFC 1035 section 4.1): recursion desired, and
 * no EDNS, as c-ares sends it.  Returns its length, 0 if the name is none. */
static size_t
query_write(unsigned char out[QUERY_MAX], const struct question *q,
    const unsigned char id[2])
{
	static const unsigned char head[PACKET_HEADER_SIZE - 2] = { 1, 0, 0,
		1 };
	const unsigned char tail[4] = { 0, (unsigned char)q->answer.type, 0,
		RESPONSE_IN };
	struct packet_name name;
	unsigned char *at = out;

	if (!packet_name_of(&name, q->name))
		return 0;
	memcpy(at, id, 2);
	memcpy(at += 2, head, sizeof(head));
	memcpy(at += sizeof(head), name.octet, name.len);
	memcpy(at += name.len, tail, sizeof(tail));
	return (size_t)(at - out) + sizeof(tail);
}

bool
direct_send(struct direct *d, struct question *q)
{
	unsigned char query[QUERY_MAX];
	const unsigned char *id;
	struct err e;
	size_t len;

	if (d->none || d->failed || (d->ids == 0 && ids_take(d, &e) == -1))
		return false;
	if (d->fd == -1 && (d->fd = socket_open(&d->server)) == -1) {
		d->failed = true;
		return false;
	}
	id = d->id[--d->ids];
	len = query_write(query, q, id);
	if (send(d->fd, query, len, MSG_DONTWAIT | MSG_NOSIGNAL) == -1) {
		d->failed = errno != EAGAIN;
		return false;
	}
	question_sent(q, d->fd, (unsigned)id[0] << 8 | id[1]);
	return true;
}

bool
direct_receive(struct direct *d, struct message *out)
{
	ssize_t n;

	if (d->fd == -1 || d->failed)
		return false;
	n = recv(d->fd, out->data, DIRECT_DATAGRAM_MAX, MSG_DONTWAIT);
	if (n == -1) {
		d->failed = errno != EAGAIN && errno != EINTR;
		return false;
	}
	out->len = (size_t)n;
	out->socket = d->fd;
	out->datagram = true;
	return true;
}

void
direct_rest(struct direct *d)
{
	fd_close(d->fd);
	d->fd = -1;
	d->failed = false;
}
