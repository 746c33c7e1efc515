/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A server that is well, one that is not, and one that comes back. */
#include "share/share.h"

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
#include "rule/storeplace.h"
#include "share/conn.h"
#include "share/node.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
told_away(void *arg)
{
	return strstr(((struct shared *)arg)->told, "is not there") != NULL;
}

static void
a_server_is_greeted_before_it_is_asked(void **state)
{
	struct shared *s = *state;

	s->server[0].password = "hush";
	shared_try(s, "redis://dhf@127.0.0.1:%1/3", "hush");
	redis_run(&s->loop, shared_is_up, s);
	assert_int_equal(strncmp(s->server[0].asked, "AUTH dhf hush\n"
	    "SELECT 3\nSCRIPT LOAD ...\nSCRIPT LOAD ...\n"
	    "SET dhf1.probe 1 PX 1000\n", s->server[0].heard), 0);
	assert_non_null(strstr(s->told, "is there"));
	shared_deed(s, "a", "one");
	assert_string_equal(s->why, "");
	assert_string_equal(shared_value(&s->server[0], "a"), "one");
	shared_deed(s, "a", NULL);
	assert_string_equal(s->got[0], "one");
	shared_deed(s, "a", "");
	assert_string_equal(shared_value(&s->server[0], "a"), "-");
	assert_int_equal(share_counts(s->share)->errors, 0);
	assert_true(share_counts(s->share)->answers >= 3);
}

static void
a_password_without_a_user_is_the_default_s(void **state)
{
	struct shared *s = *state;

	s->server[0].password = "other";
	shared_try(s, "redis://127.0.0.1:%1/0", "hush");
	redis_run(&s->loop, told_away, s);
	assert_int_equal(redis_count(&s->server[0], "AUTH hush\n"), 1);
	assert_int_equal(redis_count(&s->server[0], "SELECT"), 0);
	assert_non_null(strstr(s->told, "WRONGPASS"));
	assert_null(strstr(s->told, "hush"));
	assert_false(shared_is_up(s));
	shared_deed(s, "a", "one"); /* nobody waits */
	assert_non_null(strstr(s->why, "it is not there"));
}

static bool
is_silent(struct redis *r, const struct redis_command *c)
{
	(void)r;
	(void)c;
	return true;
}

/* A deed waits for a greeting, and no longer. */
static void
a_server_that_says_nothing_is_away(void **state)
{
	struct shared *s = *state;

	s->server[0].odd = is_silent;
	shared_try(s, "redis://127.0.0.1:%1/0", NULL);
	(void)shared_begin_deed(s, &(struct shared_row){ "a", "one" }, 1,
	    false);
	redis_rest(&s->loop);
	assert_int_equal(s->done, 0);
	standstill_pass(NODE_ANSWER_MS);
	shared_wait(s);
	assert_true(s->failed);
	assert_non_null(strstr(s->told, "no answer in time"));
	/* it is tried again, and all is well */
	s->server[0].odd = NULL;
	standstill_pass(NODE_RETRY_MS);
	redis_run(&s->loop, shared_is_up, s);
	shared_deed(s, "a", "two");
	assert_string_equal(shared_value(&s->server[0], "a"), "two");
	/* and it says nothing again: the one that asks waits its time */
	s->server[0].odd = is_silent;
	(void)shared_begin_deed(s, &(struct shared_row){ "a", "three" }, 1,
	    false);
	redis_rest(&s->loop);
	standstill_pass(NODE_ANSWER_MS - 1);
	assert_int_equal(s->done, 0);
	standstill_pass(40);
	shared_wait(s);
	assert_non_null(strstr(s->why, "it does not answer"));
	assert_int_equal(share_counts(s->share)->errors, 2);
	shared_deed(s, "a", "four");
	assert_non_null(strstr(s->why, "it is not there"));
	assert_int_equal(share_counts(s->share)->unasked, 3);
}

