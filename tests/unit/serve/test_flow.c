/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/flow.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/failing.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct flow f;
static int other;
static char room[64];

static int
begin(void **state)
{
	int pair[2];

	(void)state;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == -1 ||
	    fcntl(pair[0], F_SETFL, O_NONBLOCK) == -1)
		return -1;
	f = (struct flow){ .fd = pair[0] };
	other = pair[1];
	return 0;
}

static int
end(void **state)
{
	(void)state;
	flow_close(&f);
	if (other != -1)
		(void)close(other);
	return 0;
}

static void
what_is_left_is_there_again(void **state)
{
	size_t len = 0;

	(void)state;
	assert_int_equal(flow_read(&f, room, &len, sizeof(room)), FLOW_ALL);
	assert_int_equal(len, 0);
	assert_int_equal(write(other, "abcdef", 6), 6);
	assert_int_equal(flow_read(&f, room, &len, 4), FLOW_MORE);
	assert_int_equal(len, 4);
	assert_true(flow_keep(&f, room + 2, 2));
	memset(room, 0, sizeof(room));
	flow_load(&f, room, &len);
	assert_int_equal(len, 2);
	assert_int_equal(flow_read(&f, room, &len, sizeof(room)), FLOW_ALL);
	assert_memory_equal(room, "cdef", 4);
	assert_int_equal(len, 4);
	assert_true(flow_keep(&f, room, 0));
	assert_null(f.rest.data);
	(void)close(other);
	other = -1;
	assert_int_equal(flow_read(&f, room, &len, sizeof(room)), FLOW_GONE);
	assert_false(flow_say(&f, "x", 1));
}

/* Nothing is lost, twice or out of order when the other end is slow. */
static void
what_is_not_taken_waits(void **state)
{
	static char much[1 << 20], got[sizeof(much) + 2];
	size_t i, len = 0;
	ssize_t n;

	(void)state;
	for (i = 0; i < sizeof(much); i++)
		much[i] = (char)(i * 7 % 251);
	assert_true(flow_say(&f, much, sizeof(much)));
	assert_int_not_equal(f.out.len, 0);
	assert_true(flow_say(&f, "yz", 2));
	while (len < sizeof(got)) {
		n = recv(other, got + len, sizeof(got) - len, MSG_DONTWAIT);
		if (n > 0)
			len += (size_t)n;
		else
			assert_true(flow_say(&f, "", 0));
	}
	assert_memory_equal(got, much, sizeof(much));
	assert_memory_equal(got + sizeof(much), "yz", 2);
	assert_null(f.out.data);
}

/* A signal, or memory for what is not taken, is one thing, an end another. */
static void
what_the_system_does_not_do_is_told_apart(void **state)
{
	static char much[1 << 22];
	size_t len = 0;

	(void)state;
	failing_nth("recv", 1, EINTR);
	assert_int_equal(flow_read(&f, room, &len, sizeof(room)), FLOW_ALL);
	failing_nth("recv", 1, ECONNRESET);
	assert_int_equal(flow_read(&f, room, &len, sizeof(room)), FLOW_GONE);
	failing_nth("send", 1, EINTR);
	assert_true(flow_say(&f, "ab", 2));
	assert_true(failing_end());
	assert_int_equal(f.out.len, 0);
	assert_int_equal(read(other, room, sizeof(room)), 2);
	failing_all("send", EINTR);
	assert_true(flow_say(&f, "ab", 2));
	assert_int_equal(f.out.len, 2);
	failing_all("send", EPIPE);
	assert_false(flow_say(&f, "", 0));
	assert_false(flow_say(&f, "c", 1));
	failing_end();
	assert_true(flow_say(&f, "", 0));
	failing_all("send", EPIPE);
	assert_false(flow_say(&f, "c", 1));
	failing_all(FAILING_MEMORY, ENOMEM);
	assert_false(flow_keep(&f, "x", 1));
	assert_false(flow_say(&f, much, sizeof(much)));
	assert_true(failing_end());
}

#define t(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		t(what_is_left_is_there_again),
		t(what_is_not_taken_waits),
		t(what_the_system_does_not_do_is_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
