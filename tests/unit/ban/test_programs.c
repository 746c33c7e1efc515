/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/programs.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "ban/server.h"
#include "base/err.h"
#include "base/tell.h"
#include "lib/fixture.h"
#include "lib/failing.h"

static struct fixture f;
static char path[FIXTURE_PATH];
static struct tell told;
static struct ban_programs p;
static struct ban_backend b;

/* What the programs do: "true" and "false" are scripts of this name that write
 * down what they are asked. */
static void
commands(const char *add, const char *del)
{
	char text[FIXTURE_PATH + 32], script[FIXTURE_PATH];
	struct err e;

	(void)snprintf(text, sizeof(text), "sh %s add %%a %%s",
	    fixture_path(&f, script, add));
	assert_int_equal(command_parse(&p.add, "-a", text, &e), 0);
	(void)snprintf(text, sizeof(text), "sh %s del %%a",
	    fixture_path(&f, script, del));
	assert_int_equal(command_parse(&p.del, "-d", text, &e), 0);
}

static int
begin(void **state)
{
	char text[FIXTURE_PATH + 64], done[FIXTURE_PATH];
	struct err e;

	(void)state;
	fixture_begin(&f);
	(void)snprintf(text, sizeof(text), "echo \"$*\" >>%s\n",
	    fixture_path(&f, done, "done"));
	fixture_text(&f, "true", text);
	fixture_text(&f, "false", "exit 3\n");
	fixture_text(&f, "slow", "sleep 0.3\n"); /* longer than a look */
	told = (struct tell){ .program = "test",
		.fd = open(fixture_path(&f, path, "log"), O_RDWR | O_CREAT,
		    0600) };
	p = (struct ban_programs){ .looks = 1 };
	assert_int_equal(due_open(&p.due, fixture_path(&f, path, "due"), &told,
	    &e), 0);
	ban_programs_backend(&b, &p);
	commands("true", "true");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	(void)failing_end();
	due_close(&p.due);
	never_free(&p.never);
	(void)close(told.fd);
	fixture_end(&f);
	return 0;
}

/* All of a file, until the next call. */
static const char *
file(const char *name)
{
	static char all[4096];
	char at[FIXTURE_PATH];
	FILE *in = fopen(fixture_path(&f, at, name), "r");
	size_t n = in != NULL ? fread(all, 1, sizeof(all) - 1, in) : 0;

	all[n] = '\0';
	if (in != NULL)
		(void)fclose(in);
	return all;
}

static struct ban_record
record(unsigned n, uint32_t seconds)
{
	return (struct ban_record){ .verb = BAN_ADD, .kind = 1 + n % 5,
		.seconds = seconds,
		.ip = { { 198, 51, 100, (unsigned char)n }, 32 } };
}

static enum ban_answer
ban(unsigned n, uint32_t seconds, uint32_t *left)
{
	struct ban_record r = record(n, seconds);
	struct err e;
	enum ban_answer a = b.ban(b.arg, &r, &e);

	if (left != NULL)
		*left = r.seconds;
	return a;
}

static enum ban_answer
found(unsigned n, struct ban_record *r)
{
	struct err e;

	*r = record(n, 0);
	return b.find(b.arg, r, &e);
}

static enum ban_answer
freed(unsigned n)
{
	struct ban_record r = record(n, 0);
	struct err e;

	return b.unban(b.arg, &r, &e);
}

/* A time that is over, or is to come. */
static void
due_at(unsigned n, int64_t until_s)
{
	const struct ban_record r = record(n, 0);

	due_find(&p.due, &r.ip)->until_s = until_s;
}

static void
who_is_banned_again_keeps_the_longer_time(void **state)
{
	struct ban_record r;
	uint32_t left;

	(void)state;
	assert_int_equal(found(1, &r), BAN_NONE);
	assert_int_equal(ban(1, 3600, &left), BAN_NEW);
	assert_int_equal(left, 3600);
	assert_int_equal(ban(1, 60, &left), BAN_STANDS);
	assert_in_range(left, 3500, 3600);
	assert_int_equal(ban(1, 7200, &left), BAN_STANDS);
	assert_int_equal(left, 7200);
	assert_int_equal(found(1, &r), BAN_ENTRY);
	assert_int_equal(r.kind, 2);
	assert_in_range(r.seconds, 7100, 7200);
	assert_non_null(strstr(file("done"), "add 198.51.100.1 3600\n"));
	assert_non_null(strstr(file("done"), "add 198.51.100.1 7200\n"));
	due_at(1, time(NULL) - 5); /* over, and not looked at yet */
	assert_int_equal(found(1, &r), BAN_ENTRY);
	assert_int_equal(r.seconds, 0);
}

static void
who_is_free_is_taken_out(void **state)
{
	struct ban_record r;

	(void)state;
	assert_int_equal(freed(1), BAN_NONE);
	assert_string_equal(file("done"), "");
	assert_int_equal(ban(1, 3600, NULL), BAN_NEW);
	assert_int_equal(freed(1), BAN_GONE);
	assert_non_null(strstr(file("done"), "del 198.51.100.1\n"));
	assert_int_equal(found(1, &r), BAN_NONE);
}

/* Whom a program may have put in is taken out in its time; whom it may not have
 * taken out is still in. */
