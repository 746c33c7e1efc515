/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/attach.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/failing.h"
#include "lib/fixture.h"
#include "wire/parcel.h"
#include "wire/token.h"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60

static struct fixture f;
static char path[FIXTURE_PATH];
static uv_loop_t loop;
static int door, client[2];
static struct parcel came;
static struct letter told; /* borrows from in */
static unsigned char in[LETTER_MAX];
static int answers;
static bool given;
static char why[64];

static void
on_done(void *arg, bool g, const char *w)
{
	assert_ptr_equal(arg, &answers);
	answers++;
	given = g;
	strcpy(why, w);
}

static const struct attach_call call = { on_done, &answers };

static int
begin(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	(void)state;
	fixture_begin(&f);
	strcpy(at.sun_path, fixture_path(&f, path, "relay"));
	door = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(door, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(door, 1), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, client), 0);
	assert_int_equal(uv_loop_init(&loop), 0);
	answers = 0;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	parcel_drop(&came);
	(void)close(door);
	(void)close(client[0]);
	(void)close(client[1]);
	fixture_end(&f);
	return 0;
}

static struct attach *
give(const char **reason)
{
	struct letter l = { .type = LETTER_SUSPECT, .mail = "MAIL FROM:<a@b>",
		.rest = { (const unsigned char *)"DATA\r\n", 6 } };
	struct err e;

	assert_int_equal(ip_parse(&l.ip, "192.0.2.7", &e), 0);
	return attach_begin(&loop, path, &l, client[0], &call, reason);
}

/* The relay's end of it, which has read the letter. */
static int
receive(void)
{
	int fd = accept(door, NULL, NULL);
	size_t used;
	ssize_t n;

	assert_int_not_equal(fd, -1);
	n = parcel_receive(&came, fd, in, sizeof(in));
	assert_true(n > 0);
	assert_int_equal(letter_unpack(&told, &used, in, (size_t)n),
	    LETTER_WHOLE);
	assert_int_equal(told.type, LETTER_SUSPECT);
	assert_int_equal(came.len, 2);
	return fd;
}

static void
answer(int fd, enum letter_type type, const char *reason)
{
	const struct letter l = { .type = type, .reason = reason };
	unsigned char out[LETTER_MAX];
	size_t len = letter_pack(out, &l);

	assert_int_equal(send(fd, out, len, 0), len);
}

static void
run(void)
{
	while (answers == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(answers, 1);
}

static void
the_letter_goes_with_token_and_client(void **state)
{
	const char *reason;
	int fd;
	char c;

	(void)state;
	assert_non_null(give(&reason));
	fd = receive();
	assert_string_equal(told.mail, "MAIL FROM:<a@b>");
	assert_int_equal(told.rest.len, 6);
	assert_true(token_take(came.fd[0]));
	answer(fd, LETTER_TAKEN, NULL);
	run();
	assert_true(given);
	assert_int_equal(send(came.fd[1], "x", 1, 0), 1);
	assert_int_equal(recv(client[1], &c, 1, 0), 1);
	(void)close(fd);
}

/* Neither an answer nor its lack decides: the token does. */
static void
whoever_has_the_token_has_the_client(void **state)
{
	static const struct {
		bool takes;
		enum letter_type says; /* 0: it hangs up */
	} row[] = {
		{ true, LETTER_TAKEN }, { true, LETTER_CANNOT }, { true, 0 },
		{ true, LETTER_GREY_IS },
		{ false, LETTER_TAKEN }, { false, LETTER_CANNOT },
		{ false, 0 }, { false, LETTER_GREY_IS },
	};
	const char *reason;
	size_t i;
	int fd;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		answers = 0;
		assert_non_null(give(&reason));
		fd = receive();
		if (row[i].takes)
			assert_true(token_take(came.fd[0]));
		if (row[i].says != 0)
			answer(fd, row[i].says, "full");
		(void)close(fd);
		run();
		assert_int_equal(given, row[i].takes);
		assert_false(token_take(came.fd[0])); /* nobody twice */
		if (row[i].says == LETTER_CANNOT)
			assert_string_equal(why, "full");
		parcel_drop(&came);
	}
}

