/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Three servers of a cluster: who has what is learnt, and changes. */
#include "share/cluster.h"

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
#include "share/share.h"
#include "share/slots.h"
#include "share/walk.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SLOTS_HALF (SLOTS / 2)

static struct shared *all;
static unsigned first_port, second_port;
static const char *slots;   /* an answer to CLUSTER SLOTS; NULL: the usual */
static const char *redirect; /* by which a key is sent on, or MOVED */

static unsigned
slot_of(const char *key)
{
	char full[64];

	(void)snprintf(full, sizeof(full), "dhf1:%s", key);
	return slots_of(full, strlen(full));
}

/* The first server has the lower half, the second the upper one. */
static bool
is_mine(const struct redis *r, const char *key)
{
	const bool low = slots_of(key, strlen(key)) < SLOTS_HALF;

	return (r == &all->server[low ? 0 : 1]);
}

static bool
of_cluster(struct redis *r, const struct redis_command *c)
{
	const char *key = strcmp(c->word[0], "GET") == 0 ? c->word[1] :
	    strncmp(c->word[0], "EVAL", 4) == 0 ? c->word[3] : NULL;

	if (strcmp(c->word[0], "CLUSTER") == 0) {
		if (slots != NULL)
			redis_say(r, "%s", slots);
		else
			redis_say(r, "*2\r\n"
			    "*3\r\n:0\r\n:%d\r\n*2\r\n$9\r\n127.0.0.1\r\n"
			    ":%u\r\n"
			    "*3\r\n:%d\r\n:%d\r\n*2\r\n$0\r\n\r\n:%u\r\n",
			    SLOTS_HALF - 1, first_port, SLOTS_HALF, SLOTS - 1,
			    second_port);
		return true;
	}
	if (key == NULL || is_mine(r, key))
		return false;
	redis_say(r, "-%s %u 127.0.0.1:%u\r\n", redirect,
	    slots_of(key, strlen(key)), r == &all->server[0] ? second_port :
	    first_port);
	return true;
}

static int
setup(void **state)
{
	int i;

	if (shared_setup(state) == -1)
		return -1;
	all = *state;
	first_port = all->server[0].port;
	second_port = all->server[1].port;
	slots = NULL;
	redirect = "MOVED";
	for (i = 0; i < SHARED_SERVERS; i++)
		all->server[i].odd = of_cluster;
	return 0;
}

/* A key of the lower half, and one of the upper. */
static const char *
key_of(bool low)
{
	static char key[2][8];
	unsigned i = 0;

	do
		(void)snprintf(key[low], sizeof(key[low]), "k%u", i++);
	while ((slot_of(key[low]) < SLOTS_HALF) != low);
	return key[low];
}

static void
each_key_goes_to_its_server(void **state)
{
	const char *low = key_of(true), *high = key_of(false);
	struct shared *s = *state;

	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, low, "one");
	assert_int_equal(redis_count(&s->server[0], "CLUSTER SLOTS"), 0);
	shared_deed(s, high, "two"); /* is sent on, and who has what learnt */
	redis_rest(&s->loop);
	assert_false(s->failed);
	assert_string_equal(shared_value(&s->server[0], low), "one");
	assert_string_equal(shared_value(&s->server[1], high), "two");
	assert_string_equal(shared_value(&s->server[0], high), "-");
	assert_int_equal(redis_count(&s->server[0], "CLUSTER SLOTS"), 1);
	/* from now on it is asked at once */
	s->server[0].heard = 0;
	s->server[0].asked[0] = '\0';
	shared_deed(s, high, "three");
	assert_string_equal(s->server[0].asked, "");
	assert_string_equal(shared_value(&s->server[1], high), "three");
}

/* Of all, each once: those of the second server, too. */
static char seen[64];
static bool done;
static struct share_walk *walk;

static void
on_record(void *arg, struct store_bytes key, const struct store_record *r)
{
	(void)arg;
	(void)key;
	(void)strncat(seen, (const char *)r->data.data, r->data.len);
}

static void
on_step(void *arg, bool is_done, const struct err *e)
{
	(void)arg;
	if (e != NULL)
		(void)strcat(seen, "failed");
	done = is_done || e != NULL;
	if (!done)
		share_walk_go(walk);
}

static bool
is_done_walking(void *unused)
{
	(void)unused;
	return done;
}

