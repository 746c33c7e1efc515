/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/kernel.h"

#if defined(__linux__)
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "ban/server.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/netlink.h"
#include "base/tell.h"
#include "state/nearby.h"

/* In looks, which are seconds: whether the table is still there. */
#define CHECK 5

/* Hear of addresses and routes.  Without that, what there is now counts. */
static void
watch_open(struct ban_kernel *k)
{
	struct sockaddr_nl name = { .nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
		    RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE };

	k->watch_fd = socket(AF_NETLINK,
	    SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	if (k->watch_fd != -1 && bind(k->watch_fd, (struct sockaddr *)&name,
	    sizeof(name)) == -1) {
		fd_close(k->watch_fd);
		k->watch_fd = -1;
	}
}

/* Whether a message is of an address, or of a route for everything else. */
static bool
is_nearby(const struct netlink_message *m)
{
	struct rtmsg route;

	if (m->type == RTM_NEWADDR)
		return true;
	if (m->type != RTM_NEWROUTE || m->body.len < sizeof(route))
		return false;
	memcpy(&route, m->body.data, sizeof(route));
	return route.rtm_dst_len == 0;
}

static void
watch(void *arg)
{
	_Alignas(8) unsigned char in[8192];
	struct ban_kernel *k = arg;
	struct netlink_message m;
	struct netlink_view view;
	ssize_t n;

	for (;;) {
		n = recv(k->watch_fd, in, sizeof(in), MSG_TRUNC);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n <= 0 || (size_t)n > sizeof(in)) { /* some are lost */
			k->changed = true;
			return;
		}
		view = (struct netlink_view){ in, (size_t)n };
		while (netlink_next(&view, &m))
			if (is_nearby(&m))
				k->changed = true;
	}
}

/* Whether two settled sets are the same. */
static bool
same(const struct never *a, const struct never *b)
{
	size_t i;

	for (i = 0; i < a->len && i < b->len; i++)
		if (ip_compare(&a->range[i].first, &b->range[i].first) != 0 ||
		    ip_compare(&a->range[i].last, &b->range[i].last) != 0)
			return false;
	return a->len == b->len;
}

/* What is never banned, and what is nearby now.  *news, whether that is more
 * than it was. */
static int
find_nearby(struct ban_kernel *k, bool *news, struct err *e)
{
	struct never now = { 0 };
	size_t i;

	for (i = 0; i < k->never.len; i++)
		if (never_add(&now, &k->never.range[i].first,
		    &k->never.range[i].last, e) == -1)
			goto failed;
	if (nearby_addresses(&now, e) == -1 || nearby_gateways(&now, e) == -1)
		goto failed;
	never_settle(&now);
	*news = !same(&now, &k->never);
	never_free(&k->never);
	k->never = now;
	return 0;
failed:
	never_free(&now);
	return -1;
}

int
ban_kernel_open(struct ban_kernel *k, struct err *e)
{
	bool news;

	k->changed = k->told = false;
	k->looks = 0;
	k->list.fd = -1;
	k->link.table.never = &k->never;
	never_settle(&k->never);
	watch_open(k); /* before: so that nothing is missed */
	if (find_nearby(k, &news, e) == 0 && nftlink_open(&k->link, e) == 0) {
		if (nftlink_make(&k->link, e) == 0)
			return 0;
		nftlink_close(&k->link);
	}
	fd_close(k->watch_fd);
	return -1;
}

void
ban_kernel_close(struct ban_kernel *k)
{
	nftlist_end(&k->list);
	nftlink_close(&k->link);
	fd_close(k->watch_fd);
	never_free(&k->never);
}

static int
look_for(struct ban_kernel *k, struct tell *t, struct err *e)
{
	bool news;

	if (k->changed) {
		if (find_nearby(k, &news, e) == -1 ||
		    (news && nftlink_make(&k->link, e) == -1))
			return -1;
		k->changed = false;
		if (news)
			tell(t, "addresses or routers are new here: they are "
			    "never banned");
	}
	if (k->looks++ % CHECK == 0)
		return nftlink_check(&k->link, e);
	return 0;
}

static bool
look(void *arg, struct tell *t)
{
	struct ban_kernel *k = arg;
	struct err e;
	bool lost;

	if (look_for(k, t, &e) == 0)
		k->told = false;
	else if (!k->told) {
		k->told = true;
		tell(t, "%s", e.msg);
	}
	lost = k->link.lost;
	k->link.lost = false;
	if (lost)
		tell(t, "the table %s was taken away: it is made again, "
		    "without those who were banned", k->link.table.name);
	return lost;
}

static enum ban_answer
ban(void *arg, struct ban_record *r, struct err *e)
{
	struct ban_kernel *k = arg;

	return nftlink_ban(&k->link, r, e);
}

static enum ban_answer
unban(void *arg, struct ban_record *r, struct err *e)
{
	struct ban_kernel *k = arg;

	return nftlink_free(&k->link, r, e);
}

static enum ban_answer
find(void *arg, struct ban_record *r, struct err *e)
{
	struct ban_kernel *k = arg;

	return nftlink_find(&k->link, r, e);
}

static int
list(void *arg, struct err *e)
{
	struct ban_kernel *k = arg;

	return nftlist_begin(&k->list, &k->link.table, e);
}

static enum ban_answer
next(void *arg, struct ban_record *r, struct err *e)
{
	struct ban_kernel *k = arg;

	return nftlist_next(&k->list, r, e);
}

static void
list_end(void *arg)
{
	struct ban_kernel *k = arg;

	nftlist_end(&k->list);
}

void
ban_kernel_backend(struct ban_backend *b, struct ban_kernel *k)
{
	*b = (struct ban_backend){ ban, unban, find, list, next, list_end,
		look, watch, k->watch_fd, k };
}
#endif