static void
silence_and_rubbish_end(void **state)
{
	static const unsigned char rubbish[200] = { 1, 5, 200, 0 };
	const char *reason;
	int fd;

	(void)state;
	assert_non_null(give(&reason)); /* nobody accepts it */
	run();
	assert_false(given);
	assert_string_equal(why, "it does not answer");
	(void)close(receive());
	parcel_drop(&came);
	answers = 0;
	assert_non_null(give(&reason));
	fd = receive();
	assert_int_equal(send(fd, rubbish, sizeof(rubbish), 0),
	    sizeof(rubbish));
	run();
	assert_false(given);
	(void)close(fd);
}

static void
where_nobody_is_nothing_is_given(void **state)
{
	struct attach *first, *second, *third;
	const char *reason = NULL;

	(void)state;
	first = give(&reason);
	second = give(&reason);
	third = give(&reason); /* the queue is full */
	assert_non_null(first);
	assert_non_null(second);
	assert_null(third);
	assert_non_null(reason);
	assert_true(attach_end(first));
	assert_true(attach_end(second));
	(void)close(door);
	assert_null(give(&reason));
	(void)unlink(path);
	assert_null(give(&reason));
	assert_string_equal(reason, "No such file or directory");
	assert_int_equal(answers, 0);
	door = socket(AF_UNIX, SOCK_STREAM, 0);
}

static void
whoever_gives_up_learns_who_has_it(void **state)
{
	struct attach *a;
	const char *reason;
	int fd;

	(void)state;
	a = give(&reason);
	fd = receive();
	assert_true(token_take(came.fd[0]));
	assert_false(attach_end(a));
	(void)close(fd);
	assert_int_equal(answers, 0);
}

static void
what_fails_gives_nobody_the_client(void **state)
{
	static const struct {
		const char *name;
		int error;
	} row[] = {
		{ FAILING_MEMORY, ENOMEM }, { "pipe", EMFILE },
		{ "socket", EMFILE }, { "uv_poll_init", UV_ENOMEM },
	};
	static char much[LETTER_MAX + 1];
	struct letter l = { .type = LETTER_SUSPECT, .mail = much };
	const char *reason;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		reason = NULL;
		failing_nth(row[i].name, 1, row[i].error);
		assert_null(give(&reason));
		assert_true(failing_end());
		assert_non_null(reason);
	}
	memset(much, 'x', sizeof(much) - 1);
	assert_null(attach_begin(&loop, path, &l, client[0], &call, &reason));
	assert_string_equal(reason, "the client said too much");
	assert_int_equal(answers, 0);
}

static void
a_signal_is_no_answer_and_another_version_is(void **state)
{
	static const unsigned char other[] = { LETTER_VERSION + 1, 4, 0, 0 };
	const char *reason;
	int fd;

	(void)state;
	assert_non_null(give(&reason));
	fd = receive();
	assert_true(token_take(came.fd[0]));
	failing_nth("recv", 1, EINTR);
	answer(fd, LETTER_TAKEN, NULL);
	run();
	assert_true(failing_end());
	assert_true(given);
	assert_string_equal(why, "");
	(void)close(fd);
	parcel_drop(&came);
	answers = 0;
	assert_non_null(give(&reason));
	fd = receive();
	assert_int_equal(send(fd, other, sizeof(other), 0), sizeof(other));
	run();
	assert_false(given);
	assert_string_equal(why, "it is of another version");
	(void)close(fd);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(the_letter_goes_with_token_and_client),
		TEST(whoever_has_the_token_has_the_client),
		TEST(silence_and_rubbish_end),
		TEST(where_nobody_is_nothing_is_given),
		TEST(whoever_gives_up_learns_who_has_it),
		TEST(what_fails_gives_nobody_the_client),
		TEST(a_signal_is_no_answer_and_another_version_is),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
