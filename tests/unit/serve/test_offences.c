/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/offences.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/tell.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "lib/later.h"
#include "serve/keeper.h"
#include "serve/statistics.h"
#include "share/deed.h"
#include "wire/accuse.h"
#include "wire/offence.h"

static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static uv_loop_t loop;
static struct keeper keeper;
static struct statistics count;
static struct offences o;

static int
begin(void **state)
{
	(void)state;
	(void)alarm(60);
	fixture_begin(&f);
	fixture_load(&f, "");
	memset(&count, 0, sizeof(count));
	memset(&o, 0, sizeof(o));
	assert_int_equal(uv_loop_init(&loop), 0);
	keeper = (struct keeper){ .tell = &log_ };
	assert_int_equal(keeper_open(&keeper, f.dir, 64 << 20, time(NULL),
	    &f.e), 0);
	keeper_start(&keeper, &loop);
	o.keeper = &keeper;
	o.count = &count;
	if (offences_open(&o, &f.rules.settings, &f.e) == -1)
		fail_msg("%s", f.e.msg);
	offences_set(&o, &f.rules.settings);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	offences_close(&o);
	keeper_stop(&keeper);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(keeper_close(&keeper, time(NULL), &f.e), 0);
	fixture_end(&f);
	return 0;
}

static void
on_say(void *arg, const struct letter *answer)
{
	struct letter *out = arg;

	*out = *answer;
}

static void
on_found(void *arg, bool known, unsigned kinds)
{
	unsigned *out = arg;

	assert_true(known);
	*out = kinds;
}

/* Report a trap of an address, which a mark tells from others. */
static struct letter
report(const char *ip, const char *mark)
{
	struct letter l = { .type = LETTER_OFFENCE, .offence = OFFENCE_TRAP,
		.at_s = (uint32_t)time(NULL), .source = "trap", .mark = mark,
		.evidence = "x" }, answer = { .type = LETTER_CANNOT };
	const struct filters_asker who = { on_say, &answer, false };

	assert_int_equal(ip_parse(&l.ip, ip, &f.e), 0);
	assert_null(offences_on_report(&o, &l, &who));
	return answer;
}

/* What is held against an address. */
static unsigned
held(const char *text)
{
	unsigned kinds = ~0u;
	const struct offences_call call = { on_found, &kinds };
	struct ip ip;

	assert_int_equal(ip_parse(&ip, text, &f.e), 0);
	assert_null(offences_find(&o, &ip, &call));
	return kinds;
}

static void
what_is_told_is_held(void **state)
{
	struct letter answer = report("198.51.100.7", "");

	(void)state;
	assert_int_equal(answer.type, LETTER_OFFENCE_IS);
	assert_int_equal(answer.held, LETTER_KEPT);
	assert_int_equal(held("198.51.100.7"), 1u << OFFENCE_TRAP);
	assert_int_equal(held("198.51.100.8"), 0);
	assert_int_equal(report("127.0.0.1", "").held, LETTER_NEVER);
	assert_int_equal(held("127.0.0.1"), 0);
	assert_int_equal(count.n[STAT_OFFENCES], 2);
	assert_int_equal(count.n[STAT_OFFENCES_NEVER], 1);
}

/* A folder of mails that is read again and again. */
static void
what_is_known_takes_nobodys_turn(void **state)
{
	struct letter answer;
	int i;

	(void)state;
	assert_int_equal(report("198.51.100.7", "mark").held, LETTER_KEPT);
	for (i = 0; i < 3 * OFFENCES_AT_ONCE; i++) {
		answer = report("198.51.100.7", "mark");
		assert_int_equal(answer.type, LETTER_OFFENCE_IS);
		assert_int_equal(answer.held, LETTER_KNOWN);
	}
}

static void
there_are_so_many_at_once(void **state)
{
	struct letter answer = { .type = LETTER_OFFENCE_IS };
	char ip[32];
	int i;

	(void)state;
	for (i = 0; i < 100 * OFFENCES_AT_ONCE &&
	    answer.type == LETTER_OFFENCE_IS; i++) {
		(void)snprintf(ip, sizeof(ip), "70.%d.%d.%d", i >> 16,
		    i >> 8 & 255, i & 255);
		answer = report(ip, "");
	}
	assert_true(i > OFFENCES_AT_ONCE);
	assert_int_equal(answer.type, LETTER_CANNOT);
	assert_string_equal(answer.reason, ACCUSE_BUSY_REASON);
}