static bool
hangs_up(struct redis *r, const struct redis_command *c)
{
	(void)c;
	redis_hang_up(r);
	return true;
}

static bool
is_another(struct redis *r, const struct redis_command *c)
{
	(void)c;
	redis_say(r, "HTTP/1.1 400 Bad Request\r\n\r\n");
	return true;
}

static bool
is_busy(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "GET") != 0)
		return false;
	redis_say(r, "-BUSY Redis is busy running a script.\r\n");
	return true;
}

static bool
is_full(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "EVALSHA") != 0)
		return false;
	redis_say(r, "-OOM command not allowed\r\n");
	return true;
}

static bool
answers_a_number(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "GET") != 0)
		return false;
	redis_say(r, ":7\r\n");
	return true;
}

/* Whatever a server does instead of answering, the deed fails, the server is
 * told of, and comes back. */
static void
a_server_that_is_not_well_is_away(void **state)
{
	static const struct {
		bool (*odd)(struct redis *r, const struct redis_command *c);
		const char *told;
	} row[] = {
		{ hangs_up, "closed the connection" },
		{ is_another, "is not there" },
		{ is_busy, "BUSY" },
		{ is_full, "OOM" },
		{ answers_a_number, "answers what was not asked" },
	};
	struct shared *s = *state;
	size_t i;

	shared_open(s, "redis://127.0.0.1:%1/0");
	for (i = 0; i < COUNT(row); i++) {
		standstill_pass(3600 * 1000); /* what was told may be again */
		s->told[0] = '\0';
		s->server[0].odd = row[i].odd;
		shared_deed(s, "a", "one");
		assert_true(s->failed);
		assert_false(shared_is_up(s));
		if (strstr(s->told, row[i].told) == NULL)
			fail_msg("%s: %s", row[i].told, s->told);
		s->server[0].odd = NULL;
		standstill_pass(NODE_RETRY_MS);
		redis_run(&s->loop, shared_is_up, s);
	}
	shared_deed(s, "a", "one");
	assert_false(s->failed);
}

/* A connection that is lost while nobody asks. */
static void
a_server_that_goes_away_is_told_of(void **state)
{
	struct shared *s = *state;

	shared_open(s, "redis://127.0.0.1:%1/0");
	redis_hang_up_all(&s->server[0]);
	redis_run(&s->loop, told_away, s);
	assert_false(shared_is_up(s));
}

static void
of_several_servers_one_is_enough(void **state)
{
	struct shared *s = *state;

	shared_try(s, "redis://127.0.0.1:1,127.0.0.1:%2/0", NULL);
	redis_run(&s->loop, told_away, s);
	standstill_pass(NODE_RETRY_MS);
	redis_run(&s->loop, shared_is_up, s);
	shared_deed(s, "a", "one");
	assert_string_equal(shared_value(&s->server[1], "a"), "one");
}

static bool
has_other_names(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "SCRIPT") != 0)
		return false;
	redis_say(r, "$3\r\nabc\r\n");
	return true;
}

static bool
has_moved(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "SET") != 0)
		return false;
	redis_say(r, "-MOVED 1 127.0.0.1:1\r\n");
	return true;
}

static bool
asks_elsewhere(struct redis *r, const struct redis_command *c)
{
	if (strcmp(c->word[0], "SET") != 0)
		return false;
	redis_say(r, "-ASK 1 127.0.0.1:1\r\n");
	return true;
}

/* Without a name of it a script is told each time, and so it is when a server
 * has forgotten it. */
static void
a_script_without_a_name_is_told_whole(void **state)
{
	struct shared *s = *state;

	s->server[0].odd = has_other_names;
	shared_open(s, "redis://127.0.0.1:%1/0");
	shared_deed(s, "a", "one");
	assert_string_equal(shared_value(&s->server[0], "a"), "one");
	assert_int_equal(redis_count(&s->server[0], "EVAL "), 1);
	assert_int_equal(redis_count(&s->server[0], "EVALSHA "), 0);
}

