/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/netpeer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* "FIRST-LAST LEVEL", or "" if it has not that form. */
static const char *
read_as(bool (*read)(struct netpeer *out, const char *text), const char *text)
{
	static char got[2 * IP_TEXT_SIZE + 16];
	char first[IP_TEXT_SIZE], last[IP_TEXT_SIZE];
	struct netpeer n = { .level = 4711 };

	if (!read(&n, text)) {
		assert_int_equal(n.level, 4711);
		return "";
	}
	ip_format(&n.first, first);
	ip_format(&n.last, last);
	(void)snprintf(got, sizeof(got), "%s-%s %u", first, last, n.level);
	return got;
}

static void
lines_of_peerguardian_are_read(void **state)
{
	static const char *const row[][2] = {
		{ "name:192.0.2.10-192.0.2.20", "192.0.2.10-192.0.2.20 0" },
		{ "a:b: 192.0.2.10 - 192.0.2.20 ",
		    "192.0.2.10-192.0.2.20 0" },
		{ ":192.0.2.10-192.0.2.20\r", "192.0.2.10-192.0.2.20 0" },
		{ "192.0.2.10-192.0.2.20", "" }, { "a:", "" },
		{ "a:192.0.2-192.0.2.20", "" },
		{ "a:192.0.2.10.192.0.2.20", "" },
		{ "a:192.0.2.010-192.0.2.20", "" },
		{ "a:192.0.2.256-192.0.2.20", "" },
		{ "a:192.0.2.1000-192.0.2.20", "" },
		{ "a:192.0.2.1-192.0.2.2000", "" },
		{ "a:192.0.2.1-192.0.2.", "" },
		{ "a:192.0.2.1-192.0.2.2x", "" },
		{ "a:192.0.2.1-192.0.2/2", "" },
		{ "a:192.0.2.1-", "" }, { "a:192.0.2.1", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (strcmp(read_as(netpeer_p2p, row[i][0]), row[i][1]) != 0)
			fail_msg("%s -> %s", row[i][0], read_as(netpeer_p2p,
			    row[i][0]));
}

static void
lines_of_emule_are_read(void **state)
{
	static const char *const row[][2] = {
		{ "192.000.002.010 - 192.000.002.020 , 000 , name",
		    "192.0.2.10-192.0.2.20 0" },
		{ "192.0.2.10,192.0.2.20,127", "192.0.2.10-192.0.2.20 127" },
		{ "192.0.2.10-192.0.2.20,255,", "192.0.2.10-192.0.2.20 255" },
		{ "192.0.2.10-192.0.2.20", "" },
		{ "192.0.2.10 192.0.2.20,1", "" },
		{ "192.0.2.10-192.0.2.20,256", "" },
		{ "192.0.2.10-192.0.2.20,x", "" },
		{ "192.0.2.10-192.0.2.20,1 x", "" },
		{ "192.0.2.10-192.0.2.20,1000", "" },
		{ "192.0.2.10-192.0.2.20 1", "" },
		{ "192.0.2.10-192.0.2,1", "" },
		{ "1920.0.2.10-192.0.2.7,1", "" }, { "", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (strcmp(read_as(netpeer_dat, row[i][0]), row[i][1]) != 0)
			fail_msg("%s -> %s", row[i][0], read_as(netpeer_dat,
			    row[i][0]));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_peerguardian_are_read),
		cmocka_unit_test(lines_of_emule_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
