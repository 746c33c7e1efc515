/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/post.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/fixture.h"

/* What the daemon of a test does with who asks. */
enum daemon { ANSWERS, DRIBBLES, STAYS_SILENT, HANGS_UP, TALKS_ON };

static struct fixture f;
static char path[FIXTURE_PATH];
static int listener;
static pid_t child;
static struct post p;
static const struct letter question = { .type = LETTER_GREY,
	.ip = { { 192, 0, 2, 1 }, 32 }, .name = "mx.example.org",
	.rule = "r" };
static const unsigned char endless[] = { 1, 2, 0xfc, 0x0f };
static const unsigned char answer[] = { 1, 2, 8, 0, 1, 0, 0, 0, 60, 0, 0, 0 };

static int
begin(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	(void)state;
	(void)alarm(60);
	fixture_begin(&f);
	strcpy(at.sun_path, fixture_path(&f, path, "socket"));
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof(at)),
	    0);
	assert_int_equal(listen(listener, 1), 0);
	p = (struct post){ path, 20000, -1 };
	child = -1;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	post_end(&p);
	(void)close(listener);
	if (child != -1) {
		(void)kill(child, SIGKILL);
		(void)waitpid(child, NULL, 0);
	}
	fixture_end(&f);
	return 0;
}

static int
rest(void)
{
	const struct timespec ms = { 0, 1000000 };

	return nanosleep(&ms, NULL);
}

static void
serve(enum daemon how)
{
	int fd = accept(listener, NULL, NULL);
	unsigned char came[LETTER_MAX];
	size_t i;

	if (recv(fd, came, sizeof(came), 0) < LETTER_HEAD)
		_exit(1);
	for (i = 0; how == DRIBBLES && i < sizeof(answer); i++)
		if (send(fd, answer + i, 1, MSG_NOSIGNAL) == -1 ||
		    rest() == -1)
			_exit(1);
	if (how == ANSWERS)
		(void)send(fd, answer, sizeof(answer), MSG_NOSIGNAL);
	for (i = 0; how == TALKS_ON && i < 300; i++)
		if (send(fd, i == 0 ? endless : came, i == 0 ? 4 : 1,
		    MSG_NOSIGNAL) == -1 || rest() == -1)
			break;
	if (how == HANGS_UP)
		_exit(0);
	for (;;)
		(void)pause();
}

static void
daemon_that(enum daemon how)
{
	child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0)
		serve(how);
}

static void
an_answer_comes_whole_or_in_pieces(void **state)
{
	static const enum daemon how[] = { ANSWERS, DRIBBLES };
	struct post_room room;
	struct letter l;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		daemon_that(how[i]);
		assert_true(post_ask(&l, &room, &p, &question, NULL));
		assert_int_equal(l.type, LETTER_GREY_IS);
		assert_int_equal(l.grey, LETTER_WAIT);
		assert_int_equal(l.seconds, 60);
		assert_true(p.fd > 2);
		assert_int_not_equal(fcntl(p.fd, F_GETFD) & FD_CLOEXEC, 0);
		post_end(&p);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		child = -1;
	}
}

/* Silent for ever, gone, or never at an end: it fails, and lasts no longer
 * than it may. */
static void
what_is_no_answer_in_time_fails(void **state)
{
	static const struct {
		enum daemon how;
		unsigned timeout_ms;
	} row[] = { { STAYS_SILENT, 50 }, { HANGS_UP, 20000 },
		{ TALKS_ON, 50 }, { STAYS_SILENT, 0 } };
	struct post_room room;
	struct letter l;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		daemon_that(row[i].how);
		p.timeout_ms = row[i].timeout_ms;
		assert_false(post_ask(&l, &room, &p, &question, NULL));
		assert_int_equal(p.fd, -1);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		child = -1;
	}
	(void)close(listener);
	assert_false(post_ask(&l, &room, &p, &question, NULL));
	p.path = "/nowhere/at/all";
	assert_false(post_ask(&l, &room, &p, &question, NULL));
}

/* The client may have come without a standard error. */
static void
the_first_three_descriptors_stay_free(void **state)
{
	int kept = dup(2), failed = 0;
	struct post_room room;
	struct letter l;

	(void)state;
	daemon_that(ANSWERS);
	(void)close(2);
	failed |= !post_ask(&l, &room, &p, &question, NULL);
	failed |= p.fd <= 2 || fcntl(2, F_GETFD) != -1 ||
	    (fcntl(p.fd, F_GETFD) & FD_CLOEXEC) == 0;
	assert_int_equal(dup2(kept, 2), 2);
	(void)close(kept);
	assert_false(failed);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(an_answer_comes_whole_or_in_pieces),
		TEST(what_is_no_answer_in_time_fails),
		TEST(the_first_three_descriptors_stay_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
