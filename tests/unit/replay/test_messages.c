/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/scarce.h"
#include "replay/visitors.h"

#define DAY 86400

/* Visitors with an address, and messages. */
static struct visitors c;
static struct messages m;
static uint32_t who;
static struct err e;

static void
begin(void)
{
	const struct ip ip = { .octet = { 192, 0, 2, 1 }, .bits = 32 };

	assert_int_equal(visitors_address(&who, &c, &ip, &e), 0);
	m.visitors = &c;
}

static void
end(void)
{
	messages_end(&m);
	visitors_free(&c);
	m.now_s = 0;
}

static void
take(unsigned what, const char *key, int64_t at_s)
{
	const struct text host = { "mx", 2 };
	struct telling t = { .what = what, .key = { key, strlen(key) },
		.alias = { "id", 2 } };

	assert_int_equal(messages_take(&m, &t, host,
	    (what & TELL_OPENS) != 0 ? who : VISITORS_NOBODY, at_s, &e), 0);
}

static void
a_delivered_message_counts_when_it_is_over(void **state)
{
	(void)state;
	begin();
	take(TELL_OPENS, "A", 10 * DAY);
	take(TELL_DELIVERED, "A", 10 * DAY);
	assert_int_equal(c.address[who].mails, 0);
	take(TELL_CLOSES, "A", 10 * DAY);
	assert_int_equal(c.address[who].mails, 1);
	assert_int_equal(m.len, 0);
	take(TELL_OPENS, "B", 12 * DAY);
	take(TELL_DELIVERED, "B", 12 * DAY);
	take(TELL_OPENS, "B", 13 * DAY);
	assert_int_equal(c.address[who].mails, 2);
	assert_int_equal(c.address[who].first_day, 10);
	assert_int_equal(c.address[who].last_day, 12);
	messages_end(&m);
	assert_int_equal(c.address[who].mails, 2);
	end();
}

static void
one_that_is_marked_is_spam(void **state)
{
	const struct text nowhere = { "", 0 };
	struct telling t = { .what = TELL_SCORED, .key = { "id", 2 },
		.global = true };

	(void)state;
	begin();
	take(TELL_OPENS, "A", DAY);
	take(TELL_ALIAS, "A", DAY);
	assert_int_equal(messages_take(&m, &t, nowhere, VISITORS_NOBODY, DAY,
	    &e), 0);
	take(TELL_DELIVERED, "A", DAY);
	take(TELL_CLOSES, "A", DAY);
	assert_int_equal(c.address[who].mails, 1);
	assert_int_equal(c.address[who].spam, 1);
	assert_int_equal(c.address[who].known & KNOWN_DAYS, 0);
	assert_int_equal(m.len, 0);
	end();
}

static void
what_is_said_of_nobody_is_nothing(void **state)
{
	(void)state;
	begin();
	take(TELL_DELIVERED, "A", DAY);
	take(TELL_SCORED, "A", DAY);
	take(TELL_CLOSES, "A", DAY);
	take(TELL_ALIAS, "A", DAY);
	assert_int_equal(m.len, 0);
	end();
}

/* Sendmail tells whose a message is behind what speaks against it. */
static void
one_is_accused_before_it_is_known(void **state)
{
	(void)state;
	begin();
	take(TELL_ACCUSES, "A", DAY);
	assert_int_equal(c.address[who].known & KNOWN_UNKNOWN, 0);
	take(TELL_OPENS, "A", DAY);
	messages_end(&m);
	assert_int_equal(c.address[who].known & KNOWN_UNKNOWN,
	    KNOWN_UNKNOWN);
	assert_int_equal(c.address[who].mails, 0);
	end();
}

/* Many come and go, and some never end. */
static void
old_ones_are_forgotten(void **state)
{
	char key[16];
	unsigned i;

	(void)state;
	begin();
	for (i = 0; i < 200000; i++) {
		(void)snprintf(key, sizeof(key), "Q%u", i);
		take(TELL_OPENS, key, (int64_t)i * 60);
		take(TELL_DELIVERED, key, (int64_t)i * 60);
		if (i % 3 == 0)
			take(TELL_CLOSES, key, (int64_t)i * 60);
	}
	assert_in_range(m.slots, 1024, 32768);
	messages_end(&m);
	assert_int_equal(c.address[who].mails, 200000);
	end();
}

