/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/opening.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "ban/server.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "lib/fixture.h"
#include "lib/failing.h"
#include "state/never.h"

static struct fixture f;
static struct opening o;
static char path[FIXTURE_PATH], never_path[FIXTURE_PATH];
static char resolvers[FIXTURE_PATH];

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	o = (struct opening){ .path = fixture_path(&f, path, "socket"),
		.group = "", .users = "",
		.never = fixture_path(&f, never_path, "never"),
		.resolvers = fixture_path(&f, resolvers, "resolv.conf") };
	return 0;
}

static int
end(void **state)
{
	(void)state;
	(void)failing_end();
	fixture_end(&f);
	return 0;
}

static void
options_are_taken_by_their_letter(void **state)
{
	(void)state;
	o.never_asked = false;
	assert_true(opening_option(&o, 'g', "staff"));
	assert_true(opening_option(&o, 'n', "/x"));
	assert_true(opening_option(&o, 's', "/y"));
	assert_true(opening_option(&o, 'U', "0"));
	assert_string_equal(o.group, "staff");
	assert_string_equal(o.never, "/x");
	assert_true(o.never_asked);
	assert_string_equal(o.path, "/y");
	assert_string_equal(o.users, "0");
	assert_false(opening_option(&o, 'V', NULL));
}

static bool
has(const struct never *n, unsigned char last)
{
	const struct ip ip = { { 198, 51, 100, last }, 32 };

	return never_has(n, &ip, &ip);
}

/* The file need not be there unless it was asked for. */
static void
who_is_never_banned_stands_in_files(void **state)
{
	struct never n = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(opening_never(&n, &o, &e), 0);
	assert_false(has(&n, 1));
	never_free(&n);
	o.never_asked = true;
	assert_int_equal(opening_never(&n, &o, &e), -1);
	never_free(&n);
	fixture_text(&f, "never", "198.51.100.1\n");
	assert_int_equal(chmod(never_path, 0644), 0);
	fixture_text(&f, "resolv.conf", "nameserver 198.51.100.2\n");
	o.never_asked = false;
	assert_int_equal(opening_never(&n, &o, &e), 0);
	assert_true(has(&n, 1) && has(&n, 2));
	assert_false(has(&n, 3));
	never_free(&n);
	fixture_text(&f, "never", "198.51.100.x\n");
	assert_int_equal(opening_never(&n, &o, &e), -1);
	never_free(&n);
}

static bool
find_never(void *arg)
{
	struct never n = { 0 };
	struct err e = { .msg = "" };
	int rc = opening_never(&n, &o, &e);
	bool failed = failing_end();

	(void)arg;
	assert_int_equal(rc, failed ? -1 : 0);
	never_free(&n);
	return failed;
}

static void
without_memory_nobody_is_forgotten(void **state)
{
	char text[64 * 32] = "";
	unsigned i;

	(void)state;
	/* so many that each file makes the set grow */
	for (i = 0; i < 64; i++)
		(void)snprintf(text + strlen(text), 32,
		    "nameserver 198.51.100.%u\n", 2 * i);
	fixture_text(&f, "resolv.conf", text);
	assert_true(failing_each(FAILING_MEMORY, ENOMEM, find_never, NULL) > 1);
	assert_true(failing_each("open", EMFILE, find_never, NULL) > 0);
}

/* Listen, and what is told of it; -1 if that is an error. */
static int
listens(char told[256], struct err *e)
{
	static struct ban_server s;
	struct tell t = { .program = "test" };
	int fd[2], rc;
	ssize_t n;

	assert_int_equal(pipe(fd), 0);
	t.fd = fd[1];
	s = (struct ban_server){ .fd = -1 };
	rc = opening_socket(&s, &o, &t, e);
	assert_int_equal(rc == 0, s.fd != -1);
	fd_close(s.fd);
	(void)remove(path);
	(void)close(fd[1]);
	n = read(fd[0], told, 255);
	(void)close(fd[0]);
	assert_true(n >= 0);
	told[n] = '\0';
	return rc;
}

static void
a_group_that_is_missing_is_done_without(void **state)
{
	char told[256];
	struct err e;

	(void)state;
	assert_int_equal(listens(told, &e), 0);
	assert_string_equal(told, "");
	o.group = "no-such-group-here";
	assert_int_equal(listens(told, &e), 0);
	assert_string_equal(told, "test: there is no group "
	    "no-such-group-here: only our own user may ask\n");
	o.group = "daemon";
	failing_nth("chown", 1, EPERM);
	assert_int_equal(listens(told, &e), 0);
	assert_true(failing_end());
	assert_non_null(strstr(told, "can't be given to the group daemon"));
	failing_nth("getgrnam", 1, EMFILE);
	assert_int_equal(listens(told, &e), -1);
	assert_true(failing_end());
	assert_int_equal(e.class, ERR_TEMP);
}

static void
a_socket_that_cannot_be_is_an_error(void **state)
{
	char told[256];
	struct err e;

	(void)state;
	o.users = "no-such-user-here";
	assert_int_equal(listens(told, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	o.users = "";
	o.path = "/nowhere/at/all/socket";
	assert_int_equal(listens(told, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
}

static volatile sig_atomic_t heard;

static void
on_signal(int sig)
{
	heard = sig;
}

/* One that comes early waits. */
static void
signals_are_heard_while_waiting_alone(void **state)
{
	sigset_t during, was;

	(void)state;
	(void)sigprocmask(SIG_SETMASK, NULL, &was);
	opening_signals(&during, on_signal);
	assert_int_equal(raise(SIGHUP), 0);
	assert_int_equal(raise(SIGPIPE), 0);
	assert_int_equal(raise(SIGTERM), 0);
	assert_int_equal(heard, 0);
	(void)sigsuspend(&during);
	assert_int_equal(heard, SIGTERM);
	(void)sigprocmask(SIG_SETMASK, &was, NULL);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(options_are_taken_by_their_letter),
		TEST(who_is_never_banned_stands_in_files),
		TEST(without_memory_nobody_is_forgotten),
		TEST(a_group_that_is_missing_is_done_without),
		TEST(a_socket_that_cannot_be_is_an_error),
		TEST(signals_are_heard_while_waiting_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
