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

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_delivered_message_counts_when_it_is_over),
		cmocka_unit_test(one_that_is_marked_is_spam),
		cmocka_unit_test(what_is_said_of_nobody_is_nothing),
		cmocka_unit_test(one_is_accused_before_it_is_known),
		cmocka_unit_test(old_ones_are_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
