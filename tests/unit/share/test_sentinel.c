/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first server is a sentinel, or another that does not answer; the others
 * have records. */
#include "share/sentinel.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/failing.h"
#include "lib/shared.h"
#include "lib/standstill.h"
#include "share/node.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static unsigned master; /* port that the sentinel tells */
static const char *answer; /* in the place of that */

static bool
is_sentinel(struct redis *r, const struct redis_command *c)
{
	char port[16];

	if (strcmp(c->word[0], "SENTINEL") != 0)
		return false;
	if (answer != NULL) {
		redis_say(r, "%s", answer);
		return true;
	}
	(void)snprintf(port, sizeof(port), "%u", master);
	redis_say(r, "*2\r\n$9\r\n127.0.0.1\r\n");
	redis_bulk(r, port, strlen(port));
	return true;
}

static int
setup(void **state)
{
	struct shared *s;

	if (shared_setup(state) == -1)
		return -1;
	s = *state;
	s->server[0].odd = is_sentinel;
	master = s->server[1].port;
	answer = NULL;
	return 0;
}

static bool
is_away(void *shared)
{
	return !shared_is_up(shared);
}

static bool
told_away(void *arg)
{
	return strstr(((struct shared *)arg)->told, "is not there") != NULL;
}

static void
the_server_is_where_the_sentinel_says(void **state)
{
	struct shared *s = *state;

	shared_open(s, "sentinel://127.0.0.1:%1/main/2");
	assert_int_equal(redis_count(&s->server[0],
	    "SENTINEL get-master-addr-by-name main\n"), 1);
	assert_int_equal(redis_count(&s->server[1], "SELECT 2\n"), 1);
	shared_deed(s, "a", "one");
	assert_string_equal(shared_value(&s->server[1], "a"), "one");
	/* another takes its place */
	master = s->server[2].port;
	redis_hang_up_all(&s->server[1]);
	redis_run(&s->loop, is_away, s);
	standstill_pass(NODE_RETRY_MS);
	redis_run(&s->loop, shared_is_up, s);
	shared_deed(s, "a", "two");
	assert_string_equal(shared_value(&s->server[2], "a"), "two");
	assert_string_equal(shared_value(&s->server[1], "a"), "one");
}

static void
a_sentinel_that_is_away_makes_room_for_the_next(void **state)
{
	struct shared *s = *state;

	shared_try(s, "sentinel://127.0.0.1:1,127.0.0.1:%1/main", NULL);
	redis_rest(&s->loop);
	standstill_pass(NODE_ANSWER_MS); /* the first says nothing */
	assert_true(told_away(s));
	standstill_pass(NODE_RETRY_MS);
	redis_run(&s->loop, shared_is_up, s);
	/* the sentinel may go: the server stays */
	redis_hang_up_all(&s->server[0]);
	redis_rest(&s->loop);
	assert_true(shared_is_up(s));
	shared_deed(s, "a", "one");
	assert_false(s->failed);
}

static void
what_a_sentinel_does_not_know_is_told(void **state)
{
	static char long_host[512];
	static const char *const wrong[] = { "*-1\r\n", "$-1\r\n",
		"*1\r\n$9\r\n127.0.0.1\r\n", "*2\r\n:1\r\n$4\r\n6379\r\n",
		"*2\r\n$9\r\n127.0.0.1\r\n:6379\r\n",
		"*2\r\n$9\r\n127.0.0.1\r\n$5\r\n65536\r\n",
		"-IDONTKNOW\r\n", long_host };
	struct shared *s = *state;
	size_t i;

	(void)snprintf(long_host, sizeof(long_host),
	    "*2\r\n$300\r\n%0300d\r\n$4\r\n6379\r\n", 1);
	shared_open(s, "sentinel://127.0.0.1:%1/main");
	for (i = 0; i < COUNT(wrong); i++) {
		standstill_pass(3600 * 1000); /* it may be told again */
		s->told[0] = '\0';
		answer = wrong[i];
		redis_hang_up_all(&s->server[1]);
		redis_run(&s->loop, is_away, s);
		s->told[0] = '\0';
		standstill_pass(NODE_RETRY_MS);
		redis_rest(&s->loop);
		assert_false(shared_is_up(s));
		answer = NULL;
		standstill_pass(NODE_RETRY_MS);
		redis_run(&s->loop, shared_is_up, s);
	}
	assert_int_equal(redis_count(&s->server[0], "SENTINEL"),
	    1 + 2 * COUNT(wrong));
}

static void
an_unknown_name_is_told_of(void **state)
{
	struct shared *s = *state;

	answer = "*-1\r\n";
	shared_try(s, "sentinel://127.0.0.1:%1/main", NULL);
	redis_run(&s->loop, told_away, s);
	assert_non_null(strstr(s->told, "no sentinel knows a server of that "
	    "name"));
}

static bool
is_silent(struct redis *r, const struct redis_command *c)
{
	(void)r;
	(void)c;
	return true;
}

/* An answer that comes behind its time is to nobody's question. */
static void
a_sentinel_that_says_nothing_is_not_waited_for(void **state)
{
	struct shared *s = *state;

	s->server[0].odd = is_silent;
	shared_try(s, "sentinel://127.0.0.1:%1/main", NULL);
	redis_rest(&s->loop);
	standstill_pass(NODE_ANSWER_MS);
	assert_true(told_away(s));
	s->server[0].odd = is_sentinel;
	standstill_pass(NODE_RETRY_MS);
	redis_run(&s->loop, shared_is_up, s);
}

/* It has no memory to connect: tried again. */
static void
without_memory_a_sentinel_is_not_asked(void **state)
{
	struct shared *s = *state;

	/* the store, its face, the sentinel, the server; then the connection */
	failing_nth(FAILING_MEMORY, 5, ENOMEM);
	shared_try(s, "sentinel://127.0.0.1:%1/main", NULL);
	assert_true(failing_end());
	redis_rest(&s->loop);
	assert_int_equal(s->server[0].heard, 0);
	standstill_pass(NODE_ANSWER_MS);
	standstill_pass(NODE_RETRY_MS);
	redis_run(&s->loop, shared_is_up, s);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, shared_teardown)
	static const struct CMUnitTest tests[] = {
		TEST(the_server_is_where_the_sentinel_says),
		TEST(a_sentinel_that_is_away_makes_room_for_the_next),
		TEST(what_a_sentinel_does_not_know_is_told),
		TEST(an_unknown_name_is_told_of),
		TEST(a_sentinel_that_says_nothing_is_not_waited_for),
		TEST(without_memory_a_sentinel_is_not_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
