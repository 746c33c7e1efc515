/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/fdio.h"
#include "lib/failing.h"
#include "relay/quiet.h"

#define SOON_MS 10000

static struct spawn_program
shell(char *const *argv)
{
	static char *env[] = { (char *)(uintptr_t) "A=b", NULL };

	return (struct spawn_program){ "/bin/sh", argv, env, NULL, NULL };
}

/* All that it says until its end. */
static void
hear(struct spawn *s, char *out, size_t cap)
{
	size_t len = 0;
	ssize_t n;

	while ((n = fd_read_within(s->from, out + len, cap - 1 - len,
	    SOON_MS)) > 0)
		len += (size_t)n;
	assert_int_equal(n, 0);
	out[len] = '\0';
}

static void
before(void *arg)
{
	(void)arg;
	if (write(STDOUT_FILENO, "<", 1) != 1)
		_exit(1);
}

static void
a_server_has_pipes_its_environment_and_our_signals(void **state)
{
	char script[] = "read -r x; echo \"$A $x\"; kill -PIPE $$; echo no";
	char word[] = "sh", option[] = "-c";
	char *argv[] = { word, option, script, NULL };
	struct spawn_program p = shell(argv);
	struct quiet q;
	struct spawn s;
	struct err e;
	char out[64];

	(void)state;
	quiet_begin(&q);
	p.before = before;
	assert_int_equal(spawn_begin(&s, &p, &q, &e), 0);
	assert_true(s.to > 2 && s.from > 2);
	assert_int_equal(write(s.to, "hello\n", 6), 6);
	hear(&s, out, sizeof(out));
	assert_string_equal(out, "<b hello\n");
	spawn_close(&s);
	assert_int_equal(s.to, -1);
	spawn_wait(&s);
	assert_int_equal(s.pid, 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	spawn_wait(&s);
	quiet_end(&q);
}

static void
what_cannot_be_run_is_an_end_of_input(void **state)
{
	char word[] = "none";
	char *argv[] = { word, NULL };
	struct spawn_program p = shell(argv);
	struct spawn s;
	struct err e;
	char out[8];

	(void)state;
	p.path = "/nowhere/none";
	assert_int_equal(spawn_begin(&s, &p, NULL, &e), 0);
	hear(&s, out, sizeof(out));
	assert_string_equal(out, "");
	spawn_close(&s);
	spawn_wait(&s);
}

static void
who_is_sent_away_is_waited_for(void **state)
{
	char script[] = "exec sleep 1000";
	char word[] = "sh", option[] = "-c";
	char *argv[] = { word, option, script, NULL };
	struct spawn_program p = shell(argv);
	struct spawn s;
	struct err e;

	(void)state;
	assert_int_equal(spawn_begin(&s, &p, NULL, &e), 0);
	spawn_dismiss(&s);
	assert_int_equal(s.pid, 0);
	assert_int_equal(waitpid(-1, NULL, 0), -1);
	assert_int_equal(errno, ECHILD);
}

static unsigned
count_open(void)
{
	unsigned n = 0;
	int fd;

	for (fd = 0; fd < 64; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

/* Try with one call failing.  Whether it has; nothing is left open, and no
 * process. */
static bool
begins_not(void *arg)
{
	char word[] = "none";
	char *argv[] = { word, NULL };
	struct spawn_program p = shell(argv);
	struct spawn s = { 0, -1, -1 };
	unsigned open_before = count_open();
	struct err e = { 0 };
	bool failed;
	int rc;

	(void)arg;
	rc = spawn_begin(&s, &p, NULL, &e);
	failed = failing_end();
	if (!failed) {
		assert_int_equal(rc, 0);
		spawn_dismiss(&s);
		return false;
	}
	assert_int_equal(rc, -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(e.sys, EMFILE);
	assert_non_null(strstr(e.msg, "start /bin/sh"));
	assert_int_equal(count_open(), open_before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	return true;
}

static void
what_cannot_be_begun_is_trouble_and_leaves_nothing(void **state)
{
	(void)state;
	assert_int_equal(failing_each("pipe", EMFILE, begins_not, NULL), 2);
	assert_int_equal(failing_each("fork", EMFILE, begins_not, NULL), 1);
}

/* Nor does a signal end the wait for one. */
static void
a_wait_that_is_interrupted_goes_on(void **state)
{
	char word[] = "none";
	char *argv[] = { word, NULL };
	struct spawn_program p = shell(argv);
	struct spawn s;
	struct err e;

	(void)state;
	p.path = "/nowhere/none";
	assert_int_equal(spawn_begin(&s, &p, NULL, &e), 0);
	spawn_close(&s);
	failing_nth("waitpid", 1, EINTR);
	spawn_wait(&s);
	assert_true(failing_end());
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	spawn_dismiss(&s); /* nobody is nobody to send away */
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_server_has_pipes_its_environment_and_our_signals),
		cmocka_unit_test(what_cannot_be_run_is_an_end_of_input),
		cmocka_unit_test(who_is_sent_away_is_waited_for),
		cmocka_unit_test(
		    what_cannot_be_begun_is_trouble_and_leaves_nothing),
		cmocka_unit_test(a_wait_that_is_interrupted_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
