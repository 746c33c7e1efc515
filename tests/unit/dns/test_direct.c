/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages are written by hand from RFC 1035 section 4. */
#include "dns/direct.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "lib/nameserver.h"

#define MANY 100

struct place {
	struct nameserver server;
	struct direct direct;
	unsigned char data[DIRECT_DATAGRAM_MAX];
	struct message came;
};

static void
direct_make(struct direct *out, const char *servers)
{
	struct dns_servers s;
	struct err e;

	assert_int_equal(servers_parse(&s, servers, &e), 0);
	assert_int_equal(direct_open(out, &s, &e), 0);
}

static int
place_make(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	if (nameserver_open(&p->server) == -1)
		return -1;
	direct_make(&p->direct, p->server.text);
	p->came.data = p->data;
	*state = p;
	return 0;
}

static int
place_leave(void **state)
{
	struct place *p = *state;

	direct_rest(&p->direct);
	direct_rest(&p->direct);
	nameserver_close(&p->server);
	free(p);
	return 0;
}

/* Ask for a.ex, and take the question where it arrives. */
static void
ask(struct place *p, struct nameserver_question *out)
{
	struct question q;

	question_begin(&q, "a.ex", DNS_A);
	assert_true(direct_send(&p->direct, &q));
	assert_int_equal(q.sendings, 1);
	assert_int_equal(q.sent[0].socket, p->direct.fd);
	assert_true(nameserver_take(&p->server, out));
	assert_int_equal(q.sent[0].id, out->data[0] << 8 | out->data[1]);
}

static void
a_question_is_as_the_rfc_has_it(void **state)
{
	static const struct {
		const char *name;
		enum dns_type type;
		const char *sent;
		size_t len;
	} row[] = {
		{ "a.ex", DNS_A, "\1a\2ex\0\0\1\0\1", 10 },
		{ "4.3.2.1.in-addr.arpa", DNS_PTR, "\1" "4\1" "3\1" "2\1" "1"
		    "\7in-addr\4arpa\0\0\x0c\0\1", 26 },
		{ "x-_y", DNS_MX, "\4x-_y\0\0\x0f\0\1", 10 },
		{ "t", DNS_TXT, "\1t\0\0\x10\0\1", 7 },
		{ "t", DNS_AAAA, "\1t\0\0\x1c\0\1", 7 },
	};
	struct place *p = *state;
	struct nameserver_question got;
	struct question q;
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		question_begin(&q, row[i].name, row[i].type);
		assert_true(direct_send(&p->direct, &q));
		assert_true(nameserver_take(&p->server, &got));
		assert_int_equal(got.len, 12 + row[i].len);
		assert_memory_equal(got.data + 2, "\1\0\0\1\0\0\0\0\0\0", 10);
		assert_memory_equal(got.data + 12, row[i].sent, row[i].len);
	}
}

/* How many different ones there are.  Of 100 by chance out of 65,536 more than
 * four are like one before them once in 10^7 times. */
static size_t
differ(const unsigned number[MANY])
{
	size_t i, j, count = 0;

	for (i = 0; i < MANY; i++) {
		for (j = 0; j < i && number[j] != number[i]; j++)
			;
		count += j == i;
	}
	return count;
}

static void
each_question_has_an_id_of_its_own(void **state)
{
	struct place *p = *state;
	struct nameserver_question q;
	unsigned id[MANY], step[MANY];
	size_t i;

	for (i = 0; i < MANY; i++) {
		ask(p, &q);
		id[i] = (unsigned)q.data[0] << 8 | q.data[1];
		step[i] = (id[i] - (i > 0 ? id[i - 1] : 0)) & 0xffff;
	}
	assert_true(differ(id) >= MANY - 4);
	assert_true(differ(step) >= MANY - 4);
}

static void
each_process_has_a_port_of_its_own(void **state)
{
	struct place *p = *state;
	struct nameserver_question q;
	unsigned port[MANY];
	size_t i;

	for (i = 0; i < MANY; i++) {
		ask(p, &q);
		port[i] = ntohs(q.from.sin_port);
		direct_rest(&p->direct);
	}
	assert_true(differ(port) >= MANY / 2); /* of 28,232 by default */
}

