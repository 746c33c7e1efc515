/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/visitors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/err.h"

static struct visitors c;
static struct err e;

static struct telling
telling(const char *ip, const char *name, enum naming_state state,
    unsigned what)
{
	struct telling t = { .what = what | TELL_CLIENT, .state = state,
		.name = { name, strlen(name) }, .note = { "", 0 } };

	assert_int_equal(ip_parse(&t.ip, ip, &e), 0);
	return t;
}

static uint32_t
take(const char *ip, const char *name, enum naming_state state,
    unsigned what, int64_t at_s)
{
	const struct telling t = telling(ip, name, state, what);
	uint32_t address;

	assert_int_equal(visitors_take(&address, &c, &t, at_s, &e), 0);
	return address;
}

static void
a_client_is_address_name_and_state(void **state)
{
	(void)state;
	(void)take("192.0.2.1", "a.example", NAMED_GIVEN, TELL_CONNECTION, 5);
	(void)take("192.0.2.1", "A.Example.", NAMED_GIVEN, TELL_CONNECTION, 9);
	(void)take("192.0.2.1", "a.example", NAMED_CLAIMED, TELL_CONNECTION,
	    7);
	(void)take("192.0.2.2", "a.example", NAMED_GIVEN, TELL_CONNECTION, 7);
	assert_int_equal(c.clients, 3);
	assert_int_equal(c.addresses, 2);
	assert_int_equal(c.client[0].others, 2);
	assert_int_equal(c.client[0].last_s, 9);
	assert_string_equal(c.client[0].name, "a.example");
	visitors_free(&c);
}

static void
our_last_line_counts_in_any_order(void **state)
{
	struct telling t = telling("192.0.2.1", "a", NAMED_GIVEN,
	    TELL_CONNECTION | TELL_OURS);
	uint32_t address, order;

	(void)state;
	for (order = 0; order < 2; order++) {
		t.action = order == 0 ? RULE_BLOCK : RULE_PASS;
		assert_int_equal(visitors_take(&address, &c, &t,
		    order == 0 ? 9 : 5, &e), 0);
		t.action = order == 0 ? RULE_PASS : RULE_BLOCK;
		assert_int_equal(visitors_take(&address, &c, &t,
		    order == 0 ? 5 : 9, &e), 0);
		assert_int_equal(c.client[0].action, RULE_BLOCK);
		assert_int_equal(c.client[0].ours, 2);
		visitors_free(&c);
	}
}

static void
clients_of_others_are_ours_by_name(void **state)
{
	(void)state;
	(void)take("192.0.2.1", "a", NAMED_PROVEN, TELL_OURS, 5);
	(void)take("192.0.2.1", "a", NAMED_GIVEN, TELL_CONNECTION, 9);
	(void)take("192.0.2.1", "", NAMED_UNTOLD, TELL_CONNECTION, 7);
	(void)take("192.0.2.1", "b", NAMED_GIVEN, TELL_CONNECTION, 7);
	(void)take("192.0.2.2", "", NAMED_UNTOLD, TELL_CONNECTION, 7);
	visitors_settle(&c);
	assert_int_equal(c.client[0].state, NAMED_PROVEN);
	assert_int_equal(c.client[0].last_s, 9);
	assert_int_equal(visitors_connections(&c.client[0]), 1);
	assert_int_equal(c.client[1].state, VISITORS_JOINED);
	assert_int_equal(c.client[2].state, VISITORS_JOINED);
	assert_int_equal(c.client[3].state, NAMED_GIVEN);
	assert_int_equal(c.client[4].state, NAMED_UNTOLD);
	visitors_free(&c);
}

static void
an_address_has_no_more_names_than_so_many(void **state)
{
	char name[32];
	unsigned i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		(void)snprintf(name, sizeof(name), "h%u.example", i);
		(void)take("192.0.2.1", name, NAMED_GIVEN, TELL_CONNECTION, i);
	}
	assert_int_equal(c.clients, VISITORS_NAMES_MAX + 1);
	visitors_free(&c);
}

static void
mail_is_counted_by_day(void **state)
{
	uint32_t a = take("2001:db8::1", "", NAMED_UNTOLD, 0, 0);

	(void)state;
	visitors_mail(&c, a, false, 86400 * 20000 + 5);
	visitors_mail(&c, a, true, 86400 * 20003);
	assert_int_equal(c.address[a].first_day, c.address[a].last_day);
	visitors_mail(&c, a, false, 86400 * 19990);
	assert_int_equal(c.address[a].first_day, 19990);
	assert_int_equal(c.address[a].last_day, 20000);
	assert_int_equal(c.address[a].mails, 3);
	assert_int_equal(c.address[a].spam, 1);
	visitors_mail(&c, a, false, 0);
	assert_int_equal(c.address[a].mails, 4);
	assert_int_equal(c.address[a].first_day, 19990);
	visitors_free(&c);
}

/* Names may be whatever somebody has put into DNS. */
static void
strange_names_are_kept_or_none(void **state)
{
	char name[512];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	(void)take("192.0.2.1", name, NAMED_GIVEN, TELL_CONNECTION, 1);
	(void)take("192.0.2.1", "a\"b;c", NAMED_GIVEN, TELL_CONNECTION, 1);
	assert_string_equal(c.client[0].name, "");
	assert_int_equal(c.client[0].state, NAMED_UNTOLD);
	assert_string_equal(c.client[1].name, "a\"b;c");
	visitors_free(&c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_is_address_name_and_state),
		cmocka_unit_test(our_last_line_counts_in_any_order),
		cmocka_unit_test(clients_of_others_are_ours_by_name),
		cmocka_unit_test(an_address_has_no_more_names_than_so_many),
		cmocka_unit_test(mail_is_counted_by_day),
		cmocka_unit_test(strange_names_are_kept_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
