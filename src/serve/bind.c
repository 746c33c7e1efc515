/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/bind.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "rule/listen.h"

/* Clients that may wait to be accepted; the kernel has a limit of its own. */
#define BACKLOG 4096

static enum bind_answer
bind_tcp(int *out, const struct endpoint *at, struct err *e)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		.sin6_port = htons((in_port_t)at->port) };
	struct sockaddr_in four = { .sin_family = AF_INET,
		.sin_port = htons((in_port_t)at->port) };
	const bool is_four = at->ip.bits == 32;
	const struct sockaddr *name = is_four ? (struct sockaddr *)&four :
	    (struct sockaddr *)&six;
	socklen_t len = is_four ? sizeof(four) : sizeof(six);
	char ip[IP_TEXT_SIZE];
	const int on = 1;
	int fd;

	memcpy(&four.sin_addr, at->ip.octet, sizeof(four.sin_addr));
	memcpy(&six.sin6_addr, at->ip.octet, sizeof(six.sin6_addr));
	ip_format(&at->ip, ip);
	fd = socket(name->sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1) {
		(void)err_temp(e, errno, "make a socket");
		return BIND_FAILED;
	}
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    (is_four || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
	    sizeof(on)) == 0) &&
	    bind(fd, name, len) == 0 && listen(fd, BACKLOG) == 0) {
		*out = fd;
		return BIND_OK;
	}
	(void)err_perm(e, errno, "listen on %s port %u", ip, at->port);
	(void)close(fd);
	return BIND_FAILED;
}

/* Postfix asks as a user with no group but its own, and no more than over
 * TCP: anybody here may. */
static enum bind_answer
bind_open(int *out, const char *path, const struct bind_owner *owner,
    struct err *e)
{
	if (bind_path(out, path, SOCK_STREAM, owner, e) == BIND_FAILED)
		return BIND_FAILED;
	if (chmod(path, 0666) == 0)
		return BIND_OK;
	(void)err_perm(e, errno, "open %s to all", path);
	(void)close(*out);
	(void)unlink(path);
	return BIND_FAILED;
}

enum bind_answer
bind_listen(int *out, const struct listen *at, const struct bind_owner *owner,
    struct err *e)
{
	if (at->path[0] != '\0' && at->kind == LISTEN_POSTFIX)
		return bind_open(out, at->path, owner, e);
	if (at->path[0] != '\0')
		return bind_path(out, at->path, SOCK_STREAM, owner, e);
	return bind_tcp(out, &at->at, e);
}
