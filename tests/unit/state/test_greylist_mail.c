/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The greylist where the same mail has to come again. */
#include "state/greylist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "state/entry.h"
#include "state/key.h"

#define NOW STORED_NOW
#define DAY 86400

static struct greylist
usual(struct stored *st)
{
	return (struct greylist){ .store = st->store, .delay_s = 60,
		.window_s = DAY, .green_s = 36 * DAY, .net4 = 32,
		.by_mail = true, .any_s = 1200 };
}

/* Who comes when with which mail, and what the greylist says: seconds to wait,
 * 0 for green, -1 for just green. */
struct row {
	int64_t at;
	const char *ip, *domain;
	const char *sender, *to; /* to NULL: not told yet */
	int answer;
};

static int
ask(const struct greylist *g, const struct row *row)
{
	struct greylist_client c = { .domain = row->domain,
		.sender = row->sender, .to = row->to };
	struct greylist_out out;
	struct err e = { 0 };

	assert_int_equal(ip_parse(&c.ip, row->ip, &e), 0);
	switch (greylist_ask(g, &c, NOW + row->at, &out, &e)) {
	case GREYLIST_GREEN:
		return out.news ? -1 : 0;
	case GREYLIST_WAIT:
		return (int)out.wait_s;
	case GREYLIST_FAILED:
		fail_msg("%s", e.msg);
	}
	return -2;
}

static void
check(const struct greylist *g, const struct row *row, size_t n)
{
	int answer;
	size_t i;

	for (i = 0; i < n; i++) {
		answer = ask(g, &row[i]);
		if (answer != row[i].answer)
			fail_msg("row %zu: %d, not %d", i, answer,
			    row[i].answer);
	}
}

#define ROWS(rows) rows, sizeof(rows) / sizeof(*rows)
#define ONE "192.0.2.1", ""
#define A "a@x.example", "me@here.example"
#define B "b@x.example", "me@here.example"
#define CONNECTS NULL, NULL