static void
a_walk_is_through_all_servers(void **state)
{
	static const struct share_walk_calls calls = { on_record, on_step,
		NULL };
	struct shared *s = *state;
	struct err e;

	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, key_of(true), "one");
	shared_deed(s, key_of(false), "two");
	redis_rest(&s->loop);
	done = false;
	walk = share_walk_new(s->share, &calls, &e);
	assert_non_null(walk);
	share_walk_go(walk);
	redis_run(&s->loop, is_done_walking, NULL);
	share_walk_free(walk);
	assert_string_equal(seen, "onetwo");
}

/* A slot is its server's to its last, whatever the order of the rows. */
static void
the_slots_of_servers_do_not_overlap(void **state)
{
	char text[256], key[2][16];
	struct shared *s = *state;
	unsigned i, n, slot[2] = { SLOTS_HALF - 1, SLOTS_HALF };

	for (i = 0; i < 2; i++)
		for (n = 0, key[i][0] = '\0'; slot_of(key[i]) != slot[i]; n++)
			(void)snprintf(key[i], sizeof(key[i]), "k%u", n);
	(void)snprintf(text, sizeof(text), "*2\r\n"
	    "*3\r\n:%d\r\n:%d\r\n*2\r\n$9\r\n127.0.0.1\r\n:%u\r\n"
	    "*3\r\n:0\r\n:%d\r\n*2\r\n$9\r\n127.0.0.1\r\n:%u\r\n",
	    SLOTS_HALF, SLOTS - 1, second_port, SLOTS_HALF - 1, first_port);
	slots = text;
	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, key_of(false), "one"); /* who has what is learnt */
	redis_rest(&s->loop);
	for (i = 0; i < 2; i++) {
		s->server[1 - i].heard = 0;
		s->server[1 - i].asked[0] = '\0';
		shared_deed(s, key[i], "two");
		assert_string_equal(shared_value(&s->server[i], key[i]),
		    "two");
		assert_string_equal(s->server[1 - i].asked, "");
	}
}

/* For this time alone, and said so before. */
static void
a_key_that_is_on_its_way_is_asked_for(void **state)
{
	const char *high = key_of(false);
	struct shared *s = *state;

	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, high, "one"); /* both are known now */
	redis_rest(&s->loop);
	redirect = "ASK";
	shared_put(&s->server[1], high, "two");
	/* as if the first had it still */
	slots = "*0\r\n";
	redis_hang_up_all(&s->server[1]);
	redis_rest(&s->loop);
	standstill_pass(NODE_RETRY_MS);
	redis_rest(&s->loop);
	shared_deed(s, high, "three");
	assert_false(s->failed);
	assert_string_equal(shared_value(&s->server[1], high), "three");
}

static void
to_ask_where_nobody_is_fails(void **state)
{
	struct shared *s = *state;

	redirect = "ASK";
	second_port = 1;
	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, key_of(false), "one");
	assert_true(s->failed);
	assert_true(shared_is_up(s)); /* the one that is, has said so */
	second_port = s->server[1].port;
	shared_deed(s, key_of(false), "one");
	assert_false(s->failed);
	assert_string_equal(shared_value(&s->server[1], key_of(false)), "one");
	/* said before the question; who has what was learnt meanwhile */
	assert_non_null(strstr(s->server[1].asked, "ASKING\nGET "));
	assert_int_equal(redis_count(&s->server[1], "ASKING"), 1);
}

/* From one to the other and back: not for ever. */
static bool
sends_on(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "GET") != 0)
		return false;
	redis_say(r, "-MOVED 1 127.0.0.1:%u\r\n", r == &all->server[0] ?
	    second_port : first_port);
	return true;
}

static void
a_key_that_nobody_has_is_given_up(void **state)
{
	struct shared *s = *state;

	s->server[0].odd = s->server[1].odd = sends_on;
	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, "a", NULL);
	assert_true(s->failed);
	assert_in_range(redis_count(&s->server[0], "GET") +
	    redis_count(&s->server[1], "GET"), 2, 10);
}

