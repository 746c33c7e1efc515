/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/servers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
servers_have_an_address_and_a_port(void **state)
{
	static const struct {
		const char *text, *ip;
		unsigned port;
	} row[] = {
		{ "192.0.2.1", "192.0.2.1", 53 },
		{ "192.0.2.1:5353", "192.0.2.1", 5353 },
		{ "192.0.2.1:65535", "192.0.2.1", 65535 },
		{ "::1", "::1", 53 },
		{ "[::1]", "::1", 53 },
		{ "[2001:db8::1]:1", "2001:db8::1", 1 },
	};
	struct dns_servers s;
	char ip[IP_TEXT_SIZE];
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (servers_parse(&s, row[i].text, &e) == -1)
			fail_msg("%s", e.msg);
		ip_format(&s.server[0].ip, ip);
		assert_int_equal(s.count, 1);
		assert_string_equal(ip, row[i].ip);
		assert_int_equal(s.server[0].port, row[i].port);
	}
}

static void
commas_stand_between_servers(void **state)
{
	struct dns_servers s = { .count = 9 };
	struct err e;

	(void)state;
	assert_int_equal(servers_parse(&s, "", &e), 0);
	assert_int_equal(s.count, 0);
	assert_int_equal(servers_parse(&s,
	    "192.0.2.1,[::1]:54,192.0.2.3:55", &e), 0);
	assert_int_equal(s.count, 3);
	assert_int_equal(s.server[0].port, 53);
	assert_int_equal(s.server[1].port, 54);
	assert_int_equal(s.server[1].ip.bits, 128);
	assert_int_equal(s.server[2].port, 55);
}

static void
what_is_no_server_is_refused(void **state)
{
	static const char *const text[] = { ",", "192.0.2.1,", ",192.0.2.1",
		"192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536",
		"192.0.2.1:4294967349", "192.0.2.1:53x", "192.0.2.1:-1",
		" 192.0.2.1", "192.0.2.1 ", "192.0.2.1;192.0.2.2", "localhost",
		"192.0.2", "[::1", "[::1]53", "[::1]:", "::1]", "[]:53",
		"fe80::1%eth0", "[192.0.2.1]:53]",
		"::1,::1,::1,::1,::1,::1,::1,::1,::1" };
	struct dns_servers s = { .count = 9 };
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++) {
		if (servers_parse(&s, text[i], &e) != -1)
			fail_msg("\"%s\" is a server", text[i]);
		assert_int_equal(e.class, ERR_PERM);
		assert_int_equal(s.count, 9);
	}
}

int
main(void)
{
	const struct CMUnitTest test[] = {
		cmocka_unit_test(servers_have_an_address_and_a_port),
		cmocka_unit_test(commas_stand_between_servers),
		cmocka_unit_test(what_is_no_server_is_refused),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
