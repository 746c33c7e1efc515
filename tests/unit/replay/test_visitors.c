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
#include "lib/scarce.h"

/* The first day that has no number. */
#define DAYS (UINT16_MAX + 1)

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

static void
harder_and_later_notes_count_in_any_order(void **state)
{
	static const struct {
		const char *one, *other; /* notes of the same second */
		const char *want;
	} row[] = {
		{ "dns:a:no", "dns:b:no", "b:no" }, { "-", "dns:b:no", "b:no" },
		{ "dns:b:no", "dns:b:no", "b:no" }, { "-", "-", "" },
		{ "dns:a:no,dns:c:listed", "dns:a:no", "a:no,c:listed" },
	};
	struct telling t = telling("192.0.2.1", "a", NAMED_GIVEN,
	    TELL_CONNECTION | TELL_OURS);
	uint32_t address;
	size_t i, order, k;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		for (order = 0; order < 2; order++) {
			for (k = 0; k < 2; k++) {
				t.note.at = k == order ? row[i].one :
				    row[i].other;
				t.note.len = strlen(t.note.at);
				assert_int_equal(visitors_take(&address, &c,
				    &t, 5, &e), 0);
			}
			assert_int_equal(c.clients, 1);
			assert_string_equal(c.client[0].note == 0 ? "" :
			    c.note[c.client[0].note], row[i].want);
			visitors_free(&c);
		}
}

static void
of_one_second_the_harder_action_counts(void **state)
{
	static const enum rule_action action[2][2] = {
		{ RULE_PASS, RULE_BLOCK }, { RULE_BLOCK, RULE_PASS } };
	struct telling t = telling("192.0.2.1", "a", NAMED_GIVEN,
	    TELL_CONNECTION | TELL_OURS);
	uint32_t address;
	size_t i, k;

	(void)state;
	for (i = 0; i < 2; i++) {
		for (k = 0; k < 2; k++) {
			t.action = action[i][k];
			assert_int_equal(visitors_take(&address, &c, &t, 5,
			    &e), 0);
		}
		assert_int_equal(c.client[0].action, RULE_BLOCK);
		visitors_free(&c);
	}
}

/* Of several that it could be, it is the one that came most often; then the
 * one that is known best, and then the first by name. */
static void
others_join_the_likeliest(void **state)
{
	(void)state;
	(void)take("192.0.2.1", "b", NAMED_CLAIMED, TELL_OURS, 5);
	(void)take("192.0.2.1", "b", NAMED_GIVEN, TELL_OURS, 5);
	(void)take("192.0.2.1", "a", NAMED_GIVEN, TELL_OURS, 5);
	(void)take("192.0.2.1", "d", NAMED_GIVEN, TELL_OURS, 5);
	(void)take("192.0.2.1", "c", NAMED_PROVEN, TELL_OURS, 5);
	(void)take("192.0.2.1", "", NAMED_UNTOLD, TELL_CONNECTION, 9);
	visitors_settle(&c);
	assert_int_equal(c.client[5].state, VISITORS_JOINED);
	assert_string_equal(c.client[2].name, "a");
	assert_int_equal(c.client[2].last_s, 9);
	assert_int_equal(c.client[2].others, 1);
	visitors_free(&c);
	(void)take("192.0.2.1", "b", NAMED_CLAIMED, TELL_OURS, 5);
	(void)take("192.0.2.1", "a", NAMED_GIVEN, TELL_OURS, 5);
	(void)take("192.0.2.1", "b", NAMED_CLAIMED, TELL_OURS, 5);
	(void)take("192.0.2.1", "c", NAMED_CLAIMED, TELL_OURS | TELL_SESSION,
	    5);
	(void)take("192.0.2.1", "c", NAMED_CLAIMED, TELL_OURS, 5);
	(void)take("192.0.2.1", "c", NAMED_CLAIMED, TELL_OURS, 5);
	assert_true(c.client[2].session);
	(void)take("192.0.2.1", "b", NAMED_CLAIMED, TELL_OURS, 5);
	(void)take("192.0.2.1", "b", NAMED_CLAIMED, TELL_OURS, 5);
	(void)take("192.0.2.1", "", NAMED_UNTOLD, TELL_CONNECTION, 3);
	visitors_settle(&c);
	assert_int_equal(c.client[0].others, 1);
	assert_int_equal(c.client[0].last_s, 5);
	visitors_free(&c);
}

/* Two that nobody of us has told of are not each other's. */
static void
others_without_a_name_join_nobody_unknown(void **state)
{
	(void)state;
	(void)take("192.0.2.1", "", NAMED_UNTOLD, TELL_CONNECTION, 5);
	(void)take("192.0.2.1", "", NAMED_UNKNOWN, TELL_CONNECTION, 5);
	(void)take("192.0.2.1", "x", NAMED_GIVEN, TELL_CONNECTION, 5);
	visitors_settle(&c);
	assert_int_equal(c.client[0].state, VISITORS_JOINED);
	assert_int_equal(c.client[1].others + c.client[2].others, 3);
	visitors_free(&c);
}