/* A line of a machine that does not say which. */
static void
say(unsigned what, const char *key, const char *alias)
{
	const struct text nowhere = { "", 0 };
	struct telling t = { .what = what, .key = { key, strlen(key) },
		.alias = { alias, strlen(alias) } };

	assert_int_equal(messages_take(&m, &t, nowhere,
	    (what & TELL_OPENS) != 0 ? who : VISITORS_NOBODY, DAY, &e), 0);
}

static void
a_message_has_one_other_name(void **state)
{
	(void)state;
	begin();
	say(TELL_OPENS, "A", "");
	say(TELL_ALIAS, "A", "x");
	say(TELL_ALIAS, "A", "y");
	assert_int_equal(m.len, 2);
	say(TELL_SCORED, "y", "");
	say(TELL_CLOSES, "A", "");
	assert_int_equal(m.len, 0);
	assert_int_equal(c.address[who].spam, 0);
	end();
}

static void
a_message_is_no_name(void **state)
{
	(void)state;
	begin();
	say(TELL_OPENS, "A", "");
	say(TELL_OPENS, "B", "");
	say(TELL_ALIAS, "A", "A");
	say(TELL_ALIAS, "A", "B");
	say(TELL_SCORED, "B", "");
	say(TELL_CLOSES, "A", "");
	assert_int_equal(c.address[who].mails, 0);
	say(TELL_CLOSES, "B", "");
	assert_int_equal(c.address[who].spam, 1);
	assert_int_equal(m.len, 0);
	end();
}

/* Of a message that was only accused, an id becomes the name of another. */
static void
a_name_of_a_name_is_none(void **state)
{
	(void)state;
	begin();
	say(TELL_ACCUSES, "A", "");
	say(TELL_ALIAS, "A", "x");
	say(TELL_OPENS, "B", "");
	say(TELL_ALIAS, "B", "A");
	say(TELL_SCORED, "x", "");
	say(TELL_DELIVERED, "A", "");
	say(TELL_CLOSES, "B", "");
	assert_int_equal(c.address[who].mails, 1);
	assert_int_equal(c.address[who].spam, 0);
	end();
}

static void
names_outlive_their_message(void **state)
{
	(void)state;
	begin();
	say(TELL_OPENS, "A", "");
	say(TELL_ALIAS, "A", "x");
	say(TELL_OPENS, "A", ""); /* a new one under the same id */
	say(TELL_CLOSES, "A", "");
	say(TELL_SCORED, "x", "");
	say(TELL_CLOSES, "x", "");
	assert_int_equal(c.address[who].mails, 0);
	say(TELL_OPENS, "C", "");
	say(TELL_SCORED, "B", "");
	assert_int_equal(m.len, 2);
	end();
}

/* What was another name is a message, gone, or the name of a third by now. */
static void
a_name_goes_to_others(void **state)
{
	(void)state;
	begin();
	say(TELL_OPENS, "A", "");
	say(TELL_ALIAS, "A", "x");
	say(TELL_OPENS, "x", "");
	say(TELL_CLOSES, "A", "");
	assert_int_equal(m.len, 1);
	say(TELL_OPENS, "B", "");
	say(TELL_ALIAS, "B", "y");
	say(TELL_OPENS, "y", "");
	say(TELL_CLOSES, "y", "");
	say(TELL_CLOSES, "B", "");
	assert_int_equal(m.len, 1);
	say(TELL_OPENS, "C", "");
	say(TELL_OPENS, "D", "");
	say(TELL_ALIAS, "C", "z");
	say(TELL_ALIAS, "D", "z");
	say(TELL_CLOSES, "C", "");
	say(TELL_SCORED, "z", "");
	say(TELL_CLOSES, "D", "");
	assert_int_equal(c.address[who].spam, 1);
	assert_int_equal(m.len, 1);
	end();
}

