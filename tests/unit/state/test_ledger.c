/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "lib/stored.h"
#include "state/dump.h"
#include "state/greylist.h"
#include "state/text.h"
#include "store/store_commit.h"

#define NOW STORED_NOW
#define HOUR 3600
#define DAY 86400

static struct never never;

static struct ledger
usual(struct stored *st)
{
	return (struct ledger){ .store = st->store, .never = &never,
		.ttl_s = HOUR, .ttl_max_s = 30 * DAY, .net4 = 32 };
}

static struct ip
ip_at(const char *text)
{
	struct ip ip;
	struct err e;

	assert_int_equal(ip_parse(&ip, text, &e), 0);
	return ip;
}

/* Note a trap at NOW + at; how long it is held from there, or -1 for never, -2
 * for known. */
static int64_t
trap(const struct ledger *l, const char *ip, const char *mark, int64_t at)
{
	struct ledger_report r = { .kind = OFFENDER_TRAP, .source = "trap",
		.evidence = "from mail.example\n", .mark = mark,
		.at_s = NOW + at, .zone_s = 7200 };
	int64_t until_s;
	struct err e;

	r.ip = ip_at(ip);
	switch (ledger_note(&until_s, l, &r, NOW + at, &e)) {
	case LEDGER_KEPT:
		return until_s - NOW - at;
	case LEDGER_KNOWN:
		return -2;
	case LEDGER_NEVER:
		return -1;
	case LEDGER_FAILED:
		fail_msg("%s", e.msg);
	}
	return -3;
}

static unsigned
held(const struct ledger *l, const char *text, int64_t at)
{
	struct ip ip = ip_at(text);
	unsigned kinds;
	struct err e;

	assert_int_equal(ledger_find(&kinds, l, &ip, NOW + at, &e), 0);
	return kinds;
}

/* 1 h, 2 h, 4 h and so on: the page's example. */
static void
the_ledger_holds_repeaters_for_longer(void **state)
{
	struct stored *st = *state;
	struct ledger l;
	int64_t at = 0, want = HOUR;
	int i;

	stored_open(st);
	l = usual(st);
	assert_int_equal(held(&l, "192.0.2.7", 0), 0);
	for (i = 0; i < 9; i++, want *= 2) {
		assert_int_equal(trap(&l, "192.0.2.7", "", at), want);
		assert_int_equal(held(&l, "192.0.2.7", at + want - 1), 1);
		assert_int_equal(held(&l, "192.0.2.7", at + want), 0);
		at += want + HOUR;
	}
	for (; i < 30; i++)
		(void)trap(&l, "192.0.2.7", "", at);
	assert_int_equal(trap(&l, "192.0.2.7", "", at), 30 * DAY);
	assert_int_equal(held(&l, "192.0.2.8", at), 0);
	stored_close(st);
}

/* The older systems' fixed time: both settings alike. */
static void
the_ledger_may_hold_everybody_alike(void **state)
{
	struct stored *st = *state;
	struct ledger l;

	stored_open(st);
	l = usual(st);
	l.ttl_s = l.ttl_max_s = 4 * HOUR;
	assert_int_equal(trap(&l, "192.0.2.7", "", 0), 4 * HOUR);
	assert_int_equal(trap(&l, "192.0.2.7", "", HOUR), 4 * HOUR);
	stored_close(st);
}

static void
the_ledger_counts_a_mark_once(void **state)
{
	struct stored *st = *state;
	struct ledger l;

	stored_open(st);
	l = usual(st);
	assert_int_equal(trap(&l, "192.0.2.7", "mail 1", 0), HOUR);
	assert_int_equal(trap(&l, "192.0.2.7", "mail 1", 9), -2);
	assert_int_equal(trap(&l, "192.0.2.8", "mail 1", 9), HOUR);
	assert_int_equal(trap(&l, "192.0.2.7", "mail 2", 9), 2 * HOUR);
	stored_close(st);
	stored_open(st);
	l = usual(st);
	assert_int_equal(trap(&l, "192.0.2.7", "mail 1", 9), -2);
	stored_close(st);
}

static void
the_ledger_holds_nothing_against_some(void **state)
{
	static const char *const row[] = { "127.0.0.1", "10.1.2.3",
		"192.168.0.1", "0.0.0.0", "255.255.255.255", "::1", "fe80::1",
		"198.51.100.7", "2001:db8:7::2" };
	const struct greylist_client friend = {
		.ip = ip_at("192.0.2.9") };
	struct stored *st = *state;
	struct greylist_out out;
	struct greylist grey;
	struct ledger l;
	struct err e;
	size_t i;

	stored_open(st);
	l = usual(st);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		assert_int_equal(trap(&l, row[i], "", 0), -1);
	/* green for a week, and still so */
	grey = (struct greylist){ .store = st->store, .delay_s = 60,
		.window_s = DAY, .green_s = 36 * DAY, .net4 = 32 };
	(void)greylist_ask(&grey, &friend, NOW, &out, &e);
	assert_int_equal(greylist_ask(&grey, &friend, NOW + 60, &out, &e),
	    GREYLIST_GREEN);
	assert_int_equal(trap(&l, "192.0.2.9", "", 7 * DAY + 60), -1);
	assert_int_equal(trap(&l, "192.0.2.9", "", 7 * DAY + 59), HOUR);
	assert_int_equal(trap(&l, "192.0.2.9", "", 40 * DAY), 2 * HOUR);
	stored_close(st);
}

