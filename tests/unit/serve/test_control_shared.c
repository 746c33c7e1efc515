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
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "lib/later.h"
#include "serve/keeper.h"
#include "share/walk.h"
#include "state/ledger.h"
#include "store/store.h"

#define HEAD "dhfd-dump 1\n"
#define GREY "grey\t192.0.2.1\twait\tfirst=9\texpires=9999999999\n"

/* The administrator asks a daemon whose store is elsewhere. */
static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static uv_loop_t loop;
static struct keeper k;
static struct control c;
static struct never never;
static struct ledger ledger;

/* A walk through a store that the test has: it takes the place of the other. */
static struct walk {
	struct share_walk_calls calls;
	bool fails_new;   /* it cannot begin */
	unsigned wanted;  /* steps that were asked for */
	bool freed;
} walk;

struct share_walk *
share_walk_new(struct share *s, const struct share_walk_calls *calls,
    struct err *e)
{
	assert_non_null(s);
	if (walk.fails_new) {
		(void)err_temp(e, 0, "no walk");
		return NULL;
	}
	walk.calls = *calls;
	return (struct share_walk *)&walk;
}

void
share_walk_go(struct share_walk *w)
{
	assert_ptr_equal(w, &walk);
	walk.wanted++;
}

void
share_walk_free(struct share_walk *w)
{
	walk.freed = walk.freed || w != NULL;
}

static int
begin(void **state)
{
	(void)state;
	(void)alarm(60);
	(void)signal(SIGPIPE, SIG_IGN);
	fixture_begin(&f);
	k = (struct keeper){ .tell = &log_ };
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(keeper_open(&k, f.dir, 64 << 20, time(NULL), &f.e),
	    0);
	keeper_start(&k, &loop);
	later_begin(&k);
	never_settle(&never);
	ledger = (struct ledger){ .store = k.store, .never = &never,
		.net4 = 24 };
	c.keeper = &k;
	c.ledger = &ledger;
	c.tell = &log_;
	control_init(&c, &loop);
	walk = (struct walk){ .wanted = 0 };
	return 0;
}

static int
end(void **state)
{
	(void)state;
	control_close(&c);
	later_end(&k);
	keeper_stop(&k);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(keeper_close(&k, time(NULL), &f.e), 0);
	never_free(&never);
	fixture_end(&f);
	return 0;
}

static void
turn(void)
{
	int i;

	for (i = 0; i < 5; i++)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
}

/* Somebody who asks this: the other end. */
static int
ask(const char *text)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	(void)fcntl(fd[0], F_SETFL, O_NONBLOCK);
	(void)fcntl(fd[1], F_SETFL, O_NONBLOCK);
	assert_int_equal(write(fd[0], text, strlen(text)), strlen(text));
	(void)shutdown(fd[0], SHUT_WR);
	control_come(&c, fd[1]);
	turn();
	return fd[0];
}

/* What has come of it; "?" behind it: it is not over. */
static const char *
heard(int fd)
{
	static char got[4096];
	size_t len = 0;
	ssize_t n;

	turn();
	while ((n = read(fd, got + len, sizeof(got) - 2 - len)) > 0) {
		len += (size_t)n;
		turn();
	}
	(void)strcpy(got + len, n == -1 && errno == EAGAIN ? "?" : "");
	return got;
}

static void
each_line_that_is_loaded_waits_for_the_store(void **state)
{
	int fd = ask("load\n" HEAD GREY GREY);

	(void)state;
	assert_string_equal(heard(fd), "?");
	assert_int_equal(later_waiting(), 1);
	while (later_waiting() > 0) {
		later_go(true);
		turn();
	}
	assert_string_equal(heard(fd), ". ok\n");
	(void)close(fd);
	fd = ask("load\n" HEAD "rubbish\n");
	while (later_waiting() > 0) {
		later_go(true);
		turn();
	}
	assert_non_null(strstr(heard(fd), ". perm line 2: "));
	(void)close(fd);
}

