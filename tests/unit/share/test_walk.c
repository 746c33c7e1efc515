/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/walk.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/shared.h"
#include "lib/standstill.h"
#include "share/node.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PLACE "redis://127.0.0.1:%1/0"

static char seen[4096]; /* "a=one " */
static unsigned steps, most; /* most: after which to end */
static bool done, failed;
static char why[256];
static struct share_walk *walk;

static void
on_record(void *arg, struct store_bytes key, const struct store_record *r)
{
	const size_t at = strlen(seen);

	(void)arg;
	(void)snprintf(seen + at, sizeof(seen) - at, "%.*s=%.*s ",
	    (int)key.len, (const char *)key.data, (int)r->data.len,
	    (const char *)r->data.data);
}

static void
on_step(void *arg, bool is_done, const struct err *e)
{
	(void)arg;
	steps++;
	done = is_done;
	failed = e != NULL;
	(void)strcpy(why, e != NULL ? e->msg : "");
	if (!done && !failed && steps < most)
		share_walk_go(walk);
}

static void
walk_begin(struct shared *s)
{
	static const struct share_walk_calls calls = { on_record, on_step,
		NULL };
	struct err e;

	seen[0] = '\0';
	steps = 0;
	most = 1000;
	done = failed = false;
	if ((walk = share_walk_new(s->share, &calls, &e)) == NULL)
		fail_msg("%s", e.msg);
}

static bool
is_over(void *unused)
{
	(void)unused;
	return done || failed || steps == most;
}

static void
walk_all(struct shared *s)
{
	walk_begin(s);
	share_walk_go(walk);
	redis_run(&s->loop, is_over, NULL);
	share_walk_free(walk);
}

static void
all_records_of_the_store_are_told(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	walk_all(s);
	assert_true(done);
	assert_string_equal(seen, "");
	shared_put(&s->server[0], "a", "one");
	shared_put(&s->server[0], "b", "two");
	redis_put(&s->server[0], "other:c", "three", 5);
	redis_put(&s->server[0], "dhf1:", "no key", 6);
	redis_put(&s->server[0], "dhf1:d", "damaged", 7);
	shared_put(&s->server[0], "e", "five");
	walk_all(s);
	assert_true(done);
	assert_false(failed);
	assert_string_equal(seen, "a=one b=two e=five ");
	share_walk_free(NULL);
}

static const char *scan, *got; /* answers; NULL: as one that is well */

static bool
answers_so(struct redis *r, const struct redis_command *c)
{
	const char *text = strcmp(c->word[0], "SCAN") == 0 ? scan :
	    strcmp(c->word[0], "GET") == 0 ? got : NULL;

	if (text != NULL)
		redis_say(r, "%s", text);
	return text != NULL;
}

static void
an_answer_that_is_none_ends_it(void **state)
{
	static const char *const row[] = { "+OK\r\n", "*0\r\n",
		"*2\r\n:0\r\n*0\r\n", "*2\r\n$1\r\n0\r\n:1\r\n",
		"*3\r\n$1\r\n0\r\n*0\r\n:1\r\n" };
	struct shared *s = *state;
	size_t i;

	shared_open(s, PLACE);
	s->server[0].odd = answers_so;
	for (i = 0; i < COUNT(row); i++) {
		scan = row[i];
		walk_all(s);
		assert_true(failed);
		assert_false(done);
		assert_non_null(strstr(why, "does not answer"));
	}
	scan = NULL;
	/* a record that has gone since, or has another form, is none */
	shared_put(&s->server[0], "a", "one");
	got = "$-1\r\n";
	walk_all(s);
	assert_true(done);
	assert_string_equal(seen, "");
	got = "-ERR\r\n";
	walk_all(s);
	assert_true(failed);
	got = NULL;
}

static void
keys_that_are_none_of_ours_are_not_asked_for(void **state)
{
	static char long_key[1024];
	struct shared *s = *state;

	shared_open(s, PLACE);
	shared_put(&s->server[0], "a", "one");
	s->server[0].odd = answers_so;
	(void)snprintf(long_key, sizeof(long_key),
	    "*2\r\n$1\r\n0\r\n*4\r\n:1\r\n$5\r\ndhf1:\r\n$6\r\ndhf1:a\r\n"
	    "$400\r\ndhf1:%0395d\r\n", 0);
	scan = long_key;
	walk_all(s);
	assert_true(done);
	assert_string_equal(seen, "a=one ");
	assert_int_equal(redis_count(&s->server[0], "GET"), 1);
	scan = NULL;
}

static void
a_server_that_is_away_cannot_be_walked(void **state)
{
	struct shared *s = *state;

	shared_try(s, "redis://127.0.0.1:1/0", NULL);
	redis_rest(&s->loop);
	walk_all(s);
	assert_true(failed);
	assert_int_equal(steps, 1);
}

static bool
goes_away_at_get(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "GET") != 0)
		return false;
	redis_hang_up(r);
	return true;
}

static void
a_server_may_go_away_in_the_middle(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	shared_put(&s->server[0], "a", "one");
	shared_put(&s->server[0], "b", "two");
	s->server[0].odd = goes_away_at_get;
	walk_all(s);
	assert_true(failed);
	assert_int_equal(steps, 1);
}

static bool
is_silent(struct redis *r, const struct redis_command *c)
{
	(void)r;
	return strcmp(c->word[0], "SCAN") == 0 && scan != NULL;
}

static bool
is_silent_at_get(struct redis *r, const struct redis_command *c)
{
	(void)r;
	return strcmp(c->word[0], "GET") == 0;
}

/* Nobody hears of what was under way. */
static void
a_walk_may_be_given_up(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	shared_put(&s->server[0], "a", "one");
	shared_put(&s->server[0], "b", "two");
	scan = "";
	s->server[0].odd = is_silent;
	walk_begin(s);
	share_walk_go(walk);
	redis_rest(&s->loop);
	share_walk_free(walk);
	s->server[0].odd = is_silent_at_get;
	walk_begin(s);
	share_walk_go(walk);
	redis_rest(&s->loop);
	share_walk_free(walk);
	standstill_pass(NODE_ANSWER_MS + 20);
	redis_rest(&s->loop);
	assert_int_equal(steps, 0);
	scan = NULL;
}

static bool
walk_once(void *arg)
{
	static const struct share_walk_calls calls = { on_record, on_step,
		NULL };
	struct shared *s = arg;
	bool met;
	struct err e;

	seen[0] = '\0';
	steps = 0;
	most = 1000;
	done = failed = false;
	if ((walk = share_walk_new(s->share, &calls, &e)) != NULL) {
		share_walk_go(walk);
		redis_run(&s->loop, is_over, NULL);
		share_walk_free(walk);
	}
	met = failing_end();
	if (!met)
		assert_string_equal(seen, "a=one b=two ");
	if (done && !failed) /* nothing is left out without saying so */
		assert_string_equal(seen, "a=one b=two ");
	return met;
}

static void
without_memory_a_walk_fails(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	shared_put(&s->server[0], "a", "one");
	shared_put(&s->server[0], "b", "two");
	assert_true(failing_each(FAILING_MEMORY, ENOMEM, walk_once, s) > 5);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, shared_setup, shared_teardown)
	static const struct CMUnitTest tests[] = {
		TEST(all_records_of_the_store_are_told),
		TEST(an_answer_that_is_none_ends_it),
		TEST(keys_that_are_none_of_ours_are_not_asked_for),
		TEST(a_server_that_is_away_cannot_be_walked),
		TEST(a_server_may_go_away_in_the_middle),
		TEST(a_walk_may_be_given_up),
		TEST(without_memory_a_walk_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
