/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/desk.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/failing.h"
#include "lib/fixture.h"
#include "serve/bind.h"

#define HEAD "dhfd-dump 1\n"
#define RECORD "grey\t192.0.2.1\twait\tfirst=9\texpires=9999999999\n"

static struct fixture f;
static struct desk d;
static char *out, said[100];
static size_t out_len;

static int
begin(void **state)
{
	(void)state;
	(void)alarm(20);
	fixture_begin(&f);
	d = (struct desk){ .dir = f.dir, .size = 1 << 20, .wait_s = 1,
		.never = "", .log = stderr, .program = "prog" };
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	free(out);
	out = NULL;
	return 0;
}

/* Do it with text as input; out is what it says. */
static enum desk_answer
run(enum desk_what what, const char *text)
{
	enum desk_answer answer;

	free(out);
	d.what = what;
	d.in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	d.out = open_memstream(&out, &out_len);
	answer = desk_do(&d, &f.e);
	(void)fclose(d.in);
	(void)fclose(d.out);
	return answer;
}

static void
without_a_daemon_the_store_is_opened(void **state)
{
	(void)state;
	assert_int_equal(run(DESK_DUMP, "x"), DESK_DONE);
	assert_string_equal(out, HEAD);
	assert_int_equal(run(DESK_LOAD, HEAD RECORD), DESK_DONE);
	assert_int_equal(run(DESK_DUMP, "x"), DESK_DONE);
	assert_string_equal(out, HEAD RECORD);
	d.key = "192.0.2.1";
	assert_int_equal(run(DESK_STATE, "x"), DESK_DONE);
	assert_string_equal(out, RECORD);
	d.key = "192.0.2.2";
	assert_int_equal(run(DESK_STATE, "x"), DESK_NONE);
	assert_int_equal(run(DESK_LOAD, "rubbish"), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_PERM);
	d.dir = "/dev/null/none";
	assert_int_equal(run(DESK_DUMP, "x"), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_PERM);
}

static void
who_is_no_offender_is_not_loaded(void **state)
{
	static const char offender[] =
	    "offender\t%s\ttrap\tx\t1\t1\t1\t4000000000\t0\tx\n";
	char load[500], kept[FIXTURE_PATH], *told = NULL;
	size_t len;

	(void)state;
	fixture_text(&f, "never", "198.51.100.0/24\n");
	d.never = fixture_path(&f, kept, "never");
	d.log = open_memstream(&told, &len);
	len = (size_t)sprintf(load, HEAD);
	len += (size_t)sprintf(load + len, offender, "203.0.113.7");
	len += (size_t)sprintf(load + len, offender, "198.51.100.7");
	(void)sprintf(load + len, offender, "127.0.0.1");
	assert_int_equal(run(DESK_LOAD, load), DESK_DONE);
	(void)fclose(d.log);
	d.log = stderr;
	assert_string_equal(told, "prog: 2 offenders were left out, the first "
	    "in line 3: nothing is ever held against such addresses\n");
	free(told);
	assert_int_equal(run(DESK_DUMP, "x"), DESK_DONE);
	(void)sprintf(load, HEAD);
	(void)sprintf(load + strlen(HEAD), offender, "203.0.113.7");
	assert_string_equal(out, load);
	d.key = "203.0.113.7";
	assert_int_equal(run(DESK_FORGET, "x"), DESK_DONE);
	assert_int_equal(run(DESK_FORGET, "x"), DESK_NONE);
	assert_int_equal(run(DESK_STATE, "x"), DESK_NONE);
	d.key = "203.0.113.0/24";
	assert_int_equal(run(DESK_FORGET, "x"), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_PERM);
}

/* A daemon of the test's own: it says what it is told to. */
struct daemon {
	int fd;
	const char *answer;
	pthread_t thread;
};

static void *
serve(void *arg)
{
	struct daemon *daemon = arg;
	size_t len = 0;
	ssize_t n;
	int fd;

	while ((fd = accept(daemon->fd, NULL, NULL)) == -1)
		;
	while (len < sizeof(said) - 1 &&
	    (n = read(fd, said + len, sizeof(said) - 1 - len)) > 0)
		len += (size_t)n;
	said[len] = '\0';
	(void)send(fd, daemon->answer, strlen(daemon->answer), MSG_NOSIGNAL);
	(void)close(fd);
	return NULL;
}

