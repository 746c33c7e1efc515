/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deeds on a server, others who change the same records, and the store that
 * deeds see. */
#include "share/deed.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/shared.h"
#include "lib/standstill.h"
#include "share/node.h"
#include "share/share.h"
#include "store/record.h"
#include "store/store.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PLACE "redis://127.0.0.1:%1/0"

static unsigned others; /* how often somebody else has changed it */

static bool
somebody_is_quicker(struct redis *r, const struct redis_command *c)
{
	char text[16];

	if (strncmp(c->word[0], "EVAL", 4) == 0 && others > 0) {
		(void)snprintf(text, sizeof(text), "other%u", others--);
		shared_put(r, "a", text);
	}
	return false;
}

static void
who_comes_second_sees_what_the_first_wrote(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	s->server[0].odd = somebody_is_quicker;
	others = 2;
	shared_deed(s, "a", "mine");
	assert_false(s->failed);
	assert_string_equal(s->got[0], "other1");
	assert_string_equal(shared_value(&s->server[0], "a"), "mine");
	assert_true(share_counts(s->share)->again >= 2);
}

static void
who_is_always_second_gives_way(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	s->server[0].odd = somebody_is_quicker;
	others = 1000;
	shared_deed(s, "a", "mine");
	assert_true(s->failed);
	assert_non_null(strstr(s->why, "others were always quicker"));
	assert_true(others > 900); /* not for ever */
	assert_true(shared_is_up(s));
}

/* One question is enough where nothing is taken for granted that is not. */
static void
what_is_guessed_is_put_right(void **state)
{
	const struct shared_row row[] = { { "a", "one" }, { "b", "two" } };
	struct shared *s = *state;

	shared_open(s, PLACE);
	(void)shared_begin_deed(s, row, 2, true);
	shared_wait(s);
	assert_false(s->failed);
	assert_int_equal(redis_count(&s->server[0], "GET"), 0);
	assert_string_equal(shared_value(&s->server[0], "b"), "two");
	(void)shared_begin_deed(s, row, 2, true); /* now there is something */
	shared_wait(s);
	assert_string_equal(s->got[0], "one");
	assert_string_equal(s->got[1], "two");
}

static const char *answer; /* to GET, or EVALSHA */

static bool
answers_so(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "GET") != 0)
		return false;
	redis_say(r, "%s", answer);
	return true;
}

/* What is no record counts as none; what is no answer, as none at all. */
static void
what_a_server_may_answer(void **state)
{
	static const struct {
		const char *answer;
		bool fails;
	} row[] = {
		{ "$-1\r\n", false }, { "$0\r\n\r\n", false },
		{ "$3\r\nabc\r\n", false }, { "*0\r\n", true },
		{ "+OK\r\n", true }, { ":1\r\n", true },
	};
	struct shared *s = *state;
	size_t i;

	shared_open(s, PLACE);
	for (i = 0; i < COUNT(row); i++) {
		s->server[0].odd = answers_so;
		answer = row[i].answer;
		shared_deed(s, "a", NULL);
		if (s->failed != row[i].fails)
			fail_msg("%s%s", answer, s->why);
		assert_string_equal(s->got[0], "-");
		s->server[0].odd = NULL;
		if (row[i].fails) {
			standstill_pass(NODE_RETRY_MS);
			redis_run(&s->loop, shared_is_up, s);
		}
	}
	/* one of them was damaged, which is told */
	assert_non_null(strstr(s->told, "a record in the shared store is "
	    "damaged: it counts as none\n"));
}

/* Two questions are under way; the first strange answer ends the deed. */
static void
strange_answers_end_a_deed_once(void **state)
{
	const struct shared_row row[] = { { "a", NULL }, { "b", NULL } };
	struct shared *s = *state;

	shared_open(s, PLACE);
	s->server[0].odd = answers_so;
	answer = ":1\r\n";
	(void)shared_begin_deed(s, row, 2, false);
	redis_rest(&s->loop);
	assert_int_equal(s->done, 1);
	assert_true(s->failed);
	assert_int_equal(redis_count(&s->server[0], "GET"), 2);
}

/* A deed of the test's own, for what no wish of lib/shared can. */
struct own {
	struct deed deed;
	struct share *share;
	void (*use)(struct store *s);
};