static void
of_nobody_from_outside_nothing_opens(void **state)
{
	const struct text nowhere = { "", 0 };
	struct telling t = { .what = TELL_OPENS, .key = { "A", 1 } };

	(void)state;
	begin();
	assert_int_equal(messages_take(&m, &t, nowhere, VISITORS_NOBODY, DAY,
	    &e), 0);
	assert_int_equal(m.len, 0);
	take(TELL_ACCUSES, "A", DAY);
	end();
	assert_int_equal(c.addresses, 0);
}

/* Of words that are too long the beginnings count. */
static void
long_words_are_cut(void **state)
{
	static char host[1000], key[1000];
	struct telling t = { .what = TELL_OPENS, .key = { key, 1000 } };

	(void)state;
	memset(host, 'h', sizeof(host));
	memset(key, 'k', sizeof(key));
	begin();
	assert_int_equal(messages_take(&m, &t, (struct text){ host, 1000 },
	    who, DAY, &e), 0);
	t.what = TELL_DELIVERED | TELL_CLOSES;
	t.key.len--;
	assert_int_equal(messages_take(&m, &t, (struct text){ host, 999 },
	    VISITORS_NOBODY, DAY, &e), 0);
	assert_int_equal(c.address[who].mails, 1);
	assert_int_equal(m.len, 0);
	end();
}

/* Whichever goes, those that had to stand behind it are still found. */
static void
all_are_found_whoever_goes(void **state)
{
	const unsigned many = 701; /* a prime: i * n are all different */
	unsigned i, n, mails = 0;
	char key[16];

	(void)state;
	begin();
	for (n = 1; n < many; n += 7) {
		for (i = 1; i < many; i++) {
			(void)snprintf(key, sizeof(key), "Q%u", i);
			take(TELL_OPENS, key, DAY);
		}
		for (i = 1; i < many; i++) {
			(void)snprintf(key, sizeof(key), "Q%u", i * n % many);
			take(TELL_DELIVERED | TELL_CLOSES, key, DAY);
		}
		mails += many - 1;
		assert_int_equal(c.address[who].mails, mails);
		assert_int_equal(m.len, 0);
	}
	assert_int_equal(m.slots, 1024);
	end();
}

/* So many of each that room has to be made for them, beginning with one. */
static bool
crowd(void *arg)
{
	const struct text host = { "mx", 2 };
	const unsigned first = *(const unsigned *)arg;
	static const unsigned what[] = { TELL_OPENS, TELL_ALIAS,
		TELL_ACCUSES };
	struct telling t = { .what = 0 };
	char key[16], alias[16];
	unsigned i;
	bool well = true;

	for (i = first; i < 3000 && well; i++) {
		t.what = what[i % 3];
		(void)snprintf(key, sizeof(key), i % 3 == 2 ? "Z%u" : "Q%u",
		    i / 3);
		(void)snprintf(alias, sizeof(alias), "x%u", i);
		t.key = (struct text){ key, strlen(key) };
		t.alias = (struct text){ alias, strlen(alias) };
		well = messages_take(&m, &t, host, who, DAY, &e) == 0;
	}
	assert_true(well || e.class == ERR_TEMP);
	messages_end(&m);
	return well;
}

static void
without_memory_it_is_said(void **state)
{
	unsigned first;

	(void)state;
	begin();
	for (first = 0; first < 3; first++)
		assert_int_equal(scarce_each(crowd, &first) > 0,
		    scarce_can());
	end();
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_delivered_message_counts_when_it_is_over),
		cmocka_unit_test(one_that_is_marked_is_spam),
		cmocka_unit_test(what_is_said_of_nobody_is_nothing),
		cmocka_unit_test(one_is_accused_before_it_is_known),
		cmocka_unit_test(old_ones_are_forgotten),
		cmocka_unit_test(a_message_has_one_other_name),
		cmocka_unit_test(a_message_is_no_name),
		cmocka_unit_test(a_name_of_a_name_is_none),
		cmocka_unit_test(names_outlive_their_message),
		cmocka_unit_test(a_name_goes_to_others),
		cmocka_unit_test(of_nobody_from_outside_nothing_opens),
		cmocka_unit_test(long_words_are_cut),
		cmocka_unit_test(all_are_found_whoever_goes),
		cmocka_unit_test(without_memory_it_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