/* What comes of an answer. */
static enum desk_answer
asked(enum desk_what what, const char *text, const char *answer)
{
	static const struct bind_owner us = { (uid_t)-1, (gid_t)-1 };
	struct daemon daemon = { -1, answer, 0 };
	char path[FIXTURE_PATH];
	enum desk_answer got;

	(void)fixture_path(&f, path, DESK_CONTROL);
	assert_int_equal(bind_path(&daemon.fd, path, SOCK_STREAM, &us, &f.e),
	    BIND_OK);
	assert_int_equal(pthread_create(&daemon.thread, NULL, serve, &daemon),
	    0);
	got = run(what, text);
	(void)pthread_join(daemon.thread, NULL);
	(void)close(daemon.fd);
	return got;
}

static void
a_daemon_is_asked(void **state)
{
	(void)state;
	assert_int_equal(asked(DESK_DUMP, "x", HEAD RECORD ". ok\n"),
	    DESK_DONE);
	assert_string_equal(said, "dump\n");
	assert_string_equal(out, HEAD RECORD);
	d.key = "192.0.2.1";
	assert_int_equal(asked(DESK_STATE, "x", ". none\n"), DESK_NONE);
	assert_string_equal(said, "state 192.0.2.1\n");
	assert_string_equal(out, "");
	assert_int_equal(asked(DESK_LOAD, HEAD "a\nb\n", ". ok\n"), DESK_DONE);
	assert_string_equal(said, "load\n" HEAD "a\nb\n");
	assert_string_equal(out, "");
}

static void
what_a_daemon_complains_of_is_told(void **state)
{
	(void)state;
	assert_int_equal(asked(DESK_LOAD, "x", ". perm line 1: no\n"),
	    DESK_FAILED);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_string_equal(f.e.msg, "line 1: no");
	assert_int_equal(asked(DESK_DUMP, "x", HEAD ". temp disk\n"),
	    DESK_FAILED);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_string_equal(f.e.msg, "disk");
	assert_int_equal(asked(DESK_DUMP, "x", HEAD RECORD), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_TEMP); /* it ended in the middle */
	assert_int_equal(asked(DESK_DUMP, "x", HEAD ". o"), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_TEMP);
}

/* A daemon that is stopped: the kernel takes the connection, and what is
 * written, until its room is full. */
