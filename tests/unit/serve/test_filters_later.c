/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filters whose answer takes its time, as that of a store elsewhere does. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"
#include "serve/filters.h"
#include "share/deed.h"

static uv_loop_t loop;
static struct filters f;
static struct callers callers;
static struct tell log_ = { "prog", 2, 0 };
static struct err e;
static struct filters_asker who; /* is still to be answered, ... */
static struct deed *pending;     /* ... by this */
static unsigned greys, envelopes;
static bool notes_later; /* a deed is waited for with ENVELOPE, too */

static const struct letter grey = { .type = LETTER_GREY,
	.ip = { { 192, 0, 2, 1 }, 32 }, .name = "", .rule = "r" };
static const struct letter envelope = { .type = LETTER_ENVELOPE,
	.ip = { { 192, 0, 2, 1 }, 32 }, .to = "a@b.example" };

static struct deed *
on_grey(void *arg, const struct letter *l, const struct filters_asker *asker)
{
	(void)arg;
	(void)l;
	greys++;
	who = *asker;
	return pending = calloc(1, sizeof(struct deed));
}

static struct deed *
on_envelope(void *arg, const struct letter *l,
    const struct filters_asker *asker)
{
	(void)arg;
	(void)l;
	envelopes++;
	if (!notes_later) {
		asker->say(asker->arg, NULL);
		return NULL;
	}
	who = *asker;
	return pending = calloc(1, sizeof(struct deed));
}

static int
begin(void **state)
{
	(void)state;
	(void)alarm(60);
	(void)signal(SIGPIPE, SIG_IGN);
	greys = envelopes = 0;
	notes_later = false;
	f = (struct filters){ .tell = &log_, .name = "socket",
		.callers = &callers, .calls = { .grey = on_grey,
		.envelope = on_envelope } };
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(callers_init(&callers, "", 8, &e), 0);
	return filters_init(&f, &loop, &e);
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

static void
turn(void)
{
	(void)uv_run(&loop, UV_RUN_NOWAIT);
}

/* A filter connects. */
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
say(int fd, const struct letter *l)
{
	unsigned char data[LETTER_MAX];
	const size_t len = letter_pack(data, l);

	assert_int_equal(send(fd, data, len, MSG_NOSIGNAL), len);
	turn();
}

/* What is known at last is told. */
static void
answer(void)
{
	static const struct letter is = { .type = LETTER_GREY_IS,
		.grey = LETTER_GREEN };
	struct deed *done = pending;

	who.say(who.arg, &is);
	free(done);
	turn();
}

/* How many octets a filter hears. */
static ssize_t
heard(int fd)
{
	unsigned char data[LETTER_MAX];

	return read(fd, data, sizeof(data));
}

static void
what_is_asked_meanwhile_is_answered_afterwards(void **state)
{
	int fd = filter();

	(void)state;
	say(fd, &grey);
	say(fd, &envelope);
	say(fd, &grey);
	assert_int_equal(greys, 1);
	assert_int_equal(envelopes, 0);
	assert_int_equal(heard(fd), -1);
	answer();
	assert_true(heard(fd) > 0);
	assert_int_equal(greys, 2);
	assert_int_equal(envelopes, 1);
	answer();
	assert_true(heard(fd) > 0);
	assert_int_equal(heard(fd), -1);
	(void)close(fd);
	turn();
	assert_int_equal(callers.taken, 0);
}

/* What a client has named may let it in: it is noted first. */
static void
what_is_asked_behind_a_mail_waits_until_that_is_noted(void **state)
{
	struct deed *noted;
	int fd = filter();

	(void)state;
	notes_later = true;
	say(fd, &envelope);
	say(fd, &grey);
	assert_int_equal(envelopes, 1);
	assert_int_equal(greys, 0);
	noted = pending;
	who.say(who.arg, NULL);
	free(noted);
	turn();
	assert_int_equal(greys, 1);
	assert_int_equal(heard(fd), -1);
	answer();
	assert_true(heard(fd) > 0);
	assert_int_equal(heard(fd), -1);
	(void)close(fd);
	turn();
}

/* Ask by fd, have it answered, and see what was known of the client. */
static bool
is_unheard(int fd, const struct letter *l)
{
	say(fd, l);
	answer();
	assert_true(heard(fd) > 0);
	return who.unheard;
}

static void
a_filter_that_hears_nothing_says_so_of_its_client(void **state)
{
	struct letter none = envelope, other = grey;
	int fd = filter();

	(void)state;
	none.to = "";
	other.ip.octet[3] = 2;
	assert_false(is_unheard(fd, &grey));
	say(fd, &none);
	assert_true(is_unheard(fd, &grey));
	assert_false(is_unheard(fd, &other));
	say(fd, &none);
	say(fd, &envelope);
	assert_false(is_unheard(fd, &grey));
	assert_int_equal(envelopes, 1);
	(void)close(fd);
	turn();
}

static void
who_does_not_wait_is_missed_with_the_answer(void **state)
{
	int fd = filter();

	(void)state;
	say(fd, &grey);
	(void)close(fd);
	turn();
	assert_int_equal(callers.taken, 1);
	answer();
	assert_int_equal(callers.taken, 0);
}

static void
what_is_waited_for_ends_with_the_rest(void **state)
{
	int fd = filter();

	(void)state;
	say(fd, &grey);
	filters_close(&f);
	assert_int_equal(callers.taken, 0);
	assert_int_equal(heard(fd), 0);
	(void)close(fd);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(what_is_asked_meanwhile_is_answered_afterwards),
		TEST(what_is_asked_behind_a_mail_waits_until_that_is_noted),
		TEST(a_filter_that_hears_nothing_says_so_of_its_client),
		TEST(who_does_not_wait_is_missed_with_the_answer),
		TEST(what_is_waited_for_ends_with_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
