/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"

/* A connection over loopback, both ends of it, and the listener. */
struct wire {
	int listener, client, server;
	unsigned client_port, server_port;
};

static void
set_address(struct sockaddr_storage *to, socklen_t *len, const char *ip,
    unsigned port)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	in.sin_port = in6.sin6_port = htons((uint16_t)port);
	if (inet_pton(AF_INET, ip, &in.sin_addr) == 1) {
		*len = sizeof(in);
		memcpy(to, &in, sizeof(in));
	} else {
		assert_int_equal(inet_pton(AF_INET6, ip, &in6.sin6_addr), 1);
		*len = sizeof(in6);
		memcpy(to, &in6, sizeof(in6));
	}
}

static unsigned
port_of(int fd)
{
	struct sockaddr_storage a;
	struct sockaddr_in6 in6;
	struct sockaddr_in in;
	socklen_t len = sizeof(a);

	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	memcpy(&in, &a, sizeof(in));
	memcpy(&in6, &a, sizeof(in6));
	return ntohs(a.ss_family == AF_INET ? in.sin_port : in6.sin6_port);
}

/* Listen at one address and call at another.  False: not on this machine. */
static bool
wire_begin(struct wire *w, const char *listen_at, const char *call)
{
	struct sockaddr_storage a;
	socklen_t len;
	int off = 0;

	memset(w, 0, sizeof(*w));
	set_address(&a, &len, listen_at, 0);
	w->listener = socket(a.ss_family, SOCK_STREAM, 0);
	if (w->listener == -1)
		return false;
	if (a.ss_family == AF_INET6)
		(void)setsockopt(w->listener, IPPROTO_IPV6, IPV6_V6ONLY, &off,
		    sizeof(off));
	if (bind(w->listener, (struct sockaddr *)&a, len) == -1)
		return false;
	assert_int_equal(listen(w->listener, 1), 0);
	w->server_port = port_of(w->listener);
	set_address(&a, &len, call, w->server_port);
	w->client = socket(a.ss_family, SOCK_STREAM, 0);
	if (connect(w->client, (struct sockaddr *)&a, len) == -1)
		return false;
	w->client_port = port_of(w->client);
	w->server = accept(w->listener, NULL, NULL);
	assert_true(w->server >= 0);
	return true;
}

static void
wire_end(const struct wire *w)
{
	(void)close(w->listener);
	(void)close(w->client);
	(void)close(w->server);
}

static void
a_connection_has_two_ends(void **state)
{
	static const struct {
		const char *listen, *call, *ip;
	} row[] = {
		{ "127.0.0.1", "127.0.0.1", "127.0.0.1" },
		{ "::1", "::1", "::1" },
		{ "::", "127.0.0.1", "127.0.0.1" }, /* v4-mapped */
	};
	struct wire w;
	struct peer p;
	struct err e;
	char port[12];
	size_t i, tried = 0;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		if (!wire_begin(&w, row[i].listen, row[i].call))
			continue; /* no IPv6 here */
		assert_int_equal(peer_find(&p, w.server, &e), 0);
		assert_string_equal(p.remote.ip, row[i].ip);
		assert_string_equal(p.local.ip, row[i].ip);
		(void)snprintf(port, sizeof(port), "%u", w.client_port);
		assert_string_equal(p.remote.port, port);
		(void)snprintf(port, sizeof(port), "%u", w.server_port);
		assert_string_equal(p.local.port, port);
		wire_end(&w);
		tried++;
	}
	assert_true(tried > 0);
}

static void
assert_refused(int fd, enum err_class class, const char *want)
{
	struct peer p, was;
	struct err e;

	memset(&p, 'x', sizeof(p));
	was = p;
	assert_int_equal(peer_find(&p, fd, &e), -1);
	assert_int_equal(e.class, class);
	if (strstr(e.msg, want) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", e.msg, want);
	assert_memory_equal(&p, &was, sizeof(p));
}

static void
what_is_no_connection_is_named(void **state)
{
	struct sockaddr_storage a;
	struct wire w;
	socklen_t len;
	int two[2], udp;

	(void)state;
	assert_int_equal(pipe(two), 0);
	assert_refused(two[0], ERR_PERM, "no socket");
	(void)close(two[0]);
	assert_refused(two[0], ERR_PERM, "closed");
	(void)close(two[1]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	assert_refused(two[0], ERR_PERM, "a unix socket");
	(void)close(two[0]);
	(void)close(two[1]);
	assert_true(wire_begin(&w, "127.0.0.1", "127.0.0.1"));
	assert_refused(w.listener, ERR_TEMP, "not connected");
	udp = socket(AF_INET, SOCK_DGRAM, 0);
	set_address(&a, &len, "127.0.0.1", w.server_port);
	assert_int_equal(connect(udp, (struct sockaddr *)&a, len), 0);
	assert_refused(udp, ERR_PERM, "without connections");
	(void)close(udp);
	wire_end(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_has_two_ends),
		cmocka_unit_test(what_is_no_connection_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
