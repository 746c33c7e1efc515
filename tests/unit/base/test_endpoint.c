/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
endpoint_parse_takes_what_reads(void **state)
{
	static const struct {
		const char *text;
		unsigned usual;
		const char *ip; /* NULL: refused */
		unsigned port;
	} row[] = {
		{ "192.0.2.1:25", 0, "192.0.2.1", 25 },
		{ "[2001:db8::1]:65535", 0, "2001:db8::1", 65535 },
		{ "192.0.2.1", 53, "192.0.2.1", 53 },
		{ "::1", 53, "::1", 53 },
		{ "[::1]", 53, "::1", 53 },
		{ "192.0.2.1:25", 53, "192.0.2.1", 25 },
		{ "192.0.2.1", 0, NULL, 0 },
		{ "::1", 0, NULL, 0 },
		{ "[::1]", 0, NULL, 0 },
		{ "192.0.2.1:0", 53, NULL, 0 },
		{ "192.0.2.1:65536", 0, NULL, 0 },
		{ "192.0.2.1:", 53, NULL, 0 },
		{ "192.0.2.1:x", 53, NULL, 0 },
		{ ":25", 0, NULL, 0 },
		{ "host:25", 0, NULL, 0 },
		{ "[::1:25", 0, NULL, 0 },
		{ "[::1]25", 0, NULL, 0 },
		{ "[fe80::1%eth0]:25", 0, NULL, 0 },
		{ "", 53, NULL, 0 },
	};
	struct endpoint at;
	char ip[IP_TEXT_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		at.port = 7;
		if (endpoint_parse(&at, row[i].text, strlen(row[i].text),
		    row[i].usual) != (row[i].ip != NULL))
			fail_msg("%s", row[i].text);
		if (row[i].ip == NULL) {
			assert_int_equal(at.port, 7);
			continue;
		}
		ip_format(&at.ip, ip);
		assert_string_equal(ip, row[i].ip);
		assert_int_equal(at.port, row[i].port);
	}
}

static void
endpoint_parse_looks_at_len_bytes(void **state)
{
	struct endpoint at;

	(void)state;
	assert_true(endpoint_parse(&at, "192.0.2.1:255", 12, 0));
	assert_int_equal(at.port, 25);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(endpoint_parse_takes_what_reads),
		cmocka_unit_test(endpoint_parse_looks_at_len_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
