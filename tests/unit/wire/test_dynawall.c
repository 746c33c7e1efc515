/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/dynawall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Expected: what the one who asked wrote, read by hand. */
static void
dynawall_read_takes_address_and_recipient(void **state)
{
	static const struct {
		const char *line;
		const char *ip; /* NULL: it is no question */
		const char *recipient;
	} row[] = {
		{ "126.12.34.56\n", "126.12.34.56", "" },
		{ "126.12.34.56\r\n", "126.12.34.56", "" },
		{ "126.12.34.56", "126.12.34.56", "" },
		{ "2001:db8::1\n", "2001:db8::1", "" },
		{ "::ffff:192.0.2.1\n", "192.0.2.1", "" },
		{ "192.0.2.1 a@b.example\n", "192.0.2.1", "a@b.example" },
		{ "192.0.2.1 \"a b\"@c.example\n", "192.0.2.1",
		    "\"a b\"@c.example" },
		{ "192.0.2.1 \n", "192.0.2.1", "" },
		{ "", NULL, NULL },
		{ "\n", NULL, NULL },
		{ " 192.0.2.1\n", NULL, NULL },
		{ "192.0.2.1\n\n", NULL, NULL },
		{ "192.0.2\n", NULL, NULL },
		{ "192.0.2.01\n", NULL, NULL },
		{ "192.0.2.1/24\n", NULL, NULL },
		{ "host.example\n", NULL, NULL },
		{ "192.0.2.1 a\tb\n", NULL, NULL },
		{ "192.0.2.1 a\n192.0.2.2 b\n", NULL, NULL },
		{ "GET / HTTP/1.0\r\n", NULL, NULL },
	};
	struct dynawall_question q;
	char ip[IP_TEXT_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		memset(&q, 7, sizeof(q));
		if (dynawall_read(&q, row[i].line, strlen(row[i].line)) !=
		    (row[i].ip != NULL))
			fail_msg("\"%s\"", row[i].line);
		if (row[i].ip == NULL) {
			assert_int_equal(q.recipient[0], 7);
			continue;
		}
		ip_format(&q.ip, ip);
		assert_string_equal(ip, row[i].ip);
		assert_string_equal(q.recipient, row[i].recipient);
	}
	assert_false(dynawall_read(&q, "192.0.2.1\0\n", 11));
	assert_false(dynawall_read(&q, "192.0.2.1 a\0b\n", 14));
}

static void
dynawall_write_is_what_is_read(void **state)
{
	struct dynawall_question q = { 0 };
	char line[DYNAWALL_LINE_SIZE], long_one[DYNAWALL_RECIPIENT_SIZE + 1];
	struct err e;
	size_t len;

	(void)state;
	assert_int_equal(ip_parse(&q.ip, "126.12.34.56", &e), 0);
	assert_true(dynawall_recipient(&q, NULL));
	len = dynawall_write(line, &q);
	assert_int_equal(len, 13);
	assert_memory_equal(line, "126.12.34.56\n", len);
	assert_true(dynawall_recipient(&q, "a@b.example"));
	len = dynawall_write(line, &q);
	assert_int_equal(len, 25);
	assert_memory_equal(line, "126.12.34.56 a@b.example\n", len);

	memset(long_one, 'a', sizeof(long_one));
	long_one[sizeof(long_one) - 1] = '\0';
	assert_false(dynawall_recipient(&q, long_one));
	assert_false(dynawall_recipient(&q, "a\n192.0.2.1"));
	assert_string_equal(q.recipient, "a@b.example");
	long_one[sizeof(long_one) - 2] = '\0';
	assert_true(dynawall_recipient(&q, long_one));
	assert_int_equal(ip_parse(&q.ip,
	    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff", &e), 0);
	len = dynawall_write(line, &q);
	assert_true(dynawall_read(&q, line, len));
	assert_string_equal(q.recipient, long_one);
}

static void
dynawall_digit_is_one_and_nothing_else(void **state)
{
	static const struct {
		const char *answer;
		size_t len;
		int digit;
	} row[] = {
		{ "0", 1, 0 },
		{ "1", 1, 1 },
		{ "5", 1, 5 },
		{ "1\n", 2, 1 },
		{ "1\r\n", 3, 1 },
		{ "", 0, -1 },
		{ "\n", 1, -1 },
		{ "6", 1, -1 },
		{ "-1", 2, -1 },
		{ "11", 2, -1 },
		{ "1 ", 2, -1 },
		{ " 1", 2, -1 },
		{ "1\n\n", 3, -1 },
		{ "1\0", 2, -1 },
		{ "1\0\n", 3, -1 },
		{ "0 OK\n", 5, -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (dynawall_digit_read(row[i].answer, row[i].len) !=
		    row[i].digit)
			fail_msg("row %zu", i);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dynawall_read_takes_address_and_recipient),
		cmocka_unit_test(dynawall_write_is_what_is_read),
		cmocka_unit_test(dynawall_digit_is_one_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
