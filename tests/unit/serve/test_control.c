/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/control.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/tell.h"
#include "lib/fixture.h"
#include "serve/keeper.h"
#include "state/ledger.h"
#include "store/store.h"

#define HEAD "dhfd-dump 1\n"
#define LATER "\texpires=9999999999\n"

static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static int log_fd[2];
static uv_loop_t loop;
static struct keeper k;
static struct control c;
static char *heard;
static size_t heard_len;

static int
begin(void **state)
{
	(void)state;
	(void)alarm(60);
	(void)signal(SIGPIPE, SIG_IGN);
	fixture_begin(&f);
	k = (struct keeper){ .tell = &log_ };
	assert_int_equal(uv_loop_init(&loop), 0);
	if (keeper_open(&k, f.dir, 64 << 20, time(NULL), &f.e) == -1)
		fail_msg("%s", f.e.msg);
	keeper_start(&k, &loop);
	c.keeper = &k;
	c.ledger = NULL;
	assert_int_equal(pipe(log_fd), 0);
	(void)fcntl(log_fd[0], F_SETFL, O_NONBLOCK);
	(void)fcntl(log_fd[1], F_SETFL, O_NONBLOCK);
	log_.fd = log_fd[1];
	c.tell = &log_;
	control_init(&c, &loop);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	control_close(&c);
	keeper_stop(&k);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(keeper_close(&k, time(NULL), &f.e), 0);
	fixture_end(&f);
	(void)close(log_fd[0]);
	(void)close(log_fd[1]);
	free(heard);
	heard = NULL;
	return 0;
}

static int
client(void)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	(void)fcntl(fd[0], F_SETFL, O_NONBLOCK);
	(void)fcntl(fd[1], F_SETFL, O_NONBLOCK);
	control_come(&c, fd[1]);
	return fd[0];
}

/* Ask, piece octets at a time, and read all of the answer. */
static const char *
ask(const char *text, size_t len, size_t piece)
{
	int fd = client();
	size_t sent = 0;
	ssize_t n = 0;

	heard_len = 0;
	heard = realloc(heard, 1 << 24);
	if (len == 0)
		(void)shutdown(fd, SHUT_WR);
	do {
		if (sent < len) {
			n = send(fd, text + sent, len - sent < piece ?
			    len - sent : piece, MSG_NOSIGNAL);
			sent += n > 0 ? (size_t)n : 0;
			if (sent == len || (n == -1 && errno != EAGAIN)) {
				sent = len;
				(void)shutdown(fd, SHUT_WR);
			}
		}
		(void)uv_run(&loop, UV_RUN_NOWAIT);
		n = read(fd, heard + heard_len, (1 << 24) - heard_len - 1);
		if (n > 0)
			heard_len += (size_t)n;
	} while (n > 0 || (n == -1 && errno == EAGAIN));
	heard[heard_len] = '\0';
	(void)close(fd);
	return heard;
}

#define ASK(text) ask(text, strlen(text), SIZE_MAX)

static void
what_is_loaded_is_dumped(void **state)
{
	static const char load[] = "load\n" HEAD
	    "grey\t192.0.2.1\twait\tfirst=9" LATER
	    "grey\t192.0.2.0/24\tgreen\tfirst=9\tsince=10" LATER
	    "grey\texample.org\twait\tfirst=9" LATER;
	size_t piece;

	(void)state;
	assert_string_equal(ASK("dump\n"), HEAD ". ok\n");
	for (piece = 1; piece < 100; piece += 33) {
		assert_string_equal(ask(load, sizeof(load) - 1, piece),
		    ". ok\n");
		assert_string_equal(ASK("dump\n"), HEAD
		    "grey\t192.0.2.0/24\tgreen\tfirst=9\tsince=10" LATER
		    "grey\t192.0.2.1\twait\tfirst=9" LATER
		    "grey\texample.org\twait\tfirst=9" LATER ". ok\n");
	}
	assert_string_equal(ASK("state example.org\n"),
	    "grey\texample.org\twait\tfirst=9" LATER ". ok\n");
	ASK("state 192.0.2.1\n"); /* and what is known of its network */
	assert_non_null(strstr(heard, "192.0.2.1\twait"));
	assert_non_null(strstr(heard, "192.0.2.0/24\tgreen"));
	assert_string_equal(ASK("state 192.0.3.1\n"), ". none\n");
}

static void
what_is_wrong_is_told(void **state)
{
	static const char *const row[][2] = {
		{ "nonsense\n", ". perm \"nonsense\" is no command\n" },
		{ "\033[2J\001\n", ". perm \"\\033[2J\\001\" is no command\n" },
		{ "load\n" HEAD "\033[2J\tx\n", ". perm line 2: \"\\033[2J\"" },
		{ "", ". perm what came ends in the middle of a line\n" },
		{ "dump", ". perm what came ends in the middle of a line\n" },
		{ "load\ndhfd-dump 99\n", ". perm line 1: " },
		{ "load\n" HEAD "rubbish\n", ". perm line 2: " },
		{ "load\n" HEAD "grey\t192.0.2.1\twait\tfirst=9",
		    ". perm what" },
		{ "state no key\n", ". perm " },
	};
	static char line[CONTROL_LINE + 10];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (strncmp(ASK(row[i][0]), row[i][1], strlen(row[i][1])) != 0)
			fail_msg("%s: %s", row[i][0], heard);
	memset(line, 'x', sizeof(line) - 1);
	assert_non_null(strstr(ASK(line), ". perm a line is longer than"));
}