static void
a_script_that_is_forgotten_is_told_again(void **state)
{
	struct shared *s = *state;

	shared_open(s, "redis://127.0.0.1:%1/0");
	s->server[0].forgets = true;
	shared_deed(s, "a", "one");
	assert_string_equal(shared_value(&s->server[0], "a"), "one");
	assert_int_equal(redis_count(&s->server[0], "EVALSHA "), 1);
	assert_int_equal(redis_count(&s->server[0], "EVAL "), 1);
	assert_true(shared_is_up(s));
}

static bool
never_knows(struct redis *r, const struct redis_command *c)
{
	if (strncmp(c->word[0], "EVAL", 4) != 0)
		return false;
	redis_say(r, "-NOSCRIPT No matching script.\r\n");
	return true;
}

/* That is nothing against the server, and an end to it. */
static void
a_script_that_is_never_known_is_given_up(void **state)
{
	struct shared *s = *state;

	shared_open(s, "redis://127.0.0.1:%1/0");
	s->server[0].odd = never_knows;
	shared_deed(s, "a", "one");
	assert_true(s->failed);
	assert_in_range(redis_count(&s->server[0], "EVAL"), 2, 10);
	assert_true(shared_is_up(s));
}

static void
a_probe_that_belongs_elsewhere_is_well(void **state)
{
	struct shared *s = *state;

	s->server[0].odd = has_moved;
	s->server[1].odd = asks_elsewhere;
	shared_open(s, "redis://127.0.0.1:%1,127.0.0.1:%2/0");
	assert_null(strstr(s->told, "is not there"));
	s->server[0].odd = NULL;
	redis_hang_up_all(&s->server[0]);
	redis_run(&s->loop, told_away, s);
	standstill_pass(NODE_RETRY_MS);
	redis_run(&s->loop, shared_is_up, s);
	assert_int_equal(redis_count(&s->server[1], "SET"), 1);
}

static void
a_name_is_looked_up(void **state)
{
	struct shared *s = *state;

	shared_try(s, "redis://store.example:%1/0", NULL);
	assert_true(standstill_found(0, "127.0.0.1"));
	redis_run(&s->loop, shared_is_up, s);
	assert_non_null(strstr(s->told, "store.example port"));
	shared_deed(s, "a", "one");
	assert_string_equal(shared_value(&s->server[0], "a"), "one");
}

static void
a_name_that_is_not_found_is_told_of(void **state)
{
	static const struct {
		int status;
		const char *ip, *told;
	} row[] = {
		{ UV_EAI_NONAME, NULL, "unknown node" },
		{ 0, NULL, "no address" },
	};
	struct shared *s = *state;
	size_t i;

	shared_try(s, "redis://store.example:%1/0", NULL);
	for (i = 0; i < COUNT(row); i++) {
		s->told[0] = '\0';
		assert_true(standstill_found(row[i].status, row[i].ip));
		if (i == 0 && strstr(s->told, row[i].told) == NULL)
			fail_msg("%s: %s", row[i].told, s->told);
		standstill_pass(NODE_RETRY_MS);
	}
	/* too late: it is away by then, and looked up again */
	standstill_pass(NODE_ANSWER_MS);
	standstill_pass(NODE_RETRY_MS);
	assert_true(standstill_found(0, "127.0.0.1"));
	redis_run(&s->loop, shared_is_up, s);
}

static void
a_name_that_comes_late_is_not_used(void **state)
{
	struct shared *s = *state;

	shared_try(s, "redis://store.example:%1/0", NULL);
	standstill_pass(NODE_ANSWER_MS);
	assert_non_null(strstr(s->told, "no answer in time"));
	assert_true(standstill_found(0, "127.0.0.1"));
	redis_rest(&s->loop);
	assert_int_equal(s->server[0].heard, 0);
}

static void
a_name_that_cannot_be_looked_up_is_told_of(void **state)
{
	struct shared *s = *state;

	shared_try(s, "redis://-x.example:%1/0", NULL);
	assert_non_null(strstr(s->told, "its name can't be looked up"));
}

