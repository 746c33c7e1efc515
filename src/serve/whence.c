/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/whence.h"

#include <netinet/in.h>
#include <string.h>
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
	const unsigned char *octet = (const unsigned char *)&a->in.sin_addr;
	size_t len = 4;

	if (a->any.sa_family == AF_INET6) {
		octet = a->in6.sin6_addr.s6_addr;
		len = 16;
		if (IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr)) {
			octet += 12;
			len = 4;
		}
	} else if (a->any.sa_family != AF_INET) {
		return false;
	}
	*out = (struct ip){ .bits = (unsigned)len * 8 };
	memcpy(out->octet, octet, len);
	return true;
}

bool
whence_admits(const struct admit *from, int fd)
{
	union address a = { .any = { .sa_family = AF_UNSPEC } };
	socklen_t len = sizeof(a);
	struct ip ip;

	if (getpeername(fd, &a.any, &len) == -1)
		return false;
	if (a.any.sa_family == AF_UNIX)
		return true;
	return address_take(&ip, &a) && admit_has(from, &ip);
}
