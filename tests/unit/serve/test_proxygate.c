/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* accept4(2) */
#include "serve/proxygate.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"
#include "lib/failing.h"

#define SIG "\r\n\r\n\0\r\nQUIT\n"

static uv_loop_t loop;
static struct proxygate gate;
static struct tell sayer;
static int door, pipe_of_log[2];
static char who[IP_TEXT_SIZE]; /* came last, "" nobody, "here" */
static int came;               /* its descriptor, or -1 */

static void
on_come(void *arg, int fd, const struct ip *from)
{
	assert_ptr_equal(arg, &gate);
	came = fd;
	if (from == NULL)
		(void)strcpy(who, "here");
	else
		ip_format(from, who);
}

static struct proxygate_place place = { .name = "somewhere", .sorry = "5",
	.come = on_come, .arg = &gate };

static int
begin(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct err e;

	(void)state;
	(void)alarm(30);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	door = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(door, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    listen(door, 200) == -1 || uv_loop_init(&loop) != 0 ||
	    pipe2(pipe_of_log, O_NONBLOCK) == -1)
		return -1;
	place.told = (struct seldom){ 0 };
	place.speaks = NULL;
	sayer = (struct tell){ "x", pipe_of_log[1], 0 };
	gate = (struct proxygate){ .tell = &sayer };
	if (admit_parse(&gate.from, "127.0.0.1", &e) == -1)
		return -1;
	proxygate_begin(&gate, &loop);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	proxygate_end(&gate);
	proxygate_end(&gate);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	(void)close(door);
	(void)close(pipe_of_log[0]);
	(void)close(pipe_of_log[1]);
	return 0;
}

/* A client connects, having said something already.  Returns its end. */
static int
come(const char *said, size_t len)
{
	struct sockaddr_in a;
	socklen_t size = sizeof(a);
	int client = socket(AF_INET, SOCK_STREAM, 0), ours, on = 1;

	if (getsockname(door, (struct sockaddr *)&a, &size) == -1 ||
	    connect(client, (struct sockaddr *)&a, sizeof(a)) == -1)
		fail_msg("connect");
	(void)setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	assert_int_equal(send(client, said, len, 0), (ssize_t)len);
	ours = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	assert_int_not_equal(ours, -1);
	who[0] = '\0';
	came = -1;
	proxygate_come(&gate, ours, &place);
	return client;
}

static void
until_somebody_came(void)
{
	while (came == -1)
		(void)uv_run(&loop, UV_RUN_ONCE);
}

/* What is behind the header, for whoever reads on. */
static void
reads(const char *want)
{
	char got[64] = "";
	ssize_t n = recv(came, got, sizeof(got) - 1, 0);

	assert_int_equal(n, (ssize_t)strlen(want));
	assert_string_equal(got, want);
	(void)close(came);
}

/* What the client hears to the end. */
static void
hears(int client, const char *want)
{
	char got[64] = "";
	size_t len = 0;
	ssize_t n;

	for (;;) {
		n = recv(client, got + len, sizeof(got) - 1 - len,
		    MSG_DONTWAIT);
		if (n == 0 || (n == -1 && errno == ECONNRESET))
			break;
		if (n > 0)
			len += (size_t)n;
		else
			(void)uv_run(&loop, UV_RUN_ONCE);
	}
	got[len] = '\0';
	assert_string_equal(got, want);
	(void)close(client);
}

static void
logged(const char *want)
{
	char got[256] = "";
	ssize_t n = read(pipe_of_log[0], got, sizeof(got) - 1);

	got[n > 0 ? n : 0] = '\0';
	assert_string_equal(got, want);
}

static void
a_header_says_who_the_client_is(void **state)
{
	static const char v1[] = "PROXY TCP4 198.51.100.7 10.0.0.1 1 25\r\nask";
	static const char v2[] = SIG "\x20\0\0\0ask";
	int client = come(v1, sizeof(v1) - 1);

	(void)state;
	until_somebody_came();
	assert_string_equal(who, "198.51.100.7");
	reads("ask");
	(void)close(client);
	client = come(v2, sizeof(v2) - 1);
	until_somebody_came();
	assert_string_equal(who, "127.0.0.1");
	reads("ask");
	(void)close(client);
	logged("");
}

static void
a_header_may_come_in_pieces(void **state)
{
	static const char v2[] = SIG "\x21\x11\0\x13" "\xc6\x33\x64\x07"
	    "\x0a\0\0\1\0\1\0\x19" "\4\0\4abcdask";
	int client = come("", 0);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(v2) - 5; i++) {
		assert_int_equal(send(client, v2 + i, 1, 0), 1);
		(void)uv_run(&loop, UV_RUN_NOWAIT);
		assert_int_equal(came, -1);
	}
	assert_int_equal(send(client, v2 + i, sizeof(v2) - 1 - i, 0), 4);
	until_somebody_came();
	assert_string_equal(who, "198.51.100.7");
	reads("ask");
	(void)close(client);
}

static void
others_come_as_they_are(void **state)
{
	static const char v1[] = "PROXY TCP4 198.51.100.7 10.0.0.1 1 25\r\n";
	int pair[2], client;

	(void)state;
	gate.from.len = 0;
	client = come(v1, sizeof(v1) - 1);
	assert_string_equal(who, "127.0.0.1");
	reads(v1);
	(void)close(client);
	came = -1;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	proxygate_come(&gate, pair[0], &place);
	assert_string_equal(who, "here");
	(void)close(pair[0]);
	(void)close(pair[1]);
}

static bool
on_speaks(void *arg, const struct ip *from)
{
	(void)arg;
	return from->bits == 32;
}