/* What comes for a store that has ended meanwhile is for nobody. */
static void
a_store_may_end_while_a_name_is_looked_up(void **state)
{
	struct shared *s = *state;

	shared_try(s, "redis://store.example:%1/0", NULL);
	share_stop(s->share);
	(void)uv_run(&s->loop, UV_RUN_NOWAIT);
	assert_true(standstill_found(0, "127.0.0.1"));
	redis_rest(&s->loop);
	assert_int_equal(s->server[0].heard, 0);
}

static void
a_store_ends_when_its_deeds_are_done(void **state)
{
	struct shared *s = *state;

	shared_open(s, "redis://127.0.0.1:%1/0");
	(void)shared_begin_deed(s, &(struct shared_row){ "a", "one" }, 1,
	    false);
	share_stop(s->share);
	share_stop(s->share);
	shared_wait(s);
	assert_false(s->failed);
	assert_string_equal(shared_value(&s->server[0], "a"), "one");
	shared_deed(s, "a", "two"); /* nothing is asked any more */
	assert_true(s->failed);
}

static void
on_tell(void *arg, const char *line)
{
	(void)strcpy(arg, line);
}

static bool
make(void *place)
{
	char line[256];
	const struct share_options o = { .place = place, .secret = "hush",
		.version = 1, .tell = on_tell, .arg = line };
	struct err e = { .msg = "" };
	struct share *s = share_new(&o, &e);
	bool failed = failing_end();

	assert_int_equal(s == NULL, failed);
	assert_int_equal(e.msg[0] != '\0', failed);
	if (s != NULL)
		share_stop(s); /* it was never started */
	share_free(s);
	return failed;
}

static void
without_memory_there_is_no_store(void **state)
{
	struct storeplace p;
	struct shared *s = *state;
	struct err e;

	assert_int_equal(storeplace_parse(&p,
	    "sentinel://127.0.0.1:1/main/2", &e), 0);
	assert_true(failing_each(FAILING_MEMORY, ENOMEM, make, &p) >= 4);
	/* nor one without its first server */
	failing_nth(FAILING_MEMORY, 3, ENOMEM);
	shared_try(s, "redis://127.0.0.1:%1/0", NULL);
	assert_true(failing_end());
	assert_string_equal(s->told, "no memory for the store\n");
	shared_deed(s, "a", "one");
	assert_true(s->failed);
}

static void
tls_needs_its_library(void **state)
{
	const struct share_options o = { .version = 1, .place =
	    &(struct storeplace){ .tls = true, .hosts = 1 } };
	struct err e;

	(void)state;
	if (conn_has_tls())
		skip();
	assert_null(share_new(&o, &e));
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "hiredis_ssl"));
	share_free(NULL);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, shared_setup, shared_teardown)
	static const struct CMUnitTest tests[] = {
		TEST(a_server_is_greeted_before_it_is_asked),
		TEST(a_password_without_a_user_is_the_default_s),
		TEST(a_server_that_says_nothing_is_away),
		TEST(a_server_that_is_not_well_is_away),
		TEST(a_server_that_goes_away_is_told_of),
		TEST(of_several_servers_one_is_enough),
		TEST(a_script_without_a_name_is_told_whole),
		TEST(a_script_that_is_forgotten_is_told_again),
		TEST(a_script_that_is_never_known_is_given_up),
		TEST(a_probe_that_belongs_elsewhere_is_well),
		TEST(a_name_is_looked_up),
		TEST(a_name_that_is_not_found_is_told_of),
		TEST(a_name_that_comes_late_is_not_used),
		TEST(a_name_that_cannot_be_looked_up_is_told_of),
		TEST(a_store_may_end_while_a_name_is_looked_up),
		TEST(a_store_ends_when_its_deeds_are_done),
		TEST(without_memory_there_is_no_store),
		TEST(tls_needs_its_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