static void
what_comes_is_taken_without_waiting(void **state)
{
	struct place *p = *state;
	struct nameserver_question q;

	assert_false(direct_receive(&p->direct, &p->came));
	ask(p, &q);
	assert_int_equal(fcntl(p->direct.fd, F_GETFD), FD_CLOEXEC);
	assert_false(direct_receive(&p->direct, &p->came));
	nameserver_answer(&p->server, &q, 3, 0);
	assert_true(direct_receive(&p->direct, &p->came));
	assert_int_equal(p->came.len, q.len);
	assert_memory_equal(p->came.data, q.data, 2);
	assert_int_equal(p->came.socket, p->direct.fd);
	assert_true(p->came.datagram);
	assert_false(direct_receive(&p->direct, &p->came));
	assert_false(p->direct.failed);
}

static void
only_the_server_is_heard(void **state)
{
	struct place *p = *state;
	struct nameserver other;
	struct nameserver_question q;

	assert_int_equal(nameserver_open(&other), 0);
	ask(p, &q);
	nameserver_answer(&other, &q, 0, 9);
	assert_false(direct_receive(&p->direct, &p->came));
	nameserver_answer(&p->server, &q, 0, 2);
	assert_true(direct_receive(&p->direct, &p->came));
	assert_int_equal(p->came.data[p->came.len - 1], 2);
	assert_false(direct_receive(&p->direct, &p->came));
	nameserver_close(&other);
}

/* The second server is not asked: that is for c-ares. */
static void
a_server_that_is_not_there_fails_until_the_next_session(void **state)
{
	struct place *p = *state;
	struct nameserver gone;
	struct question q;
	char both[80];

	assert_int_equal(nameserver_open(&gone), 0);
	(void)snprintf(both, sizeof(both), "%s,%s", gone.text, p->server.text);
	direct_make(&p->direct, both);
	nameserver_close(&gone);
	question_begin(&q, "a.ex", DNS_A);
	assert_true(direct_send(&p->direct, &q));
	assert_false(direct_receive(&p->direct, &p->came));
	assert_true(p->direct.failed);
	assert_false(direct_send(&p->direct, &q));
	assert_int_equal(q.sendings, 1);
	direct_rest(&p->direct);
	assert_true(direct_send(&p->direct, &q));
	assert_false(direct_send(&p->direct, &q)); /* hears of it, too */
	assert_true(p->direct.failed);
}

/* To the address of all nobody may connect without asking for it. */
static void
without_a_socket_nothing_is_sent(void **state)
{
	struct place *p = *state;
	struct question q;

	direct_make(&p->direct, "255.255.255.255");
	question_begin(&q, "a.ex", DNS_A);
	assert_false(direct_send(&p->direct, &q));
	assert_true(p->direct.failed);
	assert_int_equal(p->direct.fd, -1);
	assert_int_equal(q.sendings, 0);
}

static void
without_a_server_nothing_is_sent(void **state)
{
	struct place *p = *state;
	struct question q;

	direct_make(&p->direct, "");
	question_begin(&q, "a.ex", DNS_A);
	assert_false(direct_send(&p->direct, &q));
	assert_false(direct_receive(&p->direct, &p->came));
	assert_int_equal(p->direct.fd, -1);
}

static void
a_server_may_have_an_ipv6_address(void **state)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t len = sizeof(a);
	struct place *p = *state;
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	struct question q;
	char text[32];

	if (fd == -1 || bind(fd, (struct sockaddr *)&a, len) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) == -1) {
		print_message("no IPv6 here, skipped\n");
		skip();
	}
	(void)snprintf(text, sizeof(text), "[::1]:%d", ntohs(a.sin6_port));
	direct_make(&p->direct, text);
	question_begin(&q, "a.ex", DNS_A);
	assert_true(direct_send(&p->direct, &q));
	assert_int_equal(recv(fd, p->data, sizeof(p->data), MSG_DONTWAIT), 22);
	(void)close(fd);
}

#define PLACE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, place_make, place_leave)

int
main(void)
{
	const struct CMUnitTest test[] = {
		PLACE_TEST(a_question_is_as_the_rfc_has_it),
		PLACE_TEST(each_question_has_an_id_of_its_own),
		PLACE_TEST(each_process_has_a_port_of_its_own),
		PLACE_TEST(what_comes_is_taken_without_waiting),
		PLACE_TEST(only_the_server_is_heard),
		PLACE_TEST(
		    a_server_that_is_not_there_fails_until_the_next_session),
		PLACE_TEST(without_a_socket_nothing_is_sent),
		PLACE_TEST(without_a_server_nothing_is_sent),
		PLACE_TEST(a_server_may_have_an_ipv6_address),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
