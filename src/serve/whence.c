/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/whence.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_storage room;
};

/* The address of an inet socket's end.  False if it is none. */
static bool
address_take(struct ip *out, const union address *a)
{
	if (a->any.sa_family == AF_INET6)
		*out = ip_of(&a->in6.sin6_addr, 128);
	else if (a->any.sa_family == AF_INET)
		*out = ip_of(&a->in.sin_addr, 32);
	else
		return false;
	return true;
}

enum whence_answer
whence_find(struct ip *out, int fd)
{
	union address a = { .any = { .sa_family = AF_UNSPEC } };
	socklen_t len = sizeof(a);

	if (getpeername(fd, &a.any, &len) == -1)
		return WHENCE_NOWHERE;
	if (a.any.sa_family == AF_UNIX)
		return WHENCE_HERE;
	return address_take(out, &a) ? WHENCE_IP : WHENCE_NOWHERE;
}