static unsigned runs, ends, lefts, more;
static bool failed;

static void
own_run(struct deed *d)
{
	const struct own *o = (struct own *)d;

	runs++;
	if (o->use != NULL)
		o->use(share_store(o->share));
}

static void
own_done(struct deed *d, const struct err *e)
{
	ends++;
	failed = e != NULL;
	d->again = more > 0 && more-- > 0;
}

static struct deed *
own(struct shared *s, void (*use)(struct store *s),
    bool (*left)(struct deed *d))
{
	struct own *o = calloc(1, sizeof(*o));

	assert_non_null(o);
	o->deed.run = own_run;
	o->deed.done = own_done;
	o->deed.left = left;
	o->share = s->share;
	o->use = use;
	runs = ends = lefts = 0;
	failed = false;
	return share_do(s->share, &o->deed);
}

static void
read_one(struct store *s)
{
	struct store_record r;
	struct err e;

	(void)store_get(s, (struct store_bytes){ "a", 1 }, &r, &e);
}

static bool
has_ended(void *unused)
{
	(void)unused;
	return ends > 0 && more == 0;
}

static void
a_deed_may_have_more_to_do(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	more = 3;
	assert_non_null(own(s, read_one, NULL));
	redis_run(&s->loop, has_ended, NULL);
	redis_rest(&s->loop);
	assert_int_equal(ends, 4);
	assert_false(failed);
	assert_int_equal(redis_count(&s->server[0], "GET"), 4);
	/* one that asks for nothing is done at once */
	assert_null(own(s, NULL, NULL));
	assert_int_equal(ends, 1);
}

static bool
goes_on(struct deed *d)
{
	(void)d;
	lefts++;
	return true;
}

static bool
is_left(struct deed *d)
{
	(void)d;
	lefts++;
	return false;
}

static void
nobody_hears_of_a_deed_that_was_cancelled(void **state)
{
	struct shared *s = *state;
	struct own *never;
	struct deed *d;

	shared_open(s, PLACE);
	deed_cancel(NULL);
	d = own(s, read_one, NULL);
	deed_cancel(d);
	redis_rest(&s->loop);
	assert_int_equal(ends, 0);
	d = own(s, read_one, is_left);
	deed_cancel(d);
	redis_rest(&s->loop);
	assert_int_equal(ends, 0);
	assert_int_equal(lefts, 1);
	/* one that is to be done all the same is */
	d = own(s, read_one, goes_on);
	deed_cancel(d);
	redis_run(&s->loop, has_ended, NULL);
	assert_int_equal(lefts, 1);
	assert_true(shared_is_up(s));
	/* one that is not under way yet */
	never = calloc(1, sizeof(*never));
	assert_non_null(never);
	deed_cancel(&never->deed);
}

static void
use_wrongly(struct store *s)
{
	static char key[STORE_KEY_MAX + 1], value[STORE_VALUE_MAX + 1];
	struct store_record r = { .data = { value, sizeof(value) } };
	struct err e;

	memset(key, 'k', sizeof(key));
	assert_int_equal(store_put(s, (struct store_bytes){ "a", 1 }, &r, &e),
	    -1);
	assert_int_equal(e.class, ERR_PERM);
	r.data.len = 1;
	assert_int_equal(store_put(s, (struct store_bytes){ key,
	    sizeof(key) }, &r, &e), -1);
	assert_int_equal(store_put(s, (struct store_bytes){ key, 0 }, &r,
	    &e), -1);
}

static void
use_too_many(struct store *s)
{
	struct store_record r = { .data = { "v", 1 } };
	enum store_answer a = STORE_ABSENT;
	char key[16];
	struct err e;
	int i;

	for (i = 0; i < 65; i++) { /* DRAFT_MAX is 64 */
		(void)snprintf(key, sizeof(key), "%d", i);
		a = store_get(s, (struct store_bytes){ key, strlen(key) }, &r,
		    &e);
		assert_int_equal(a, i < 64 ? STORE_ABSENT : STORE_FAILED);
	}
	assert_non_null(strstr(e.msg, "too many records"));
}

static void
use_too_many_to_write(struct store *s)
{
	struct store_record r = { .data = { "v", 1 }, .expires_s = 1 };
	char key[16];
	struct err e;
	int i;

	for (i = 0; i < 65; i++) {
		(void)snprintf(key, sizeof(key), "%d", i);
		(void)store_put(s, (struct store_bytes){ key, strlen(key) },
		    &r, &e);
	}
}

