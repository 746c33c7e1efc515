/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/skeleton.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/ip.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The domains are of two labels here. */
static size_t
domain_of(const char *name)
{
	const char *at = name + strlen(name);
	int dots = 0;

	while (at > name && (at[-1] != '.' || ++dots < 2))
		at--;
	return (size_t)(at - name);
}

static void
skeleton_has_neither_address_nor_number(void **state)
{
	static const struct {
		const char *name, *ip, *want;
	} row[] = {
		{ "ppp-192-0-2-77.a.example", "192.0.2.77",
		    "ppp-#-#-#-#.a.example" },
		{ "p50424219.dip.a.example", "80.66.66.25",
		    "p#.dip.a.example" },
		{ "p5042421a.dip.a.example", "80.66.66.26",
		    "p#.dip.a.example" },
		{ "mx12.a.example", "192.0.2.1", "mx#.a.example" },
		{ "mail.a.example", "192.0.2.1", "mail.a.example" },
		{ "h1.a2.a3.example", "192.0.2.1", "h#.a#.a3.example" },
		{ "a3.example", "192.0.2.3", "a3.example" }, /* its domain */
		{ "cpe-001a2b3c4d5e.a.example", "192.0.2.1",
		    "cpe-#.a.example" },
		{ "cpe-d8b3c4a5e6f7.a.example", "192.0.2.1",
		    "cpe-#.a.example" },
		{ "cpe001a2b3c4d5e.a.example", "192.0.2.1",
		    "cpe#.a.example" },
		{ "cpe-1a2b3.a.example", "192.0.2.1",
		    "cpe-#a#b#.a.example" }, /* too short for a serial */
		{ "facade.a.example", "192.0.2.1", "facade.a.example" },
		{ "node12345.a.example", "192.0.2.1", "node#.a.example" },
		{ "node999.a.example", "192.0.2.1", "node#.a.example" },
		{ "2001-db8-0-1--5.pool.a.example", "2001:db8:0:1::5",
		    "#-#-#-#--#.pool.a.example" },
		{ "2001-db8-0-1--f.pool.a.example", "2001:db8:0:1::f",
		    "#-#-#-#--#.pool.a.example" },
		{ "1a2b3c4dx.a.example", "192.0.2.1", "#a#b#c#dx.a.example" },
		{ "a.b", "192.0.2.1", "a.b" },
	};
	char out[HOST_MAX + 1];
	struct ip ip;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(ip_parse(&ip, row[i].ip, &e), 0);
		skeleton_make(out, row[i].name, strlen(row[i].name),
		    domain_of(row[i].name), &ip);
		assert_string_equal(out, row[i].want);
	}
}

/* Never longer than the name, whatever is in it. */
static void
skeleton_fits_the_longest_name(void **state)
{
	static const char *const piece[] = { "9", "a", "9.", "-9a", "c0a80101",
		"0123456789abcdef", "x" };
	char name[HOST_MAX + 1], out[HOST_MAX + 1];
	const struct ip ip = { { 192, 168, 1, 1 }, 32 };
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(piece); i++) {
		for (len = 0; len < HOST_MAX; len++)
			name[len] = piece[i][len % strlen(piece[i])];
		name[len] = '\0';
		skeleton_make(out, name, len, len, &ip);
		assert_true(strlen(out) <= len);
		skeleton_make(out, name, len, 0, &ip);
		assert_string_equal(out, name);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(skeleton_has_neither_address_nor_number),
		cmocka_unit_test(skeleton_fits_the_longest_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