/* More records than may wait for a commit, and more than fit a socket. */
static void
long_texts_go_through(void **state)
{
	enum { RECORDS = 100000 };
	size_t len = 0, lines = 0;
	char *text = malloc(RECORDS * 64), *at;
	int i;

	(void)state;
	assert_non_null(text);
	len = (size_t)sprintf(text, "load\n" HEAD);
	for (i = 0; i < RECORDS; i++)
		len += (size_t)sprintf(text + len, "grey\t10.%d.%d.%d\twait"
		    "\tfirst=9" LATER, i >> 16, i >> 8 & 255, i & 255);
	assert_string_equal(ask(text, len, SIZE_MAX), ". ok\n");
	ASK("dump\n");
	for (at = heard; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	assert_int_equal(lines, RECORDS + 2);
	assert_memory_equal(heard, text + 5, heard_len - 5);
	free(text);
}

static void
there_are_few_sessions(void **state)
{
	int fd[CONTROL_SESSIONS + 1], i;
	char byte, said[1000] = "";

	(void)state;
	for (i = 0; i <= CONTROL_SESSIONS; i++)
		fd[i] = client();
	assert_int_equal(c.sessions, CONTROL_SESSIONS);
	assert_int_equal(read(fd[CONTROL_SESSIONS], &byte, 1), 0);
	(void)close(client()); /* told once */
	assert_true(read(log_fd[0], said, sizeof(said) - 1) > 0);
	assert_non_null(strstr(said, "control: 8 ask already"));
	assert_ptr_equal(strchr(said, '\n'), strrchr(said, '\n'));
	for (i = 0; i <= CONTROL_SESSIONS; i++)
		(void)close(fd[i]);
	while (c.sessions > 0 || uv_is_active((uv_handle_t *)&c.timer))
		(void)uv_run(&loop, UV_RUN_ONCE); /* nothing to look at */
	assert_string_equal(ASK("dump\n"), HEAD ". ok\n");
}

/* Somebody who asks for a dump and does not read it keeps nobody waiting. */
static void
a_reader_that_is_stopped_is_no_matter(void **state)
{
	static char load[300000];
	size_t len = (size_t)sprintf(load, "load\n" HEAD);
	int fd, i;

	(void)state;
	for (i = 0; len < sizeof(load) - 100; i++)
		len += (size_t)sprintf(load + len, "grey\t10.0.%d.%d\twait"
		    "\tfirst=9" LATER, i >> 8, i & 255);
	assert_string_equal(ask(load, len, SIZE_MAX), ". ok\n");
	fd = client();
	assert_int_equal(send(fd, "dump\n", 5, 0), 5);
	for (i = 0; i < 100; i++)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
	assert_string_equal(ASK("state 10.9.9.9\n"), ". none\n");
	assert_int_equal(c.sessions, 1);
	(void)close(fd);
}

/* Who says nothing has less time than who loads, and waits. */
static void
who_is_silent_is_shut_out(void **state)
{
	int silent = client(), loads = client(), i;
	char byte;

	(void)state;
	assert_int_equal(send(loads, "load\n", 5, 0), 5);
	for (i = 0; i < 10; i++) /* it is read before time matters */
		(void)uv_run(&loop, UV_RUN_NOWAIT);
	c.silent_ms = 300;
	while (c.sessions > 1)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(read(silent, &byte, 1), 0);
	assert_int_equal(read(loads, &byte, 1), -1);
	assert_int_equal(errno, EAGAIN);
	(void)close(silent);
	(void)close(loads);
}

#define OFFENDER(ip) "offender\t" ip "\ttrap\tx\t1\t1\t1\t4000000000\t0\tx\n"

static void
who_is_no_offender_is_not_loaded(void **state)
{
	static struct never never;
	const struct ledger ledger = { .store = k.store, .never = &never,
		.net4 = 32 };
	char load[1000];

	(void)state;
	assert_int_equal(never_add_special(&never, &f.e), 0);
	never_settle(&never);
	c.ledger = &ledger;
	(void)snprintf(load, sizeof(load), "load\n" HEAD
	    OFFENDER("198.51.100.7") OFFENDER("10.0.0.1")
	    OFFENDER("198.51.100.8") OFFENDER("192.168.1.1")
	    "grey\t198.51.100.9\tgreen\tfirst=1\tsince=%lld" LATER
	    OFFENDER("198.51.100.9"), (long long)time(NULL) - 8 * 86400);
	assert_string_equal(ASK(load), "3 offenders were left out, the first "
	    "in line 3: nothing is ever held against such addresses\n. ok\n");
	assert_string_equal(ASK("state 198.51.100.7\n"),
	    OFFENDER("198.51.100.7") ". ok\n");
	assert_string_equal(ASK("state 10.0.0.1\n"), ". none\n");
	ASK("state 198.51.100.9\n"); /* green for a week */
	assert_null(strstr(heard, "offender"));
	never_free(&never);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(what_is_loaded_is_dumped),
		TEST(what_is_wrong_is_told),
		TEST(long_texts_go_through),
		TEST(there_are_few_sessions),
		TEST(who_is_silent_is_shut_out),
		TEST(who_is_no_offender_is_not_loaded),
		TEST(a_reader_that_is_stopped_is_no_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