static void
a_daemon_that_is_silent_is_not_waited_for(void **state)
{
	static const struct bind_owner us = { (uid_t)-1, (gid_t)-1 };
	char path[FIXTURE_PATH], who[32];
	char *much = malloc(1 << 22);
	int fd;

	(void)state;
	(void)fixture_path(&f, path, DESK_CONTROL);
	assert_int_equal(bind_path(&fd, path, SOCK_STREAM, &us, &f.e),
	    BIND_OK);
	(void)snprintf(who, sizeof(who), "process %ld", (long)getpid());
	assert_int_equal(run(DESK_DUMP, "x"), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_non_null(strstr(f.e.msg, who));
	memset(much, 'x', (1 << 22) - 1);
	much[(1 << 22) - 1] = '\0';
	f.e.msg[0] = '\0';
	assert_int_equal(run(DESK_LOAD, much), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_non_null(strstr(f.e.msg, who));
	free(much);
	(void)close(fd);
}

/* The same to a file that takes nothing, from one that gives nothing. */
static enum desk_answer
run_badly(enum desk_what what)
{
	enum desk_answer answer;

	d.what = what;
	d.in = fopen(f.dir, "r");
	d.out = fopen("/dev/full", "w");
	assert_non_null(d.in);
	if (d.out == NULL) /* as on other systems */
		d.out = fopen("/dev/null", "r");
	assert_non_null(d.out);
	(void)setvbuf(d.out, NULL, _IONBF, 0);
	f.e.class = ERR_NONE;
	answer = desk_do(&d, &f.e);
	(void)fclose(d.in);
	(void)fclose(d.out);
	return answer;
}

static void
what_cannot_be_written_or_read_is_told(void **state)
{
	(void)state;
	assert_int_equal(run(DESK_LOAD, HEAD RECORD), DESK_DONE);
	assert_int_equal(run_badly(DESK_DUMP), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_TEMP);
	d.key = "192.0.2.1";
	assert_int_equal(run_badly(DESK_STATE), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_int_equal(run_badly(DESK_LOAD), DESK_FAILED);
	assert_int_not_equal(f.e.class, ERR_NONE);
	d.never = "/nonexistent/never";
	assert_int_equal(run(DESK_LOAD, HEAD RECORD), DESK_FAILED);
	assert_non_null(strstr(f.e.msg, "/nonexistent/never"));
}

static void
a_folder_that_is_none_is_told(void **state)
{
	char dir[200];

	(void)state;
	memset(dir, 'd', sizeof(dir) - 1);
	dir[sizeof(dir) - 1] = '\0';
	d.dir = dir;
	assert_int_equal(run(DESK_DUMP, "x"), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_non_null(strstr(f.e.msg, "too long"));
	d.dir = "/nonexistent";
	assert_int_equal(run(DESK_DUMP, "x"), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_non_null(strstr(f.e.msg, "no daemon has run here"));
	d.shared = true;
	assert_int_equal(run(DESK_DUMP, "x"), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_non_null(strstr(f.e.msg, "start dhfd"));
}

/* Asked by two who have nothing to write to, or to read. */
static void
a_daemon_is_asked_in_vain(void **state)
{
	static const struct bind_owner us = { (uid_t)-1, (gid_t)-1 };
	struct daemon daemon = { -1, HEAD RECORD ". ok\n", 0 };
	static const enum desk_what what[] = { DESK_DUMP, DESK_LOAD };
	char path[FIXTURE_PATH];
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		assert_int_equal(bind_path(&daemon.fd, fixture_path(&f, path,
		    DESK_CONTROL), SOCK_STREAM, &us, &f.e), BIND_OK);
		assert_int_equal(pthread_create(&daemon.thread, NULL, serve,
		    &daemon), 0);
		assert_int_equal(run_badly(what[i]), DESK_FAILED);
		assert_int_equal(f.e.class, ERR_TEMP);
		assert_non_null(strstr(f.e.msg, i == 0 ? "write the answer" :
		    "read what is to be loaded"));
		(void)pthread_join(daemon.thread, NULL);
		(void)close(daemon.fd);
	}
}

static void
an_answer_that_is_too_long_is_none(void **state)
{
	char answer[1000];

	(void)state;
	memset(answer, 'x', sizeof(answer));
	memcpy(answer, ". perm ", 7);
	(void)strcpy(answer + sizeof(answer) - 2, "\n");
	assert_int_equal(asked(DESK_DUMP, "x", answer), DESK_FAILED);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_non_null(strstr(f.e.msg, "breaks off"));
	assert_int_equal(asked(DESK_LOAD, "x", "half a line"), DESK_FAILED);
	assert_non_null(strstr(f.e.msg, "hung up"));
}

static void
what_the_system_does_not_do_is_told(void **state)
{
	static const int error[] = { EINTR, EPIPE, ECONNRESET };
	size_t i;

	(void)state;
	failing_nth("fdopen", 1, ENOMEM);
	assert_int_equal(asked(DESK_DUMP, "x", ". ok\n"), DESK_FAILED);
	assert_true(failing_end());
	assert_int_equal(f.e.class, ERR_TEMP);
	/* The daemon of the test sends nothing before it has heard all. */
	for (i = 0; i < sizeof(error) / sizeof(error[0]); i++) {
		failing_nth("send", 1, error[i]);
		assert_int_equal(asked(DESK_DUMP, "x", ". ok\n"), i == 0 ?
		    DESK_DONE : DESK_FAILED);
		assert_true(failing_end());
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(without_a_daemon_the_store_is_opened),
		TEST(who_is_no_offender_is_not_loaded),
		TEST(a_daemon_is_asked),
		TEST(what_a_daemon_complains_of_is_told),
		TEST(a_daemon_that_is_silent_is_not_waited_for),
		TEST(what_cannot_be_written_or_read_is_told),
		TEST(a_folder_that_is_none_is_told),
		TEST(a_daemon_is_asked_in_vain),
		TEST(an_answer_that_is_too_long_is_none),
		TEST(what_the_system_does_not_do_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