static void
others_who_speak_first_are_looked_at(void **state)
{
	static const char v1[] = "PROXY TCP4 198.51.100.7 10.0.0.1 1 25\r\n",
	    http[] = "GET /metrics";
	int client;

	(void)state;
	gate.from.len = 0;
	place.speaks = on_speaks;
	client = come(http, sizeof(http) - 1);
	assert_string_equal(who, "127.0.0.1");
	reads(http);
	(void)close(client);
	came = -1;
	hears(come(v1, sizeof(v1) - 1), "5");
	assert_int_equal(came, -1);
	logged("x: somewhere: 127.0.0.1 sends a PROXY header, and proxy_from "
	    "does not have it\n");
}

static void
no_header_is_told_of_but_not_always(void **state)
{
	static const char bad[] = "198.51.100.7\n";

	(void)state;
	hears(come(bad, sizeof(bad) - 1), "5");
	assert_int_equal(came, -1);
	logged("x: somewhere: 127.0.0.1 sends no PROXY header: have it send "
	    "one, or take it out of proxy_from\n");
	hears(come("PROXY TCP4\r\nxxxxxx", 18), "5");
	logged("");
}

static void
who_hangs_up_at_once_is_not_told_of(void **state)
{
	int client = come("", 0);

	(void)state;
	(void)shutdown(client, SHUT_WR);
	hears(client, "");
	logged("");
	client = come("PROXY", 5);
	(void)shutdown(client, SHUT_WR);
	hears(client, "5");
	logged("x: somewhere: 127.0.0.1 hangs up within its PROXY header\n");
}

static void
of_too_many_the_first_has_to_go(void **state)
{
	int first = come("P", 1), client[PROXYGATE_WAITING];
	size_t i;

	(void)state;
	for (i = 0; i < PROXYGATE_WAITING; i++)
		client[i] = come("P", 1);
	hears(first, "5");
	assert_int_equal(gate.count, PROXYGATE_WAITING);
	for (i = 0; i < PROXYGATE_WAITING; i++)
		(void)close(client[i]);
}

static void
silence_has_an_end(void **state)
{
	int client = come("PROXY TCP4 ", 11);

	(void)state;
	hears(client, "5"); /* after PROXYGATE_MS */
	assert_int_equal(gate.count, 0);
	logged("x: somewhere: 127.0.0.1 sends no whole PROXY header in "
	    "time\n");
}

static void
what_fails_costs_one_client(void **state)
{
	static const char v1[] = "PROXY TCP4 198.51.100.7 10.0.0.1 1 25\r\n";
	static const struct {
		const char *name;
		int error;
		const char *heard, *logged;
	} row[] = {
		{ "getpeername", ENOTCONN, "", "" },
		{ FAILING_MEMORY, ENOMEM, "", "" },
		{ "recv", ECONNRESET, "", "" },
		{ "uv_poll_init", UV_ENOMEM, "5", "x: somewhere: 127.0.0.1 "
		    "can't be waited for\n" },
	};
	size_t i;
	int client;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		failing_nth(row[i].name, 1, row[i].error);
		client = come("P", 1);
		assert_true(failing_end());
		hears(client, row[i].heard);
		logged(row[i].logged);
		assert_int_equal(gate.count, 0);
	}
	failing_nth("recv", 1, EINTR);
	client = come(v1, sizeof(v1) - 1);
	assert_true(failing_end());
	until_somebody_came();
	assert_string_equal(who, "198.51.100.7");
	(void)close(came);
	(void)close(client);
}

static void
of_others_who_have_to_go_nothing_is_told(void **state)
{
	int first, client[PROXYGATE_WAITING];
	size_t i;

	(void)state;
	gate.from.len = 0;
	place.speaks = on_speaks;
	first = come("", 0);
	for (i = 0; i < PROXYGATE_WAITING; i++)
		client[i] = come("", 0);
	hears(first, "");
	hears(client[0], ""); /* after PROXYGATE_MS */
	logged("");
	for (i = 1; i < PROXYGATE_WAITING; i++)
		(void)close(client[i]);
}

/* A header of version 2 may have so much behind the addresses. */
static void
a_long_header_is_read_in_turns(void **state)
{
	static char v2[16 + 0xffff] = SIG "\x21\x11\xff\xff"
	    "\xc6\x33\x64\x07\x0a\0\0\1\0\1\0\x19\4\xff\xf0";
	int client = come(v2, 8000);
	size_t sent = 8000;
	ssize_t n;

	(void)state;
	while (came == -1) {
		n = send(client, v2 + sent, sizeof(v2) - sent, MSG_DONTWAIT);
		sent += n > 0 ? (size_t)n : 0;
		(void)uv_run(&loop, UV_RUN_NOWAIT);
	}
	assert_int_equal(sent, sizeof(v2));
	assert_string_equal(who, "198.51.100.7");
	(void)close(came);
	(void)close(client);
}

int
main(void)
{
#define t(f) cmocka_unit_test_setup_teardown(f, begin, end)
	static const struct CMUnitTest tests[] = {
		t(a_header_says_who_the_client_is),
		t(a_header_may_come_in_pieces),
		t(others_come_as_they_are),
		t(others_who_speak_first_are_looked_at),
		t(no_header_is_told_of_but_not_always),
		t(who_hangs_up_at_once_is_not_told_of),
		t(of_too_many_the_first_has_to_go),
		t(silence_has_an_end),
		t(what_fails_costs_one_client),
		t(of_others_who_have_to_go_nothing_is_told),
		t(a_long_header_is_read_in_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