static void
the_ledger_knows_ipv6_by_its_network(void **state)
{
	struct stored *st = *state;
	struct ledger l;

	stored_open(st);
	l = usual(st);
	assert_int_equal(trap(&l, "2001:db8:0:1::7", "", 0), HOUR);
	assert_int_equal(held(&l, "2001:db8:0:1:ffff::", 0), 1);
	assert_int_equal(held(&l, "2001:db8:0:2::7", 0), 0);
	stored_close(st);
}

/* What is old is noted, but not held; what is of tomorrow is of today. */
static void
the_ledger_minds_when_it_was(void **state)
{
	struct ledger_report r = { .kind = OFFENDER_STORM, .source = "watch",
		.evidence = "", .mark = "", .seconds = 4 * HOUR };
	struct stored *st = *state;
	struct ledger l;
	int64_t until_s;
	struct err e;

	stored_open(st);
	l = usual(st);
	r.ip = ip_at("192.0.2.7");
	r.at_s = NOW - DAY;
	assert_int_equal(ledger_note(&until_s, &l, &r, NOW, &e), LEDGER_KEPT);
	assert_int_equal(until_s, NOW - DAY + 4 * HOUR);
	assert_int_equal(held(&l, "192.0.2.7", 0), 0);
	r.at_s = NOW + DAY;
	assert_int_equal(ledger_note(&until_s, &l, &r, NOW, &e), LEDGER_KEPT);
	assert_int_equal(until_s, NOW + 4 * HOUR);
	assert_int_equal(held(&l, "192.0.2.7", 0), 1u << OFFENDER_STORM);
	r.seconds = UINT32_MAX;
	(void)ledger_note(&until_s, &l, &r, NOW, &e);
	assert_int_equal(until_s, NOW + 30 * DAY);
	assert_int_equal(ledger_forget(&l, &r.ip, &e), 1);
	assert_int_equal(ledger_forget(&l, &r.ip, &e), 0);
	assert_int_equal(held(&l, "192.0.2.7", 0), 0);
	stored_close(st);
}

/* Note an offence of a kind at NOW + at for so long; with a ban or not. */
static void
note(const struct ledger *l, const char *ip, enum offender_kind kind,
    int64_t at, unsigned seconds, bool ban)
{
	struct ledger_report r = { .ip = ip_at(ip), .kind = kind,
		.source = "test", .evidence = "", .mark = "",
		.at_s = NOW + at, .seconds = seconds, .ban = ban };
	int64_t until_s;
	struct err e;

	assert_int_equal(ledger_note(&until_s, l, &r, NOW + at, &e),
	    LEDGER_KEPT);
}

/* Until when the kernel shall drop an address, from NOW + at on; 0: it shall
 * not.  *kind is why. */
static int64_t
banned(const struct ledger *l, const char *text, int64_t at,
    enum offender_kind *kind)
{
	struct ip ip = ip_at(text);
	struct ledger_ban ban;
	struct err e;

	assert_int_equal(ledger_ban(&ban, l, &ip, NOW + at, &e), 0);
	*kind = ban.kind;
	return ban.until_s == 0 ? 0 : ban.until_s - NOW;
}

static void
the_ledger_bans_for_what_was_told_to_ban(void **state)
{
	struct stored *st = *state;
	enum offender_kind kind;
	struct ledger l;

	stored_open(st);
	l = usual(st);
	note(&l, "192.0.2.7", OFFENDER_STORM, 0, HOUR, false);
	assert_int_equal(banned(&l, "192.0.2.7", 0, &kind), 0);
	note(&l, "192.0.2.7", OFFENDER_STORM, 60, HOUR, true);
	assert_int_equal(banned(&l, "192.0.2.7", 60, &kind), HOUR + 60);
	assert_int_equal(kind, OFFENDER_STORM);
	/* held for longer, but not by one that bans */
	note(&l, "192.0.2.7", OFFENDER_STORM, 70, DAY, false);
	assert_int_equal(banned(&l, "192.0.2.7", 70, &kind), HOUR + 60);
	/* of two kinds the longer */
	note(&l, "192.0.2.7", OFFENDER_MANUAL, 70, 2 * HOUR, true);
	assert_int_equal(banned(&l, "192.0.2.7", 80, &kind), 2 * HOUR + 70);
	assert_int_equal(kind, OFFENDER_MANUAL);
	note(&l, "192.0.2.7", OFFENDER_MANUAL, 90, 60, true);
	assert_int_equal(banned(&l, "192.0.2.7", 90, &kind), 2 * HOUR + 70);
	assert_int_equal(banned(&l, "192.0.2.7", 2 * HOUR + 69, &kind),
	    2 * HOUR + 70);
	assert_int_equal(banned(&l, "192.0.2.7", 2 * HOUR + 70, &kind), 0);
	assert_int_equal(banned(&l, "192.0.2.8", 0, &kind), 0);
	note(&l, "2001:db8:0:1::7", OFFENDER_TRAP, 0, HOUR, true);
	assert_int_equal(banned(&l, "2001:db8:0:1::", 0, &kind), HOUR);
	stored_close(st);
}

