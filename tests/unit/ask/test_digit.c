/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ask/digit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ask/place.h"
#include "base/err.h"
#include "base/fdio.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What a server does with a question. */
enum way {
	SAYS,   /* what text says, and closes */
	STAYS,  /* that, and never closes */
	LATE,   /* that, a byte each 50 ms, and closes */
	RESETS, /* the connection */
	FLOODS  /* with what text says */
};

struct server {
	enum way way;
	const char *text;
	int fd;     /* it listens there */
	pid_t pid;  /* 0: nobody accepts */
	struct place at;
};

static void
answer(const struct server *s, int fd)
{
	const struct linger now = { 1, 0 };
	const char *p;
	char line[100];

	(void)alarm(10);
	if (read(fd, line, sizeof(line)) <= 0)
		_exit(1);
	if (memcmp(line, "126.12.34.56 a@b.example\n", 25) != 0)
		_exit(2);
	for (p = s->text; *p != '\0'; p++) {
		if (s->way == LATE)
			(void)poll(NULL, 0, 50);
		if (write(fd, p, 1) != 1)
			_exit(3);
	}
	if (s->way == STAYS)
		(void)pause();
	while (s->way == FLOODS && write(fd, line, sizeof(line)) > 0)
		;
	if (s->way == RESETS)
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	(void)close(fd);
	_exit(0);
}

/* Listen at an IPv4 address, or a path, and if there is a text, answer once. */
static void
server_begin(struct server *s, const char *at)
{
	struct place_addresses all;
	struct sockaddr_storage got;
	socklen_t len = sizeof(got);
	struct sockaddr_in in;
	struct err e;

	assert_int_equal(place_parse(&s->at, at, 1, &e), 0);
	s->at.port = 0;
	assert_int_equal(place_find(&all, &s->at, &e), 0);
	s->fd = socket(all.address[0].at.ss_family, SOCK_STREAM, 0);
	assert_true(s->fd >= 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&all.address[0].at,
	    all.address[0].len), 0);
	assert_int_equal(listen(s->fd, 8), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&got, &len), 0);
	memcpy(&in, &got, sizeof(in));
	s->at.port = ntohs(in.sin_port);
	if (s->text != NULL && (s->pid = fork()) == 0)
		answer(s, accept(s->fd, NULL, NULL));
	assert_true(s->pid >= 0);
}

static void
server_end(struct server *s)
{
	if (s->fd != -1)
		(void)close(s->fd);
	if (s->pid > 0) {
		(void)kill(s->pid, SIGKILL);
		assert_int_equal(waitpid(s->pid, NULL, 0), s->pid);
	}
}

static int
ask(const struct place *at, int64_t within_ms)
{
	struct dynawall_question q = { .recipient = "a@b.example" };
	struct err e = { 0 };
	int digit;

	assert_int_equal(ip_parse(&q.ip, "126.12.34.56", &e), 0);
	digit = digit_ask(at, &q, fd_now_ms() + within_ms, &e);
	if (digit == -1) {
		assert_int_equal(e.class, ERR_TEMP);
		assert_true(e.msg[0] != '\0');
	}
	return digit;
}

static void
digit_ask_wants_one_digit_and_the_end(void **state)
{
	static const struct {
		enum way way;
		const char *text;
		int digit;
	} row[] = {
		{ SAYS, "0", 0 },
		{ SAYS, "1", 1 },
		{ SAYS, "5", 5 },
		{ SAYS, "1\n", 1 },
		{ SAYS, "1\r\n", 1 },
		{ LATE, "1\r\n", 1 },
		{ SAYS, "", -1 },
		{ SAYS, "6", -1 },
		{ SAYS, "1 ", -1 },
		{ SAYS, "1 OK, that is all\n", -1 },
		{ STAYS, "1", -1 },
		{ STAYS, "", -1 },
		{ RESETS, "", -1 },
		{ FLOODS, "1", -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct server s = { .way = row[i].way, .text = row[i].text };
		int got;

		server_begin(&s, "127.0.0.1");
		got = ask(&s.at, row[i].way == STAYS ? 100 : 5000);
		server_end(&s);
		if (got != row[i].digit)
			fail_msg("row %zu: %d", i, got);
	}
}

static void
a_path_is_a_server_too(void **state)
{
	struct server s = { .way = SAYS, .text = "2" };
	char folder[] = "/tmp/dhf-test-XXXXXX", path[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/s", folder);
	assert_int_equal(ask(&(struct place){ "/nonexistent/s", "", 1 }, 100),
	    -1);
	server_begin(&s, path);
	assert_int_equal(ask(&s.at, 5000), 2);
	server_end(&s);
	(void)unlink(path);
	(void)rmdir(folder);
}

static void
nobody_listens(void **state)
{
	struct server s = { .way = SAYS };

	(void)state;
	server_begin(&s, "127.0.0.1");
	server_end(&s);
	assert_int_equal(ask(&s.at, 5000), -1);
}

static void
a_server_that_accepts_nobody_is_given_up(void **state)
{
	struct server s = { .way = SAYS };
	int64_t start_ms;

	(void)state;
	server_begin(&s, "127.0.0.1");
	start_ms = fd_now_ms();
	assert_int_equal(ask(&s.at, 200), -1);
	assert_in_range(fd_now_ms() - start_ms, 200, 2000);
	server_end(&s);
}

static struct place_address
address_of(const struct server *s)
{
	struct place_addresses all;
	struct err e;

	assert_int_equal(place_find(&all, &s->at, &e), 0);
	return all.address[0];
}

/* One that refuses, one that never accepts and one that says nothing stand
 * before, or behind, the one that knows. */
static void
all_addresses_are_tried(void **state)
{
	struct dynawall_question q = { .recipient = "a@b.example" };
	size_t knows;
	struct err e;

	(void)state;
	assert_int_equal(ip_parse(&q.ip, "126.12.34.56", &e), 0);
	for (knows = 0; knows < 4; knows++) {
		struct server s[4] = { { .way = SAYS }, { .way = SAYS },
			{ .way = SAYS, .text = "" },
			{ .way = LATE, .text = "3" } };
		struct place_addresses all = { .count = 4 };
		size_t i;

		for (i = 0; i < 4; i++) {
			server_begin(&s[i], "127.0.0.1");
			all.address[(i + knows + 1) % 4] = address_of(&s[i]);
		}
		(void)close(s[0].fd);
		s[0].fd = -1;
		assert_int_equal(digit_ask_addresses(&all, &q,
		    fd_now_ms() + 1000, &e), 3);
		for (i = 0; i < 4; i++)
			server_end(&s[i]);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(digit_ask_wants_one_digit_and_the_end),
		cmocka_unit_test(a_path_is_a_server_too),
		cmocka_unit_test(nobody_listens),
		cmocka_unit_test(a_server_that_accepts_nobody_is_given_up),
		cmocka_unit_test(all_addresses_are_tried),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