/* The answer to a letter. */
static struct letter
write_letter(const struct letter *l)
{
	struct letter answer = { .type = LETTER_GREY };
	const struct filters_asker who = { on_say, &answer, false };

	assert_null(offences_on_report(&o, l, &who));
	return answer;
}

static void
what_nobody_can_note_is_told(void **state)
{
	static const struct letter good = { .type = LETTER_OFFENCE,
		.ip = { { 198, 51, 100, 7 }, 32 }, .offence = OFFENCE_TRAP,
		.source = "trap", .mark = "", .evidence = "x" };
	struct letter l = good;

	(void)state;
	l.offence = OFFENCES;
	assert_string_equal(write_letter(&l).reason, "no such offence");
	l = good;
	l.source = "two words";
	assert_string_equal(write_letter(&l).reason, "no source");
	l = good;
	l.zone_s = 100000;
	assert_string_equal(write_letter(&l).reason, "no zone");
	l.zone_s = (uint32_t)-100000;
	assert_string_equal(write_letter(&l).reason, "no zone");
	l = good;
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_int_equal(write_letter(&l).type, LETTER_CANNOT);
	assert_true(failing_end());
	assert_int_equal(count.n[STAT_OFFENCES], 0);
	assert_int_equal(write_letter(&l).type, LETTER_OFFENCE_IS);
}

static void
a_flood_is_told_to_wait(void **state)
{
	char text[32];
	struct letter l = { .type = 0 };
	int i;

	(void)state;
	for (i = 0; i < 10 * OFFENCES_AT_ONCE && l.type != LETTER_CANNOT;
	    i++) {
		(void)snprintf(text, sizeof(text), "198.51.%d.%d", i / 250,
		    i % 250);
		l = report(text, "");
	}
	assert_int_equal(l.type, LETTER_CANNOT);
	assert_string_equal(l.reason, ACCUSE_BUSY_REASON);
}

static void
who_talks_early_is_held_unless_it_is_a_flood(void **state)
{
	struct ip ip;
	unsigned i;

	(void)state;
	assert_int_equal(ip_parse(&ip, "198.51.100.7", &f.e), 0);
	for (i = 0; i < 10 * OFFENCES_AT_ONCE; i++)
		offences_pregreet(&o, &ip);
	assert_int_equal(held("198.51.100.7"), 1u << OFFENDER_EARLY_TALKER);
	assert_in_range(count.n[STAT_OFFENCES], 1, 10 * OFFENCES_AT_ONCE - 1);
}

static void
on_found_nothing(void *arg, bool known, unsigned kinds)
{
	unsigned *told = arg;

	assert_false(known);
	assert_int_equal(kinds, 0);
	++*told;
}

/* A store elsewhere that does not answer. */
static void
a_store_that_fails_holds_nothing(void **state)
{
	unsigned told = 0;
	const struct offences_call call = { on_found_nothing, &told };
	const struct letter l = { .type = LETTER_OFFENCE,
		.ip = { { 198, 51, 100, 7 }, 32 }, .offence = OFFENCE_TRAP,
		.source = "trap", .mark = "", .evidence = "x" };
	struct letter answer = { .type = LETTER_GREY };
	const struct filters_asker who = { on_say, &answer, false };

	(void)state;
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_null(offences_find(&o, &l.ip, &call));
	assert_true(failing_end());
	assert_int_equal(told, 1);
	later_begin(&keeper);
	assert_non_null(offences_find(&o, &l.ip, &call));
	later_go(false);
	assert_int_equal(told, 2);
	assert_int_equal(count.n[STAT_OFFENDER_ASKED], 0);
	assert_non_null(offences_on_report(&o, &l, &who));
	later_go(false);
	assert_int_equal(answer.type, LETTER_CANNOT);
	answer.type = LETTER_GREY;
	deed_cancel(offences_on_report(&o, &l, &who)); /* who told is gone */
	later_go(false);
	assert_int_equal(answer.type, LETTER_GREY);
	assert_int_equal(count.n[STAT_OFFENCES], 0);
	later_end(&keeper);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(what_is_told_is_held),
		TEST(what_is_known_takes_nobodys_turn),
		TEST(there_are_so_many_at_once),
		TEST(what_nobody_can_note_is_told),
		TEST(a_flood_is_told_to_wait),
		TEST(who_talks_early_is_held_unless_it_is_a_flood),
		TEST(a_store_that_fails_holds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
