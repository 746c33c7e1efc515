/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/bans_due.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "state/ledger.h"
#include "store/store.h"
#include "store/store_commit.h"

#define NOW STORED_NOW

static struct ip
numbered(unsigned n)
{
	struct ip ip = { { 198, 51, (unsigned char)(n >> 8),
	    (unsigned char)n }, 32 };

	return ip;
}

/* Have the ledger hold n against an address until NOW + seconds. */
static void
hold(struct stored *st, const struct ip *ip, enum offender_kind kind,
    unsigned seconds, bool ban)
{
	static const struct never nobody = { .settled = true };
	const struct ledger l = { .store = st->store, .never = &nobody,
		.ttl_s = 1, .ttl_max_s = 1, .net4 = 32 };
	const struct ledger_report r = { .ip = *ip, .kind = kind,
		.source = "test", .evidence = "", .mark = "", .at_s = NOW,
		.seconds = seconds, .ban = ban };
	int64_t until_s;
	struct err e;

	assert_int_equal(ledger_note(&until_s, &l, &r, NOW, &e), LEDGER_KEPT);
}

static void
commit(struct stored *st)
{
	struct err e;

	assert_int_equal(store_commit(st->store, NOW, &e), 0);
}

/* The next of whom is due at at_ms, as text; "" for nobody. */
static const char *
next(struct bans_due *d, struct stored *st, int64_t at_ms)
{
	static char text[IP_TEXT_SIZE];
	enum bans_due_answer answer;
	struct ip ip;
	struct err e;

	while ((answer = bans_due_next(&ip, d, st->store, NOW, at_ms, &e)) ==
	    BANS_DUE_MORE)
		;
	if (answer == BANS_DUE_FAILED)
		fail_msg("%s", e.msg);
	*text = '\0';
	if (answer == BANS_DUE_ONE)
		ip_format(&ip, text);
	return text;
}

static void
what_has_changed_is_due_once_and_in_order(void **state)
{
	struct ip six = { { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 9 }, 128 };
	struct stored *st = *state;
	struct bans_due d = { .len = 0 };
	struct ip one = numbered(1), two = numbered(2);

	stored_open(st);
	assert_string_equal(next(&d, st, 0), "");
	bans_due_add(&d, &two, 0);
	bans_due_add(&d, &one, 0);
	bans_due_add(&d, &two, 0);
	bans_due_add(&d, &six, 0);
	assert_string_equal(next(&d, st, 0), "198.51.0.2");
	bans_due_add(&d, &two, 0);
	assert_string_equal(next(&d, st, 0), "198.51.0.1");
	assert_string_equal(next(&d, st, 0), "2001:db8:0:1::");
	assert_string_equal(next(&d, st, 0), "198.51.0.2");
	assert_string_equal(next(&d, st, 0), "");
	stored_close(st);
}

static void
all_that_are_to_be_banned_are_found_in_the_ledger(void **state)
{
	struct ip six = { { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 9 }, 128 };
	struct stored *st = *state;
	struct bans_due d = { .len = 0 };
	struct ip ip;
	char want[IP_TEXT_SIZE];
	unsigned n;

	stored_open(st);
	assert_int_equal(stored_put(st, "g before", "x"), 0);
	assert_int_equal(stored_put(st, "zz behind", "x"), 0);
	for (n = 0; n < 3 * BANS_DUE_STEP; n++) {
		ip = numbered(n);
		hold(st, &ip, OFFENDER_TRAP, 60, n % 2 == 0);
	}
	ip = numbered(2); /* of two kinds, and over */
	hold(st, &ip, OFFENDER_STORM, 60, true);
	ip = numbered(60000);
	hold(st, &ip, OFFENDER_STORM, 0, false);
	hold(st, &six, OFFENDER_MANUAL, 60, true);
	commit(st);
	assert_string_equal(next(&d, st, 0), "");
	bans_due_begin(&d);
	for (n = 0; n < 3 * BANS_DUE_STEP; n += 2) {
		ip = numbered(n);
		ip_format(&ip, want);
		assert_string_equal(next(&d, st, 0), want);
	}
	assert_string_equal(next(&d, st, 0), "2001:db8:0:1::");
	assert_string_equal(next(&d, st, 0), "");
	stored_close(st);
}

/* One that has changed does not wait for all the others. */
static void
what_has_changed_comes_first(void **state)
{
	struct stored *st = *state;
	struct bans_due d = { .len = 0 };
	struct ip one = numbered(1), two = numbered(2), nine = numbered(9);

	stored_open(st);
	hold(st, &one, OFFENDER_TRAP, 60, true);
	hold(st, &two, OFFENDER_TRAP, 60, true);
	commit(st);
	bans_due_begin(&d);
	assert_string_equal(next(&d, st, 0), "198.51.0.1");
	bans_due_add(&d, &nine, 0);
	assert_string_equal(next(&d, st, 0), "198.51.0.9");
	assert_string_equal(next(&d, st, 0), "198.51.0.2");
	bans_due_begin(&d);
	assert_string_equal(next(&d, st, 0), "198.51.0.1");
	bans_due_stop(&d);
	assert_string_equal(next(&d, st, 0), "");
	stored_close(st);
}

static void
all_are_due_when_it_is_time(void **state)
{
	struct stored *st = *state;
	struct bans_due d = { .len = 0 };
	struct ip one = numbered(1);

	stored_open(st);
	hold(st, &one, OFFENDER_TRAP, 60, true);
	commit(st);
	bans_due_all(&d, 5000);
	bans_due_all(&d, 9000);
	assert_string_equal(next(&d, st, 4999), "");
	assert_string_equal(next(&d, st, 5000), "198.51.0.1");
	assert_string_equal(next(&d, st, 9000), "");
	bans_due_all(&d, 9000);
	bans_due_all(&d, 5000);
	assert_string_equal(next(&d, st, 5000), "198.51.0.1");
	stored_close(st);
}

/* Whoever goes for want of room is found in the ledger. */
static void
too_many_are_found_again(void **state)
{
	struct stored *st = *state;
	struct bans_due d = { .len = 0 };
	struct ip ip;
	unsigned n;

	stored_open(st);
	for (n = 0; n <= BANS_DUE_WAITING; n++) {
		ip = numbered(n);
		hold(st, &ip, OFFENDER_TRAP, 60, true);
		bans_due_add(&d, &ip, 100);
	}
	commit(st);
	assert_int_equal(d.len, BANS_DUE_WAITING);
	assert_string_equal(next(&d, st, 100), "198.51.0.1");
	for (n = 2; n <= BANS_DUE_WAITING; n++)
		assert_string_not_equal(next(&d, st, 100), "");
	assert_string_equal(next(&d, st, 100 + BANS_DUE_SETTLED_MS - 1), "");
	assert_string_equal(next(&d, st, 100 + BANS_DUE_SETTLED_MS),
	    "198.51.0.0");
	stored_close(st);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, stored_setup, \
	stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(what_has_changed_is_due_once_and_in_order),
		TEST(all_that_are_to_be_banned_are_found_in_the_ledger),
		TEST(what_has_changed_comes_first),
		TEST(all_are_due_when_it_is_time),
		TEST(too_many_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