/* What is none of it is passed over; the rest counts. */
static void
a_row_that_is_none_is_passed_over(void **state)
{
	static const char *const wrong[] = {
		":1\r\n", "*0\r\n",
		"*2\r\n:0\r\n:1\r\n",
		"*3\r\n$1\r\n0\r\n:1\r\n*2\r\n$0\r\n\r\n:1\r\n",
		"*3\r\n:-1\r\n:1\r\n*2\r\n$0\r\n\r\n:1\r\n",
		"*3\r\n:2\r\n:1\r\n*2\r\n$0\r\n\r\n:1\r\n",
		"*3\r\n:0\r\n:16384\r\n*2\r\n$0\r\n\r\n:1\r\n",
		"*3\r\n:0\r\n:16383\r\n:1\r\n",
		"*3\r\n:0\r\n:16383\r\n*1\r\n$0\r\n\r\n",
		"*3\r\n:0\r\n:16383\r\n*2\r\n$0\r\n\r\n:0\r\n",
		"*3\r\n:0\r\n:16383\r\n*2\r\n$0\r\n\r\n:65536\r\n",
	};
	char text[2048];
	size_t at, i;
	struct shared *s = *state;

	at = (size_t)snprintf(text, sizeof(text), "*%zu\r\n",
	    COUNT(wrong) + 1);
	for (i = 0; i < COUNT(wrong); i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s",
		    wrong[i]);
	/* a server without a host, nil, is the one that was asked */
	(void)snprintf(text + at, sizeof(text) - at, "*3\r\n:%d\r\n:%d\r\n"
	    "*2\r\n$-1\r\n:%u\r\n", SLOTS_HALF, SLOTS - 1, second_port);
	slots = text;
	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, key_of(false), "one");
	redis_rest(&s->loop);
	s->server[0].heard = 0;
	s->server[0].asked[0] = '\0';
	shared_deed(s, key_of(false), "two");
	assert_false(s->failed);
	assert_string_equal(s->server[0].asked, "");
	/* an answer that is none changes nothing */
	slots = "+OK\r\n";
	redis_hang_up_all(&s->server[1]);
	redis_rest(&s->loop);
	standstill_pass(NODE_RETRY_MS);
	redis_rest(&s->loop);
	shared_deed(s, key_of(false), "three");
	assert_string_equal(shared_value(&s->server[1], key_of(false)),
	    "three");
}

/* The first is gone: the second is asked who has what. */
static void
who_has_what_is_learnt_anew_when_one_is_gone(void **state)
{
	struct shared *s = *state;
	unsigned before;

	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, key_of(false), "one");
	redis_rest(&s->loop);
	before = redis_count(&s->server[1], "CLUSTER SLOTS");
	redis_hang_up_all(&s->server[0]);
	redis_rest(&s->loop);
	assert_int_equal(redis_count(&s->server[1], "CLUSTER SLOTS"),
	    before + 1);
	shared_deed(s, key_of(false), "two"); /* which goes on */
	assert_false(s->failed);
	shared_deed(s, key_of(true), "two");
	assert_true(s->failed);
}

static void
there_is_room_for_so_many_servers(void **state)
{
	static char text[65536];
	struct shared *s = *state;
	size_t at;
	int i;

	at = (size_t)snprintf(text, sizeof(text), "*101\r\n"
	    "*3\r\n:0\r\n:16383\r\n*2\r\n$0\r\n\r\n:%u\r\n", second_port);
	for (i = 0; i < 100; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "*3\r\n:%d\r\n:%d\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n", i,
		    i, 1 + i);
	slots = text;
	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, key_of(false), "one");
	redis_rest(&s->loop);
	shared_deed(s, key_of(false), "two");
	assert_false(s->failed);
	assert_string_equal(shared_value(&s->server[1], key_of(false)), "two");
}

static bool
deed_once(void *arg)
{
	struct shared *s = arg;
	bool met;

	shared_deed(s, key_of(false), "one");
	redis_rest(&s->loop);
	met = failing_end();
	if (!met)
		assert_false(s->failed);
	if (!s->failed)
		assert_string_equal(shared_value(&s->server[1],
		    key_of(false)), "one");
	standstill_pass(NODE_RETRY_MS); /* a server that had no room, too */
	redis_rest(&s->loop);
	return met;
}

/* Without room to note who has what a deed fails, and the next may not. */
static void
without_memory_a_key_is_not_followed(void **state)
{
	struct shared *s = *state;

	shared_open(s, "redis://127.0.0.1:%1/0");
	assert_true(failing_each(FAILING_MEMORY, ENOMEM, deed_once, s) > 5);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, shared_teardown)
	static const struct CMUnitTest tests[] = {
		TEST(each_key_goes_to_its_server),
		TEST(the_slots_of_servers_do_not_overlap),
		TEST(a_walk_is_through_all_servers),
		TEST(a_key_that_is_on_its_way_is_asked_for),
		TEST(to_ask_where_nobody_is_fails),
		TEST(a_key_that_nobody_has_is_given_up),
		TEST(a_row_that_is_none_is_passed_over),
		TEST(who_has_what_is_learnt_anew_when_one_is_gone),
		TEST(there_is_room_for_so_many_servers),
		TEST(without_memory_a_key_is_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
