/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/admit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
has(const char *nets, const char *text)
{
	struct admit a;
	struct err e;
	struct ip ip;

	if (admit_parse(&a, nets, &e) == -1)
		fail_msg("%s: %s", nets, e.msg);
	assert_int_equal(ip_parse(&ip, text, &e), 0);
	return admit_has(&a, &ip);
}

static void
admit_has_what_a_network_has(void **state)
{
	static const struct {
		const char *nets, *ip;
		bool want;
	} row[] = {
		{ "", "127.0.0.1", true },
		{ "", "127.255.255.255", true },
		{ "", "128.0.0.0", false },
		{ "", "::1", true },
		{ "", "::2", false },
		{ "", "::ffff:127.0.0.1", true },
		{ "192.0.2.0/24", "192.0.2.0", true },
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "192.0.2.0/24", "127.0.0.1", false },
		{ "192.0.2.7", "192.0.2.7", true },
		{ "192.0.2.7", "192.0.2.8", false },
		{ "192.0.2.7,2001:db8::/32", "2001:db8:ffff::1", true },
		{ "192.0.2.7, 2001:db8::/32", "2001:db9::", false },
		{ "0.0.0.0/0", "255.255.255.255", true },
		{ "0.0.0.0/0", "::1", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (has(row[i].nets, row[i].ip) != row[i].want)
			fail_msg("%s in %s", row[i].ip, row[i].nets);
}

static void
what_is_no_network_is_refused(void **state)
{
	static const char *const text[] = { "here", "192.0.2.1/24", ",",
		"192.0.2.0/24,", "192.0.2.1 192.0.2.2", "192.0.2.0/33",
		"1,2", "192.0.2.1;192.0.2.2",
		"1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
		"1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
		"1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
		"1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
		"1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1" };
	struct admit a = { .len = 5 };
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++) {
		if (admit_parse(&a, text[i], &e) != -1)
			fail_msg("%s", text[i]);
		assert_int_equal(e.class, ERR_PERM);
		assert_int_equal(a.len, 5);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(admit_has_what_a_network_has),
		cmocka_unit_test(what_is_no_network_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
