/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/filters.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <uv.h>

#include "base/err.h"
#include "base/tell.h"
#include "lib/failing.h"
#include "wire/letter.h"

/* Who asks at the wrong place, or when nothing can be had. */
static uv_loop_t loop;
static struct filters f;
static struct callers callers;
static struct tell log_ = { "prog", 2, 0 };
static struct err e;
static int envelopes;

static struct deed *
on_envelope(void *arg, const struct letter *l, const struct filters_asker *who)
{
	(void)l;
	assert_ptr_equal(arg, &envelopes);
	envelopes++;
	who->say(who->arg, NULL);
	return NULL;
}

static int
begin(void **state)
{
	(void)state;
	(void)alarm(60);
	(void)signal(SIGPIPE, SIG_IGN);
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(callers_init(&callers, "", 8, &e), 0);
	f = (struct filters){ .tell = &log_, .name = "socket",
		.callers = &callers, .calls = { .arg = &envelopes } };
	assert_int_equal(filters_init(&f, &loop, &e), 0);
	envelopes = 0;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	filters_close(&f);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(callers.taken, 0);
	return 0;
}

/* A filter that has connected: its end of the connection. */
static int
filter(void)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	(void)fcntl(fd[0], F_SETFL, O_NONBLOCK);
	filters_come(&f, fd[1]);
	return fd[0];
}

static void
turn(void)
{
	(void)uv_run(&loop, UV_RUN_NOWAIT);
}

static void
ask(int fd, const struct letter *l)
{
	unsigned char data[LETTER_MAX];
	size_t len = letter_pack(data, l);

	assert_int_equal(send(fd, data, len, MSG_NOSIGNAL), len);
	turn();
}

/* The type of the letter that has come, 0: none, -1: the session is over. */
static int
heard(int fd)
{
	unsigned char data[LETTER_MAX];
	struct letter l = { 0 };
	size_t used;
	ssize_t n = read(fd, data, sizeof(data));

	if (n == 0 || (n == -1 && errno != EAGAIN))
		return -1;
	if (n == -1)
		return 0;
	assert_int_equal(letter_unpack(&l, &used, data, (size_t)n),
	    LETTER_WHOLE);
	return (int)l.type;
}

#define IP { { 192, 0, 2, 1 }, 32 }
static const struct letter grey = { .type = LETTER_GREY, .ip = IP,
	.name = "", .rule = "r" };
static const struct letter hand = { .type = LETTER_HAND, .ip = IP,
	.reply = "553 no\r\n" };
static const struct letter envelope = { .type = LETTER_ENVELOPE, .ip = IP,
	.to = "a@b.example" };
static const struct letter offence = { .type = LETTER_OFFENCE, .ip = IP,
	.seconds = 600, .source = "filter" };

/* At a socket where something is not done, it is told, and the end. */
static void
what_is_asked_at_the_wrong_socket_is_told(void **state)
{
	struct letter unheard = envelope;
	const struct letter *const asks[] = { &grey, &hand, &envelope,
		&unheard, &offence };
	size_t i;
	int fd;

	(void)state;
	unheard.to = "";
	for (i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		fd = filter();
		ask(fd, asks[i]);
		assert_int_equal(heard(fd), LETTER_CANNOT);
		assert_int_equal(heard(fd), -1);
		assert_int_equal(f.counts.bad, i + 1);
		(void)close(fd);
	}
	f.calls.envelope = on_envelope; /* an empty one is no question */
	fd = filter();
	ask(fd, &unheard);
	assert_int_equal(heard(fd), 0);
	assert_int_equal(envelopes, 0);
	(void)close(fd);
	turn();
}

static void
who_cannot_be_served_is_shut_out(void **state)
{
	static const struct {
		const char *name;
		int error;
	} row[] = {
		{ "getsockopt", EIO }, { FAILING_MEMORY, ENOMEM },
	};
	size_t i;
	int fd;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		failing_nth(row[i].name, 1, row[i].error);
		fd = filter();
		assert_true(failing_end());
		assert_int_equal(heard(fd), -1);
		(void)close(fd);
		assert_int_equal(callers.taken, 0);
	}
	filters_close(&f);
	fd = filter();
	assert_int_equal(heard(fd), -1);
	(void)close(fd);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(what_is_asked_at_the_wrong_socket_is_told),
		TEST(who_cannot_be_served_is_shut_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