static void
a_store_that_fails_is_told(void **state)
{
	int fd = ask("load\n" HEAD GREY);

	(void)state;
	while (later_waiting() > 0) {
		later_go(false);
		turn();
	}
	assert_string_equal(heard(fd), ". temp nobody is there\n");
	(void)close(fd);
	fd = ask("state 192.0.2.1\n");
	while (later_waiting() > 0) {
		later_go(false);
		turn();
	}
	assert_string_equal(heard(fd), ". temp nobody is there\n");
	(void)close(fd);
}

static void
who_hangs_up_while_the_store_is_asked_is_forgotten(void **state)
{
	int fd = ask("load\n" HEAD GREY);

	(void)state;
	assert_int_equal(later_waiting(), 1);
	(void)close(fd);
	control_close(&c);
	assert_int_equal(later_waiting(), 0);
}

static void
a_dump_goes_in_steps(void **state)
{
	struct store_record r;
	struct store_bytes key = { "\1\0", 2 };
	int fd = ask("dump\n");

	(void)state;
	assert_int_equal(walk.wanted, 1);
	assert_string_equal(heard(fd), HEAD "?");
	walk.calls.step(walk.calls.arg, false, NULL);
	turn();
	assert_int_equal(walk.wanted, 2);
	r = (struct store_record){ { "x", 1 }, 1, 1 };
	walk.calls.record(walk.calls.arg, key, &r); /* nobody's */
	walk.calls.step(walk.calls.arg, true, NULL);
	assert_non_null(strstr(heard(fd), ". "));
	assert_null(strchr(heard(fd), '?'));
	assert_true(walk.freed);
	(void)close(fd);
}

static void
a_dump_that_breaks_off_says_why(void **state)
{
	struct err e;
	int fd = ask("dump\n");

	(void)state;
	(void)err_temp(&e, 0, "a server is gone");
	walk.calls.step(walk.calls.arg, false, &e);
	assert_string_equal(heard(fd), HEAD ". temp a server is gone\n");
	(void)close(fd);
	walk.fails_new = true;
	fd = ask("dump\n");
	assert_string_equal(heard(fd), HEAD ". temp no walk\n");
	(void)close(fd);
	walk.fails_new = false;
	fd = ask("dump\n");
	(void)close(fd);
	walk.calls.step(walk.calls.arg, true, NULL); /* nobody hears it */
	turn();
	assert_int_equal(c.sessions, 0);
}

/* Each thing that fails costs one answer, or a complaint in its place. */
static void
what_fails_ends_one_session(void **state)
{
	static const struct {
		const char *name;
		unsigned nth;
		int error;
		const char *heard;
	} row[] = {
		{ "getsockopt", 1, EIO, "" },
		{ FAILING_MEMORY, 1, ENOMEM, "" },
		{ "uv_poll_init", 1, UV_ENOMEM, "" },
		{ "recv", 1, ECONNRESET, "" },
		{ "recv", 1, EINTR, ". perm \"x\" is no command\n" },
		{ "send", 1, EINTR, ". perm \"x\" is no command\n" },
		{ "send", 1, EPIPE, "" },
	};
	size_t i;
	int fd;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		failing_nth(row[i].name, row[i].nth, row[i].error);
		fd = ask("x\n");
		if (strcmp(heard(fd), row[i].heard) != 0)
			fail_msg("row %zu: %s", i, heard(fd));
		assert_true(failing_end());
		(void)close(fd);
		turn();
		assert_int_equal(c.sessions, 0);
	}
	failing_nth(FAILING_MEMORY, 2, ENOMEM); /* the first is the session */
	fd = ask("load\n" HEAD GREY);
	assert_true(failing_end());
	assert_string_equal(heard(fd), ". temp out of memory\n");
	(void)close(fd);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(each_line_that_is_loaded_waits_for_the_store),
		TEST(a_store_that_fails_is_told),
		TEST(who_hangs_up_while_the_store_is_asked_is_forgotten),
		TEST(a_dump_goes_in_steps),
		TEST(a_dump_that_breaks_off_says_why),
		TEST(what_fails_ends_one_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
