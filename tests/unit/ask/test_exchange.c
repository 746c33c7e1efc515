/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ask/exchange.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "ask/place.h"
#include "base/err.h"
#include "base/fdio.h"
#include "lib/failing.h"
#include "lib/fixture.h"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60
#define FAR_MS 30000
#define LONG 400000 /* more than a socket's buffer takes */

static struct fixture f;
static struct place_addresses to;
static char answer[LONG + 1], question[LONG];
static int door;
static pid_t server;

/* What a server of the test does with who comes. */
enum server { ANSWERS, SAYS_NOTHING, HANGS_UP };

static void
be_server(enum server what)
{
	static char heard[LONG];
	size_t len = 0;
	ssize_t n;
	int fd = accept(door, NULL, NULL);

	if (what == HANGS_UP)
		_exit(close(fd)); /* with what it was told unread */
	while ((n = read(fd, heard + len, sizeof(heard) - len)) > 0)
		len += (size_t)n;
	if (what == SAYS_NOTHING)
		(void)pause();
	while (len > 0 && (n = write(fd, heard, len)) > 0)
		len -= (size_t)n;
	_exit(0);
}

/* A server, and where it is. */
static void
begin(enum server what)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	char path[FIXTURE_PATH];
	struct place p;
	struct err e;

	fixture_begin(&f);
	assert_int_equal(place_parse(&p, fixture_path(&f, path, "s"), 1, &e),
	    0);
	assert_int_equal(place_find(&to, &p, &e), 0);
	memcpy(un.sun_path, path, strlen(path) + 1);
	door = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(door, (struct sockaddr *)&un, sizeof(un)), 0);
	assert_int_equal(listen(door, 5), 0);
	if ((server = fork()) == 0)
		be_server(what);
	(void)close(door);
}

static void
end(void)
{
	(void)kill(server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	fixture_end(&f);
}

/* Ask with so many bytes, for an answer that has so much room. */
static ssize_t
ask(size_t len, size_t room, int64_t ms, struct err *e)
{
	const struct exchange x = { &to.address[0], question, len, answer,
		room, fd_now_ms() + ms };

	memset(question, 'q', sizeof(question));
	return exchange_do(&x, e);
}

static void
assert_fails(size_t len, size_t room, int64_t ms, const char *says, int sys)
{
	struct err e = { 0 };

	assert_int_equal(ask(len, room, ms, &e), -1);
	(void)failing_end();
	assert_int_equal(e.class, ERR_TEMP);
	assert_non_null(strstr(e.msg, says));
	assert_int_equal(e.sys, sys);
}

static void
an_answer_is_all_that_is_said_until_the_end(void **state)
{
	struct err e;

	(void)state;
	begin(ANSWERS);
	assert_int_equal(ask(LONG, LONG + 1, FAR_MS, &e), LONG);
	assert_memory_equal(answer, question, LONG);
	end();
}

/* A signal is no end of any of it. */
static void
what_is_interrupted_goes_on(void **state)
{
	static const char *const call[] = { "poll", "send", "recv" };
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(call) / sizeof(call[0]); i++) {
		begin(ANSWERS);
		failing_nth(call[i], 1, EINTR);
		assert_int_equal(ask(3, 4, FAR_MS, &e), 3);
		assert_true(failing_end());
		end();
	}
}

static void
each_wait_has_its_end(void **state)
{
	(void)state;
	begin(SAYS_NOTHING);
	assert_fails(3, 4, 20, "read the answer", ETIMEDOUT);
	end();
}

static void
an_answer_that_fills_its_room_is_none(void **state)
{
	(void)state;
	begin(ANSWERS);
	assert_fails(4, 4, FAR_MS, "read the answer", EMSGSIZE);
	end();
}

static void
a_server_that_hangs_up_is_said_to(void **state)
{
	struct err e;
	ssize_t n;

	(void)state;
	begin(HANGS_UP);
	n = ask(LONG, LONG + 1, FAR_MS, &e);
	assert_int_equal(n, -1);
	assert_int_equal(e.class, ERR_TEMP);
	end();
}

static void
each_call_that_fails_is_said_to(void **state)
{
	static const struct {
		const char *call, *says;
	} row[] = {
		{ "socket", "make a socket" }, { "poll", "connect" },
		{ "getsockopt", "connect" }, { "send", "send the question" },
		{ "recv", "read the answer" },
	};
	size_t i;
	int free_fd;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		begin(ANSWERS);
		free_fd = dup(0);
		(void)close(free_fd);
		failing_nth(row[i].call, 1, ENOBUFS);
		assert_fails(3, 4, FAR_MS, row[i].says, ENOBUFS);
		assert_int_equal(dup(0), free_fd); /* nothing is left open */
		(void)close(free_fd);
		end();
	}
}

static void
nobody_who_listens_is_said_to(void **state)
{
	(void)state;
	begin(SAYS_NOTHING);
	end();
	assert_fails(3, 4, FAR_MS, "connect", ENOENT);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_all_that_is_said_until_the_end),
		cmocka_unit_test(what_is_interrupted_goes_on),
		cmocka_unit_test(each_wait_has_its_end),
		cmocka_unit_test(an_answer_that_fills_its_room_is_none),
		cmocka_unit_test(a_server_that_hangs_up_is_said_to),
		cmocka_unit_test(each_call_that_fails_is_said_to),
		cmocka_unit_test(nobody_who_listens_is_said_to),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
