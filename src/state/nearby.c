/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* getifaddrs(3) */
#else
#undef _XOPEN_SOURCE /* BSD has it besides POSIX */
#endif
#include "state/nearby.h"

#include <sys/types.h>

#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#if defined(__linux__)
#include <linux/rtnetlink.h>
#endif

#include "base/err.h"
#include "base/fdio.h"
#include "base/ip.h"
#include "base/netlink.h"
#include "state/never.h"

/* Add the address of len octets. */
static int
add(struct never *n, const void *octet, size_t len, struct err *e)
{
	struct ip ip = { { 0 }, len == 4 ? 32 : 128 };

	memcpy(ip.octet, octet, len);
	return never_add(n, &ip, &ip, e);
}

int
nearby_addresses(struct never *n, struct err *e)
{
	struct ifaddrs *all, *a;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	int rc = 0;

	if (getifaddrs(&all) == -1)
		return err_temp(e, errno, "ask for the addresses of this "
		    "machine");
	for (a = all; a != NULL && rc == 0; a = a->ifa_next) {
		if (a->ifa_addr == NULL)
			continue;
		if (a->ifa_addr->sa_family == AF_INET) {
			memcpy(&four, a->ifa_addr, sizeof(four));
			rc = add(n, &four.sin_addr, 4, e);
		} else if (a->ifa_addr->sa_family == AF_INET6) {
			memcpy(&six, a->ifa_addr, sizeof(six));
			rc = add(n, &six.sin6_addr, 16, e);
		}
	}
	freeifaddrs(all);
	return rc;
}

int
nearby_resolvers(struct never *n, const char *path, struct err *e)
{
	char line[1024], word[IP_TEXT_SIZE + 16];
	int fd = fd_open_read(path), rc = 0;
	struct err why;
	struct ip ip;
	FILE *in;

	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd == -1 || (in = fdopen(fd, "r")) == NULL) {
		rc = err_temp(e, errno, "open %s", path);
		fd_close(fd);
		return rc;
	}
	while (rc == 0 && fgets(line, sizeof(line), in) != NULL)
		if (sscanf(line, " nameserver %61s", word) == 1 &&
		    ip_parse(&ip, word, &why) == 0)
			rc = never_add(n, &ip, &ip, e);
	if (rc == 0 && ferror(in))
		rc = err_temp(e, errno, "read %s", path);
	(void)fclose(in);
	return rc;
}

#if defined(__linux__)
/* Add the router of a route, or of one of its ways. */
static int
add_router(struct never *n, struct netlink_view attributes, struct err *e)
{
	struct netlink_view value;

	if (netlink_find(&value, attributes, RTA_GATEWAY, 4) &&
	    (value.len == 4 || value.len == 16))
		return add(n, value.data, value.len, e);
	/* An IPv4 route by an IPv6 router: its family, two bytes, before. */
	if (netlink_find(&value, attributes, RTA_VIA, 2 + 4) &&
	    (value.len == 2 + 4 || value.len == 2 + 16))
		return add(n, value.data + 2, value.len - 2, e);
	return 0;
}

/* Add the routers of a route, if it leads everywhere. */
static int
add_route(struct never *n, const struct netlink_message *m, struct err *e)
{
	struct netlink_view attributes, ways, way;
	struct rtmsg route;
	struct rtnexthop hop;

	if (m->type != RTM_NEWROUTE || m->body.len < sizeof(route))
		return 0;
	memcpy(&route, m->body.data, sizeof(route));
	if (route.rtm_dst_len != 0)
		return 0;
	attributes.data = m->body.data + sizeof(route);
	attributes.len = m->body.len - sizeof(route);
	if (add_router(n, attributes, e) == -1)
		return -1;
	if (!netlink_find(&ways, attributes, RTA_MULTIPATH, sizeof(hop)))
		return 0;
	while (ways.len >= sizeof(hop)) {
		memcpy(&hop, ways.data, sizeof(hop));
		if (hop.rtnh_len < sizeof(hop) || hop.rtnh_len > ways.len)
			break;
		way.data = ways.data + sizeof(hop);
		way.len = hop.rtnh_len - sizeof(hop);
		if (add_router(n, way, e) == -1)
			return -1;
		ways.data += hop.rtnh_len;
		ways.len -= hop.rtnh_len;
	}
	return 0;
}

/* Read all routes that the kernel answers with. */
static int
read_routes(struct never *n, int fd, struct err *e)
{
	_Alignas(8) unsigned char in[32768];
	struct netlink_view view = { in, 0 };
	struct netlink_message m;
	ssize_t got;

	for (;;) {
		if (!netlink_next(&view, &m)) {
			do
				got = recv(fd, in, sizeof(in), 0);
			while (got == -1 && errno == EINTR);
			if (got <= 0)
				return err_temp(e, got == 0 ? 0 : errno,
				    "read the routes");
			view.data = in;
			view.len = (size_t)got;
		} else if (m.type == NLMSG_DONE) {
			return 0;
		} else if (m.type == NLMSG_ERROR) {
			return err_temp(e, 0, "the kernel tells no routes");
		} else if (add_route(n, &m, e) == -1) {
			return -1;
		}
	}
}

int
nearby_gateways(struct never *n, struct err *e)
{
	const struct timeval wait = { .tv_sec = 5 };
	const struct rtmsg all = { .rtm_family = AF_UNSPEC };
	unsigned char out[64];
	struct netlink q = { .data = out, .cap = sizeof(out) };
	int fd, rc;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd == -1)
		return err_temp(e, errno, "ask for the routes");
	netlink_begin(&q, RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, 1);
	netlink_add(&q, &all, sizeof(all));
	netlink_end(&q);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	if (send(fd, q.data, q.len, 0) == -1)
		rc = err_temp(e, errno, "ask for the routes");
	else
		rc = read_routes(n, fd, e);
	(void)close(fd);
	return rc;
}
#else
int
nearby_gateways(struct never *n, struct err *e)
{
	(void)n;
	(void)e;
	return 0;
}
#endif

int
nearby_all(struct never *n, const char *resolvers, struct err *e)
{
	if (never_add_special(n, e) == -1 || nearby_addresses(n, e) == -1 ||
	    nearby_gateways(n, e) == -1)
		return -1;
	return nearby_resolvers(n, resolvers, e);
}