/* One that is in the store, and is not to be banned any more. */
static void
the_ledger_bans_nobody_who_is_never_held(void **state)
{
	struct ip one = ip_at("192.0.2.9"), six = ip_at("2001:db8:0:1::9");
	struct stored *st = *state;
	enum offender_kind kind;
	struct never more = { 0 };
	struct ledger l;
	struct err e;

	stored_open(st);
	l = usual(st);
	note(&l, "192.0.2.9", OFFENDER_TRAP, 0, HOUR, true);
	note(&l, "2001:db8:0:1::7", OFFENDER_TRAP, 0, HOUR, true);
	assert_int_equal(never_add(&more, &one, &one, &e), 0);
	assert_int_equal(never_add(&more, &six, &six, &e), 0);
	never_settle(&more);
	l.never = &more;
	assert_int_equal(banned(&l, "192.0.2.9", 0, &kind), 0);
	/* one of the 64 bits that are meant */
	assert_int_equal(banned(&l, "2001:db8:0:1::7", 0, &kind), 0);
	assert_int_equal(trap(&l, "2001:db8:0:1::8", "", 0), -1);
	l.never = &never;
	assert_int_equal(banned(&l, "192.0.2.9", 0, &kind), HOUR);
	never_free(&more);
	stored_close(st);
}

/* All lines of the store. */
static char *
dumped(struct stored *st)
{
	struct dump d = { 0 };
	struct buf b = { 0 };
	struct err e;

	assert_int_equal(store_commit(st->store, NOW, &e), 0);
	while (!d.walk.done)
		if (dump_step(&d, st->store, 100, &b, &e) == -1)
			fail_msg("%s", e.msg);
	return buf_text(&b);
}

static void
the_ledger_reads_back_as_text(void **state)
{
	struct stored *st = *state;
	struct load load = { 0 };
	char *first, *again, *line, *rest;
	struct ledger l;
	struct err e;

	stored_open(st);
	l = usual(st);
	(void)trap(&l, "192.0.2.7", "mail 1", 0);
	(void)trap(&l, "2001:db8::7", "mail 2", 0);
	note(&l, "2001:db8:1::7", OFFENDER_STORM, 0, HOUR, true);
	first = dumped(st);
	assert_non_null(strstr(first, "\tban=1767229200\n"));
	assert_non_null(strstr(first, "offender\t192.0.2.7\ttrap\ttrap\t"));
	assert_non_null(strstr(first, "\nmark\t"));
	stored_close(st);
	assert_int_equal(stored_teardown(state), 0);
	assert_int_equal(stored_setup(state), 0);
	st = *state;
	stored_open(st);
	line = strdup(first);
	for (rest = strtok(line, "\n"); rest != NULL;
	    rest = strtok(NULL, "\n"))
		if (load_line(&load, st->store, rest, &e) == -1)
			fail_msg("%s", e.msg);
	free(line);
	again = dumped(st);
	assert_string_equal(first, again);
	free(first);
	free(again);
	stored_close(st);
}

static int
begin(void **state)
{
	struct ip own = ip_at("198.51.100.7"), own6 = ip_at("2001:db8:7::1");
	struct err e;

	(void)state;
	if (never_add_special(&never, &e) == -1 ||
	    never_add(&never, &own, &own, &e) == -1 ||
	    never_add(&never, &own6, &own6, &e) == -1)
		return -1;
	never_settle(&never);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	never_free(&never);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, stored_setup, \
	stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(the_ledger_holds_repeaters_for_longer),
		TEST(the_ledger_may_hold_everybody_alike),
		TEST(the_ledger_counts_a_mark_once),
		TEST(the_ledger_holds_nothing_against_some),
		TEST(the_ledger_knows_ipv6_by_its_network),
		TEST(the_ledger_minds_when_it_was),
		TEST(the_ledger_bans_for_what_was_told_to_ban),
		TEST(the_ledger_bans_nobody_who_is_never_held),
		TEST(the_ledger_reads_back_as_text),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