static void
a_deed_uses_what_there_is_room_for(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	assert_null(own(s, use_wrongly, NULL));
	assert_false(failed);
	assert_null(own(s, use_too_many, NULL));
	assert_true(failed);
	assert_null(own(s, use_too_many_to_write, NULL));
	assert_true(failed);
	assert_int_equal(redis_count(&s->server[0], "EVAL"), 0);
}

static void
nobody_but_a_deed_uses_the_store(void **state)
{
	struct store_record r = { .data = { "v", 1 } };
	struct shared *s = *state;
	struct err e;

	shared_open(s, PLACE);
	assert_int_equal(store_get(share_store(s->share),
	    (struct store_bytes){ "a", 1 }, &r, &e), STORE_FAILED);
	assert_non_null(strstr(e.msg, "by deeds alone"));
	assert_int_equal(store_put(share_store(s->share),
	    (struct store_bytes){ "a", 1 }, &r, &e), -1);
}

static int64_t expires_s;

static void
write_for(struct store *s)
{
	struct store_record r = { .data = { "v", 1 },
		.expires_s = expires_s };
	struct err e;

	(void)store_put(s, (struct store_bytes){ "a", 1 }, &r, &e);
}

static char told_ms[24]; /* the last word of a script */

static bool
writes_down(struct redis *r, const struct redis_command *c)
{
	(void)r;
	if (strcmp(c->word[0], "EVALSHA") == 0)
		(void)snprintf(told_ms, sizeof(told_ms), "%s",
		    c->word[c->count - 1]);
	return false;
}

/* Redis takes no time that is over; 0 is for ever. */
static void
a_record_goes_by_itself(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	s->server[0].odd = writes_down;
	expires_s = STORE_NEVER;
	assert_non_null(own(s, write_for, NULL));
	redis_run(&s->loop, has_ended, NULL);
	assert_string_equal(told_ms, "0");
	expires_s = 1;
	assert_non_null(own(s, write_for, NULL));
	redis_run(&s->loop, has_ended, NULL);
	assert_string_equal(told_ms, "1000");
	expires_s = time(NULL) + 1000;
	assert_non_null(own(s, write_for, NULL));
	redis_run(&s->loop, has_ended, NULL);
	assert_in_range(strtol(told_ms, NULL, 10), 900000, 1000000);
}

/* The deed is done, or it fails; what is used last is never written before the
 * rest. */
static bool
do_it(void *arg)
{
	const struct shared_row row[] = { { "a", "one" }, { "b", "two" } };
	struct shared *s = arg;
	bool met;

	shared_put(&s->server[0], "a", "old");
	shared_put(&s->server[0], "b", "old");
	(void)shared_begin_deed(s, row, 2, false);
	shared_wait(s);
	met = failing_end();
	if (!met)
		assert_false(s->failed);
	if (!s->failed || strcmp(shared_value(&s->server[0], "b"), "old") != 0)
		assert_string_equal(shared_value(&s->server[0], "a"), "one");
	if (!s->failed)
		assert_string_equal(shared_value(&s->server[0], "b"), "two");
	assert_true(shared_is_up(s)); /* the server is not to blame */
	return met;
}

static void
without_memory_a_deed_fails(void **state)
{
	struct shared *s = *state;

	shared_open(s, PLACE);
	assert_in_range(failing_each(FAILING_MEMORY, ENOMEM, do_it, s), 8,
	    100);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, shared_setup, shared_teardown)
	static const struct CMUnitTest tests[] = {
		TEST(who_comes_second_sees_what_the_first_wrote),
		TEST(who_is_always_second_gives_way),
		TEST(what_is_guessed_is_put_right),
		TEST(what_a_server_may_answer),
		TEST(strange_answers_end_a_deed_once),
		TEST(a_deed_may_have_more_to_do),
		TEST(nobody_hears_of_a_deed_that_was_cancelled),
		TEST(a_deed_uses_what_there_is_room_for),
		TEST(nobody_but_a_deed_uses_the_store),
		TEST(a_record_goes_by_itself),
		TEST(without_memory_a_deed_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
