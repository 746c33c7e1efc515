/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/refusal.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/ends.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HELLO "220 mx.example tester\r\n"
#define NO ENDS_NO
#define OK "250 mx.example\r\n"
#define BYE "221 mx.example\r\n"
#define LATE "421 4.4.2 timeout, closing\r\n"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60

static int64_t
clock_ms(void)
{
	struct timespec t;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &t), 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
a_silent_client_is_told_that_time_is_over(void **state)
{
	static const struct {
		unsigned limit_ms, command_ms, least_ms;
	} row[] = { { 30, ENDS_SOON_MS, 29 }, { 60000, 30, 29 }, { 1, 1, 0 } };
	struct ends s;
	struct refusal r;
	int64_t start;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		ends_connect(&s, SOCK_STREAM);
		ends_say(&s, "NOOP\r\nNO", 8);
		r = ends_refusal(s.fd[1], s.fd[1]);
		r.limit_ms = row[i].limit_ms;
		r.command_ms = row[i].command_ms;
		start = clock_ms();
		assert_int_equal(refusal_dialogue(&r), REFUSAL_TIMEOUT);
		assert_in_range(clock_ms() - start, row[i].least_ms,
		    ENDS_SOON_MS - 1);
		ends_hear(&s);
		assert_string_equal(s.got, HELLO OK LATE);
	}
}

/* In a child: say byte again and again, one every 20 ms, and hang up after
 * 150 of them or when nobody listens. */
static pid_t
dripping_client(const struct ends *s, const char *text)
{
	pid_t pid = fork();
	size_t i;

	assert_int_not_equal(pid, -1);
	if (pid != 0) {
		(void)close(s->fd[0]);
		return pid;
	}
	(void)close(s->fd[1]);
	for (i = 0; i < 150; i++) {
		(void)poll(NULL, 0, 20);
		if (send(s->fd[0], text + i % strlen(text), 1, MSG_NOSIGNAL) !=
		    1)
			break;
	}
	_exit(0);
}

static void
dripping_bytes_buy_no_time(void **state)
{
	static const struct {
		const char *text;
		unsigned limit_ms, command_ms;
	} row[] = { { "x", ENDS_SOON_MS, 200 }, { "\n", 200, ENDS_SOON_MS } };
	struct ends s;
	struct refusal r;
	pid_t pid;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		ends_connect(&s, SOCK_STREAM);
		pid = dripping_client(&s, row[i].text);
		r = ends_refusal(s.fd[1], s.fd[1]);
		r.limit_ms = row[i].limit_ms;
		r.command_ms = row[i].command_ms;
		assert_int_equal(refusal_dialogue(&r), REFUSAL_TIMEOUT);
		(void)close(s.fd[1]);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
}

static void
a_client_that_does_not_read_holds_nobody(void **state)
{
	char junk[4096] = { 0 };
	struct refusal r;
	struct ends s;
	int64_t start;
	int out[2];

	(void)state;
	ends_connect(&s, SOCK_STREAM);
	assert_int_equal(pipe(out), 0);
	assert_int_equal(fcntl(out[1], F_SETFL, O_NONBLOCK), 0);
	while (write(out[1], junk, sizeof(junk)) > 0)
		;
	assert_int_equal(fcntl(out[1], F_SETFL, 0), 0);
	r = ends_refusal(s.fd[1], out[1]);
	r.limit_ms = 30;
	start = clock_ms();
	assert_int_equal(refusal_dialogue(&r), REFUSAL_TIMEOUT);
	assert_int_equal(refusal_banner(&r), REFUSAL_TIMEOUT);
	assert_in_range(clock_ms() - start, 58, ENDS_SOON_MS);
	(void)close(out[0]);
	(void)close(out[1]);
	ends_hear(&s);
}

static void
banner_is_the_line_and_an_answer_to_quit(void **state)
{
	char flood[5000];
	struct {
		const char *in;
		size_t len;
		const char *want;
		enum refusal_end end;
		unsigned least_ms;
	} row[] = {
		{ "EHLO c\r\nquit\r\n", 14, NO BYE, REFUSAL_QUIT, 0 },
		{ "EHLO c\r\nRCPT\r\n", 14, NO, REFUSAL_TIMEOUT, 49 },
		{ "", 0, NO, REFUSAL_TIMEOUT, 49 },
		{ flood, sizeof(flood), NO, REFUSAL_LIMIT, 0 },
	};
	int64_t start;
	struct refusal r;
	struct ends s;
	size_t i;

	(void)state;
	memset(flood, 'x', sizeof(flood));
	for (i = 0; i < COUNT(row); i++) {
		ends_connect(&s, SOCK_STREAM);
		ends_say(&s, row[i].in, row[i].len);
		r = ends_refusal(s.fd[1], s.fd[1]);
		r.limit_ms = 50;
		r.command_ms = 1;
		start = clock_ms();
		assert_int_equal(refusal_banner(&r), row[i].end);
		assert_in_range(clock_ms() - start, row[i].least_ms,
		    ENDS_SOON_MS);
		assert_int_equal(r.pregreet, row[i].len != 0);
		ends_hear(&s);
		assert_string_equal(s.got, row[i].want);
	}
}

static void
banner_ends_with_the_input(void **state)
{
	struct refusal r;
	struct ends s;

	(void)state;
	ends_connect(&s, SOCK_STREAM);
	assert_int_equal(shutdown(s.fd[0], SHUT_WR), 0);
	r = ends_refusal(s.fd[1], s.fd[1]);
	assert_int_equal(refusal_banner(&r), REFUSAL_EOF);
	assert_false(r.pregreet);
	ends_hear(&s);
	assert_string_equal(s.got, NO);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_silent_client_is_told_that_time_is_over),
		cmocka_unit_test(dripping_bytes_buy_no_time),
		cmocka_unit_test(a_client_that_does_not_read_holds_nobody),
		cmocka_unit_test(banner_is_the_line_and_an_answer_to_quit),
		cmocka_unit_test(banner_ends_with_the_input),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
