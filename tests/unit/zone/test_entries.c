/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/entries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ip
ip_at(const char *text)
{
	struct ip ip;
	struct err e;

	if (ip_parse(&ip, text, &e) == -1)
		fail_msg("%s", e.msg);
	return ip;
}

struct row {
	const char *ip;
	unsigned char value;
	const char *text;
	int64_t last_s, until_s;
};

static void
add(struct entries *s, const struct row *row)
{
	struct zone_entry entry = { .ip = ip_at(row->ip), .value = row->value,
		.text = row->text, .last_s = row->last_s,
		.until_s = row->until_s };
	struct err e;

	entry.bits = entry.ip.bits == 32 ? 32 : 64;
	assert_int_equal(entries_add(s, &entry, &e), 0);
}

static void
must_be(const struct entries *s, const char *want)
{
	char got[256], address[IP_TEXT_SIZE];
	size_t len = 0, i;

	got[0] = '\0';
	for (i = 0; i < s->len; i++) {
		ip_format(&s->entry[i].ip, address);
		len += (size_t)snprintf(got + len, sizeof(got) - len,
		    "%s %u %s;", address, s->entry[i].value,
		    s->entry[i].text);
	}
	assert_string_equal(got, want);
}

static void
entries_are_sorted_and_one_an_address(void **state)
{
	static const struct row row[] = {
		{ "2001:db8::", 3, "six", 5, 5 },
		{ "192.0.2.9", 2, "b", 5, 5 },
		{ "192.0.2.10", 2, "old", 5, 9 },
		{ "192.0.2.10", 4, "new", 6, 5 },
		{ "192.0.2.10", 9, "older", 4, 9 },
		{ "10.0.0.1", 2, "a", 5, 5 },
	};
	struct entries s = { 0 };
	struct ip ip;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		add(&s, &row[i]);
	entries_sort(&s);
	must_be(&s, "10.0.0.1 2 a;192.0.2.9 2 b;192.0.2.10 4 new;"
	    "2001:db8:: 3 six;");
	ip = ip_at("192.0.2.10");
	assert_string_equal(entries_find(&s, &ip)->text, "new");
	assert_int_equal(entries_find(&s, &ip)->until_s, 9);
	ip = ip_at("192.0.2.11");
	assert_null(entries_find(&s, &ip));
	entries_free(&s);
	entries_free(&s);
	entries_sort(&s);
	assert_null(entries_find(&s, &ip));
}

/* In whatever order a dump has them, the list is the same. */
static void
entries_of_equal_age_have_one_order(void **state)
{
	static const struct row row[] = {
		{ "192.0.2.1", 5, "b", 7, 9 }, { "192.0.2.1", 5, "a", 7, 9 },
		{ "192.0.2.1", 4, "c", 7, 9 }, { "192.0.2.1", 4, "d", 7, 9 },
	};
	size_t first, i;

	(void)state;
	for (first = 0; first < COUNT(row); first++) {
		struct entries s = { 0 };

		for (i = 0; i < COUNT(row); i++)
			add(&s, &row[(first + i) % COUNT(row)]);
		entries_sort(&s);
		must_be(&s, "192.0.2.1 4 c;");
		entries_free(&s);
	}
}

static void
entries_that_expired_are_those_listed_no_more(void **state)
{
	static const char *const expired[] = { "192.0.2.3", "192.0.2.1",
		"2001:db8::", "192.0.2.1" };
	static const struct row row = { "192.0.2.3", 2, "", 1, 1 };
	struct entries s = { 0 };
	struct ip ip;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(expired); i++) {
		ip = ip_at(expired[i]);
		assert_int_equal(entries_add_expired(&s, &ip, &e), 0);
	}
	add(&s, &row);
	entries_sort(&s);
	assert_int_equal(s.expired_len, 2);
	ip = ip_at("192.0.2.1");
	assert_true(entries_has_expired(&s, &ip));
	ip = ip_at("2001:db8::");
	assert_true(entries_has_expired(&s, &ip));
	ip = ip_at("192.0.2.3");
	assert_false(entries_has_expired(&s, &ip));
	entries_free(&s);
	assert_false(entries_has_expired(&s, &ip));
}

/* RFC 5782 section 5: 127.0.0.2 and ::FFFF:7F00:2. */
static void
entries_point_is_that_of_rfc5782(void **state)
{
	static const unsigned char six[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0xff, 0xff, 0x7f, 0, 0, 2 };
	struct ip four = ip_at("127.0.0.2");

	(void)state;
	assert_int_equal(ip_compare(&entries_point[0].ip, &four), 0);
	assert_int_equal(entries_point[0].bits, 32);
	assert_memory_equal(entries_point[1].ip.octet, six, 16);
	assert_int_equal(entries_point[1].bits, 128);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_sorted_and_one_an_address),
		cmocka_unit_test(entries_of_equal_age_have_one_order),
		cmocka_unit_test(entries_that_expired_are_those_listed_no_more),
		cmocka_unit_test(entries_point_is_that_of_rfc5782),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