static void
greylist_lets_in_who_brings_the_same_mail_again(void **state)
{
	static const struct row rows[] = {
		{ 0, ONE, CONNECTS, 60 },
		{ 2, ONE, A, 60 },
		{ 40, ONE, CONNECTS, 20 },
		{ 41, ONE, A, 21 }, /* its own clock is not set back */
		{ 62, ONE, CONNECTS, 60 }, /* it may be another one */
		{ 62, ONE, A, -1 },
		{ 63, ONE, CONNECTS, 0 },
		{ 63, ONE, B, 0 }, /* now it is its address that is known */
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(&g, ROWS(rows));
}

/* Nor that it is said twice at once. */
static void
another_mail_is_no_proof(void **state)
{
	static const struct row rows[] = {
		{ 0, ONE, A, 60 },
		{ 100, ONE, CONNECTS, 60 },
		{ 100, ONE, B, 60 },
		{ 101, ONE, B, 59 },
		{ 200, ONE, "a@x.example", "you@here.example", 60 },
		{ 300, ONE, "", "me@here.example", 60 },
		{ 1140, ONE, CONNECTS, 60 },
		{ 1150, ONE, CONNECTS, 50 }, /* then any is */
		{ 1199, ONE, "c@x.example", "me@here.example", 1 },
		{ 1200, ONE, "d@x.example", "me@here.example", -1 },
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(&g, ROWS(rows));
}

/* Who hangs up when he hears of no STARTTLS never names a mail. */
static void
who_names_no_mail_is_let_in_in_the_end(void **state)
{
	static const struct row rows[] = {
		{ 0, ONE, CONNECTS, 60 },
		{ 400, ONE, CONNECTS, 60 },
		{ 1199, ONE, CONNECTS, 1 },
		{ 1200, ONE, CONNECTS, -1 },
	};
	static const struct row at_once[] = { /* after 60 s all the same */
		{ 0, "192.0.2.2", "", CONNECTS, 60 },
		{ 59, "192.0.2.2", "", CONNECTS, 1 },
		{ 60, "192.0.2.2", "", CONNECTS, -1 },
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(&g, ROWS(rows));
	g.any_s = 10;
	check(&g, ROWS(at_once));
}

/* Nobody hears the mail of a banner's client. */
static void
who_is_not_heard_is_known_by_himself_alone(void **state)
{
	struct greylist_client c = { .domain = "", .unheard = true };
	struct stored *st = *state;
	struct greylist_out out;
	struct greylist g;
	struct err e;

	stored_open(st);
	g = usual(st);
	assert_int_equal(ip_parse(&c.ip, "192.0.2.1", &e), 0);
	assert_int_equal(greylist_ask(&g, &c, NOW, &out, &e), GREYLIST_WAIT);
	assert_int_equal(greylist_ask(&g, &c, NOW + 60, &out, &e),
	    GREYLIST_GREEN);
}

/* A ninth proves nothing, but takes no place of another's. */
static void
greylist_knows_the_first_eight_mails(void **state)
{
	struct row row = { 0, ONE, "", "me@here.example", 60 };
	struct stored *st = *state;
	char sender[9][32];
	struct greylist g;
	int i;

	stored_open(st);
	g = usual(st);
	g.any_s = DAY;
	for (i = 0; i < 9; i++) {
		(void)snprintf(sender[i], sizeof(sender[i]), "%d@x.example",
		    i);
		row.at = i;
		row.sender = sender[i];
		assert_int_equal(ask(&g, &row), 60);
	}
	row.at = 80;
	assert_int_equal(ask(&g, &row), 60); /* the ninth */
	row.at = 200;
	assert_int_equal(ask(&g, &row), 60);
	row.sender = sender[7];
	assert_int_equal(ask(&g, &row), -1);
}

static void
a_mail_is_known_whatever_tag_it_has(void **state)
{
	static const struct row rows[] = {
		{ 0, ONE, "prvs=4068eb2540=a@x.example", "Me@here.example",
		    60 },
		{ 60, ONE, "prvs=5079eb2541=A@X.example", "me@HERE.example",
		    -1 },
		{ 0, "192.0.2.2", "", "SRS0=aaaa=7A=y.example=a@x.example",
		    "me+1@here.example", 60 },
		{ 60, "192.0.2.2", "", "SRS0=bbbb=7B=y.example=a@x.example",
		    "me+2@here.example", -1 },
		{ 0, "192.0.2.3", "", NULL, "me@here.example", 60 },
		{ 60, "192.0.2.3", "", "", "me@here.example", -1 },
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(&g, ROWS(rows));
}

static void
a_mail_is_known_by_the_domain_of_its_host(void **state)
{
	static const struct row rows[] = {
		{ 0, "192.0.2.1", "x.example", A, 60 },
		{ 90, "192.0.2.2", "x.example", CONNECTS, 60 },
		{ 90, "192.0.2.2", "x.example", A, -1 },
		{ 91, "192.0.2.1", "", CONNECTS, 60 }, /* without its name */
		{ 91, "192.0.2.2", "", CONNECTS, 0 },
		{ 92, "192.0.2.3", "x.example", CONNECTS, 0 },
		/* two lines of one provider have nothing in common */
		{ 0, "198.51.100.1", "", A, 60 },
		{ 90, "198.51.100.2", "", A, 60 },
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(&g, ROWS(rows));
}

static void
who_comes_too_late_begins_anew(void **state)
{
	static const struct row rows[] = {
		{ 0, ONE, A, 60 },
		{ DAY + 1, ONE, A, 60 },
		{ DAY + 30, ONE, A, 31 },
		{ DAY + 61, ONE, A, -1 },
		{ 0, "192.0.2.2", "", A, 60 },
		{ DAY, "192.0.2.2", "", B, -1 }, /* any, at its last second */
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(&g, ROWS(rows));
}

static void
a_jump_of_the_clock_costs_a_mail_one_delay(void **state)
{
	static const struct row rows[] = {
		{ 10 * DAY, ONE, A, 60 }, /* it was ahead */
		{ 0, ONE, A, 60 },        /* as if it came now */
		{ 30, ONE, A, 30 },
		{ 60, ONE, A, -1 },
		/* ahead behind first contact alone */
		{ 0, "192.0.2.2", "", CONNECTS, 60 },
		{ 1000, "192.0.2.2", "", A, 60 },
		{ 500, "192.0.2.2", "", A, 60 },
		{ 530, "192.0.2.2", "", A, 30 },
		{ 560, "192.0.2.2", "", A, -1 },
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(&g, ROWS(rows));
}

static void
greylist_by_identity_wants_no_mail(void **state)
{
	static const struct row rows[] = {
		{ 0, ONE, A, 60 },
		{ 59, ONE, B, 1 },
		{ 60, ONE, B, -1 },
	};
	struct stored *st = *state;
	struct store_record r;
	struct greylist g;
	struct err e;

	stored_open(st);
	g = usual(st);
	g.by_mail = false;
	check(&g, ROWS(rows));
	assert_int_equal(store_get(st->store, envelope_key, &r, &e),
	    STORE_ABSENT);
}

/* The entry of an address. */
static struct entry
entry_of(struct stored *st, const char *text)
{
	struct store_record r;
	struct entry entry;
	struct err e;
	struct key k;

	assert_int_equal(key_parse(&k, text, &e), 0);
	assert_int_equal(store_get(st->store, key_bytes(&k), &r, &e),
	    STORE_FOUND);
	assert_true(entry_decode(&entry, r.data));
	return entry;
}

static void
mails_go_when_they_have_done_their_work(void **state)
{
	static const struct row rows[] = {
		{ 0, "192.0.2.1", "x.example", CONNECTS, 60 },
		{ 2, "192.0.2.1", "x.example", A, 60 },
		{ 3, "192.0.2.1", "x.example", B, 60 },
		{ 62, "192.0.2.1", "x.example", A, -1 },
	};
	struct stored *st = *state;
	struct greylist g;
	struct entry one;

	stored_open(st);
	g = usual(st);
	check(&g, rows, 3);
	one = entry_of(st, "192.0.2.1");
	assert_int_equal(one.mails, 2);
	assert_int_equal(one.mail[0].after_s, 2);
	assert_int_equal(one.mail[1].after_s, 3);
	assert_true(one.mail[0].number != one.mail[1].number);
	assert_true(one.mail[0].number ==
	    entry_of(st, "x.example").mail[0].number);
	check(&g, rows + 3, 1);
	one = entry_of(st, "192.0.2.1");
	assert_true(one.green && one.mails == 0 && one.first_s == NOW &&
	    one.since_s == NOW + 62);
	assert_int_equal(entry_of(st, "x.example").mails, 0);
}

static void
no_address_of_a_mail_reaches_the_disk(void **state)
{
	static const struct row row = { 0, ONE,
		"somebody.private@example.org", "quite.private@example.org",
		60 };
	struct stored *st = *state;
	struct greylist g;
	char path[128], *all;
	size_t len, i;
	FILE *f;

	stored_open(st);
	g = usual(st);
	check(&g, &row, 1);
	stored_close(st);
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	len = stored_length(st);
	all = malloc(len);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fread(all, 1, len, f), len);
	(void)fclose(f);
	for (i = 0; i + 7 <= len; i++)
		assert_memory_not_equal(all + i, "private", 7);
	free(all);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(greylist_lets_in_who_brings_the_same_mail_again),
		WITH(another_mail_is_no_proof),
		WITH(who_names_no_mail_is_let_in_in_the_end),
		WITH(who_is_not_heard_is_known_by_himself_alone),
		WITH(greylist_knows_the_first_eight_mails),
		WITH(a_mail_is_known_whatever_tag_it_has),
		WITH(a_mail_is_known_by_the_domain_of_its_host),
		WITH(who_comes_too_late_begins_anew),
		WITH(a_jump_of_the_clock_costs_a_mail_one_delay),
		WITH(greylist_by_identity_wants_no_mail),
		WITH(mails_go_when_they_have_done_their_work),
		WITH(no_address_of_a_mail_reaches_the_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