/* No count begins anew, whatever a log says. */
static void
counts_end_at_their_last(void **state)
{
	uint32_t a = take("192.0.2.1", "a", NAMED_GIVEN, TELL_OURS, 5);

	(void)state;
	c.client[0].ours = UINT32_MAX;
	(void)take("192.0.2.1", "a", NAMED_GIVEN, TELL_OURS, 6);
	assert_int_equal(c.client[0].ours, UINT32_MAX);
	c.client[0].others = UINT32_MAX;
	(void)take("192.0.2.1", "a", NAMED_GIVEN, TELL_CONNECTION, 6);
	assert_int_equal(c.client[0].others, UINT32_MAX);
	(void)take("192.0.2.1", "", NAMED_UNTOLD, TELL_CONNECTION, 6);
	visitors_settle(&c);
	assert_int_equal(c.client[1].state, VISITORS_JOINED);
	assert_int_equal(c.client[0].others, UINT32_MAX);
	c.address[a].mails = c.address[a].spam = UINT32_MAX;
	visitors_mail(&c, a, true, 5);
	assert_int_equal(c.address[a].mails, UINT32_MAX);
	assert_int_equal(c.address[a].spam, UINT32_MAX);
	visitors_free(&c);
}

/* Of times that no seconds or days of ours can hold nothing is known. */
static void
far_times_are_none(void **state)
{
	uint32_t a = take("192.0.2.1", "a", NAMED_GIVEN, TELL_CONNECTION,
	    INT64_MAX / 4);

	(void)state;
	assert_int_equal(c.client[0].last_s, 0);
	visitors_mail(&c, a, false, (int64_t)DAYS * 86400);
	assert_int_equal(c.address[a].known & KNOWN_DAYS, 0);
	visitors_mail(&c, a, false, (int64_t)(DAYS - 1) * 86400);
	assert_int_equal(c.address[a].last_day, DAYS - 1);
	visitors_free(&c);
}

static void
addresses_are_found(void **state)
{
	struct ip ip, other;

	(void)state;
	assert_int_equal(ip_parse(&ip, "192.0.2.1", &e), 0);
	assert_int_equal(ip_parse(&other, "c000:201::", &e), 0);
	assert_int_equal(visitors_find(&c, &ip), VISITORS_NOBODY);
	(void)take("192.0.2.1", "a", NAMED_GIVEN, TELL_CONNECTION, 1);
	assert_int_equal(visitors_find(&c, &ip), 0);
	assert_int_equal(visitors_find(&c, &other), VISITORS_NOBODY);
	(void)take("c000:201::", "a", NAMED_GIVEN, TELL_CONNECTION, 1);
	assert_int_equal(visitors_find(&c, &other), 1);
	visitors_free(&c);
}

/* Many addresses, of names that are known by all of what they are. */
static bool
crowd(void *arg)
{
	struct telling t = telling("192.0.2.1", "", NAMED_GIVEN,
	    TELL_CONNECTION | TELL_OURS);
	char name[256], note[300];
	uint32_t address;
	size_t before = 0, i;
	bool well = true;

	(void)arg;
	memset(name, 'n', sizeof(name));
	for (i = 0; i < 1500 && well; i++) {
		t.ip.octet[1] = (unsigned char)(i >> 7);
		t.ip.octet[2] = (unsigned char)i;
		(void)snprintf(name, 8, "%07zu", i);
		name[7] = 'n';
		t.name = (struct text){ name, 60 };
		t.note.at = note;
		t.note.len = (size_t)snprintf(note, sizeof(note),
		    "dns:%.*s:no", 60, name);
		well = visitors_take(&address, &c, &t, 7, &e) == 0;
		if (well)
			before = c.clients;
	}
	assert_true(well || e.class == ERR_TEMP);
	assert_true(well || c.clients <= before + 1);
	assert_true(!well || c.clients == 1500);
	visitors_free(&c);
	return well;
}

static void
without_memory_it_is_said(void **state)
{
	(void)state;
	assert_int_equal(scarce_each(crowd, NULL) > 0, scarce_can());
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
		cmocka_unit_test(harder_and_later_notes_count_in_any_order),
		cmocka_unit_test(of_one_second_the_harder_action_counts),
		cmocka_unit_test(others_join_the_likeliest),
		cmocka_unit_test(others_without_a_name_join_nobody_unknown),
		cmocka_unit_test(counts_end_at_their_last),
		cmocka_unit_test(far_times_are_none),
		cmocka_unit_test(addresses_are_found),
		cmocka_unit_test(without_memory_it_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
