/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/greet.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"

static int door;

/* Take a client; one that is answered must have offered version 6. */
static void *
serve(void *arg)
{
	const bool *answers = arg;
	unsigned char got[17] = { 0 };
	int s = accept(door, NULL, NULL);

	if (recv(s, got, sizeof(got), MSG_WAITALL) == sizeof(got) &&
	    memcmp(got, "\0\0\0\015O\0\0\0\006", 9) == 0 && *answers)
		(void)send(s, got, sizeof(got), MSG_NOSIGNAL);
	(void)close(s);
	return NULL;
}

static int
greeted(bool answers)
{
	pthread_t thread;
	struct err e;
	int rc;

	assert_int_equal(pthread_create(&thread, NULL, serve, &answers), 0);
	rc = greet_wait(greet_newest(0), &e);
	assert_int_equal(pthread_join(thread, NULL), 0);
	if (rc == -1)
		assert_int_equal(e.class, ERR_TEMP);
	return rc;
}

static void
only_an_answer_is_a_greeting(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct err e;

	(void)state;
	(void)alarm(60);
	assert_int_equal(greet_newest(0), -1);
	assert_int_equal(greet_wait(-1, &e), -1);
	door = socket(AF_INET, SOCK_STREAM, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(door, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(greet_newest(0), -1);
	assert_int_equal(listen(door, 1), 0);
	assert_int_equal(greet_newest(0), door);
	assert_int_equal(greeted(true), 0);
	assert_int_equal(greeted(false), -1);
	(void)close(door);
}

/* Of a supervisor, say. */
static void
what_listened_before_is_not_ours(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	const int old = socket(AF_INET, SOCK_STREAM, 0);
	uint64_t before;
	int new;

	(void)state;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(old, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(old, 1), 0);
	before = greet_listening();
	assert_int_equal(greet_newest(before), -1);
	new = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(new, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(new, 1), 0);
	assert_true(new > old);
	assert_int_equal(greet_newest(before), new);
	(void)close(new);
	(void)close(old);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_an_answer_is_a_greeting),
		cmocka_unit_test(what_listened_before_is_not_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