static void
a_program_that_fails_leaves_nobody_forgotten(void **state)
{
	struct ban_record r;

	(void)state;
	commands("false", "false");
	assert_int_equal(ban(1, 3600, NULL), BAN_CANNOT);
	assert_int_equal(found(1, &r), BAN_ENTRY);
	assert_int_equal(freed(1), BAN_CANNOT);
	assert_int_equal(found(1, &r), BAN_ENTRY);
}

static void
nobody_is_put_in_who_cannot_be_written_down(void **state)
{
	struct ban_record r;

	(void)state;
	failing_nth("fsync", 1, EIO);
	assert_int_equal(ban(1, 3600, NULL), BAN_CANNOT);
	assert_true(failing_end());
	assert_string_equal(file("done"), "");
	assert_int_equal(found(1, &r), BAN_NONE);
	assert_int_equal(ban(1, 3600, NULL), BAN_NEW);
	failing_nth("fsync", 1, EIO);
	assert_int_equal(freed(1), BAN_CANNOT);
	assert_true(failing_end());
}

static void
there_is_room_for_so_many(void **state)
{
	struct due_entry *entry = p.due.entry;
	static struct due_entry many[DUE_MAX];

	(void)state;
	p.due.entry = many;
	p.due.len = p.due.cap = DUE_MAX;
	assert_int_equal(ban(1, 3600, NULL), BAN_FULL);
	p.due.entry = entry;
	p.due.len = p.due.cap = 0;
}

static void
all_are_listed_in_order(void **state)
{
	struct ban_record r;
	struct err e;
	unsigned i;

	(void)state;
	for (i = 3; i > 0; i--)
		assert_int_equal(ban(i, 3600, NULL), BAN_NEW);
	assert_int_equal(b.list(b.arg, &e), 0);
	for (i = 1; i <= 3; i++) {
		assert_int_equal(b.next(b.arg, &r, &e), BAN_ENTRY);
		assert_int_equal(r.ip.octet[3], i);
		assert_int_equal(r.kind, 1 + i % 5);
	}
	assert_int_equal(b.next(b.arg, &r, &e), BAN_END);
	b.list_end(b.arg);
}

static void
whose_time_is_over_is_taken_out(void **state)
{
	struct ban_record r;

	(void)state;
	assert_int_equal(ban(1, 3600, NULL), BAN_NEW);
	assert_int_equal(ban(2, 3600, NULL), BAN_NEW);
	due_at(1, time(NULL) - 1);
	assert_false(b.look(b.arg, &told));
	assert_int_equal(found(1, &r), BAN_NONE);
	assert_int_equal(found(2, &r), BAN_ENTRY);
	assert_non_null(strstr(file("done"), "del 198.51.100.1\n"));
	assert_string_equal(file("log"), "test: 198.51.100.1: its time is "
	    "over\n");
	due_at(2, time(NULL) - 1);
	failing_nth("fsync", 1, EIO);
	(void)b.look(b.arg, &told);
	assert_true(failing_end());
	assert_non_null(strstr(file("log"), strerror(EIO)));
}

static void
who_cannot_be_taken_out_is_given_up_in_the_end(void **state)
{
	const int64_t now_s = time(NULL);
	struct ban_record r;
	int i;

	(void)state;
	assert_int_equal(ban(1, 3600, NULL), BAN_NEW);
	commands("true", "false");
	for (i = 0; i < 3; i++) {
		assert_int_equal(found(1, &r), BAN_ENTRY);
		due_at(1, now_s - 1);
		(void)b.look(b.arg, &told);
		if (i < 2)
			assert_true(p.due.entry[0].until_s >= now_s + 60);
	}
	assert_int_equal(found(1, &r), BAN_NONE);
	assert_non_null(strstr(file("log"), "198.51.100.1 is given up: it may "
	    "still be in\n"));
}

/* One that takes long is no reason to let all others wait for an answer. */
static void
a_look_does_not_take_out_all_at_once(void **state)
{
	(void)state;
	assert_int_equal(ban(1, 3600, NULL), BAN_NEW);
	assert_int_equal(ban(2, 3600, NULL), BAN_NEW);
	commands("true", "slow");
	due_at(1, 1);
	due_at(2, 1);
	(void)b.look(b.arg, &told);
	assert_int_equal(p.due.len, 1);
	(void)b.look(b.arg, &told);
	assert_int_equal(p.due.len, 0);
}

static void
what_is_nearby_is_never_banned(void **state)
{
	struct ip self = { { 127, 0, 0, 1 }, 32 };

	(void)state;
	p.looks = 0;
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	(void)b.look(b.arg, &told);
	assert_true(failing_end());
	assert_string_not_equal(file("log"), "");
	p.looks = 0;
	(void)b.look(b.arg, &told);
	assert_true(never_has(&p.never, &self, &self));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(who_is_banned_again_keeps_the_longer_time),
		TEST(who_is_free_is_taken_out),
		TEST(a_program_that_fails_leaves_nobody_forgotten),
		TEST(nobody_is_put_in_who_cannot_be_written_down),
		TEST(there_is_room_for_so_many),
		TEST(all_are_listed_in_order),
		TEST(whose_time_is_over_is_taken_out),
		TEST(who_cannot_be_taken_out_is_given_up_in_the_end),
		TEST(a_look_does_not_take_out_all_at_once),
		TEST(what_is_nearby_is_never_banned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
