/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LABEL61 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LABEL63 LABEL61 "aa"

static void
name_is_that_of_a_zone(void **state)
{
	static const char *const row[][2] = {
		{ "bl.example", "bl.example" },
		{ "BL.Example.", "bl.example" },
		{ "x", "x" }, { "a-b._c.9", "a-b._c.9" },
		{ LABEL63 "." LABEL63 "." LABEL61,
		    LABEL63 "." LABEL63 "." LABEL61 },
		{ LABEL63 "." LABEL63 "." LABEL61 "a", NULL },
		{ "", NULL }, { ".", NULL }, { "a..b", NULL }, { ".a", NULL },
		{ "a..", NULL }, { "a b", NULL }, { "a\nb", NULL },
		{ "$x", NULL }, { "a*", NULL }, { "*.a", NULL },
		{ "a@b", NULL }, { "a\\.b", NULL }, { "a/b", NULL },
		{ "b\xc3\xbc" "cher", NULL }, { "a" LABEL63 ".x", NULL },
	};
	char got[NAME_ZONE_SIZE];
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const char *want = row[i][1];

		(void)strcpy(got, "unchanged");
		if (name_parse(got, row[i][0], &e) != (want ? 0 : -1))
			fail_msg("\"%s\"", row[i][0]);
		assert_string_equal(got, want ? want : "unchanged");
	}
}

/* RFC 5782 sections 2.1 and 2.4 have the first and the third. */
static const struct {
	const char *ip;
	unsigned bits;
	const char *labels;
} reversed[] = {
	{ "192.0.2.99", 32, "99.2.0.192" },
	{ "0.0.0.0", 32, "0.0.0.0" },
	{ "2001:db8:1:2:3:4:567:89ab", 128, "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0."
	    "2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2" },
	{ "2001:db8:1:2::", 64, "*.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2" },
	{ "ffff:ffff:ffff:ffff::", 64, "*.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f.f" },
};

static void
name_reverse_is_that_of_rfc5782(void **state)
{
	char got[NAME_REVERSE_SIZE];
	struct ip ip, back;
	struct err e;
	unsigned bits;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(reversed); i++) {
		assert_int_equal(ip_parse(&ip, reversed[i].ip, &e), 0);
		name_reverse(got, &ip, reversed[i].bits);
		assert_string_equal(got, reversed[i].labels);
		assert_true(name_read_reverse(&back, &bits, got));
		assert_int_equal(ip_compare(&back, &ip), 0);
		assert_int_equal(bits, reversed[i].bits);
	}
}

static void
name_read_reverse_reads_nothing_else(void **state)
{
	static const char *const text[] = { "", ".", "1", "1.2.3", "1.2.3.4.5",
		"1.2.3.256", "01.2.3.4", "1.2.3.4.", ".1.2.3.4", "a.b.c.d",
		"1.2.3.-4", "+1.2.3.4", " 1.2.3.4", "1.2.3.4 ", "*", "*.",
		"*.1.2.3.4", "www", "*.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0",
		"*.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.1",
		"2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2",
		"*.2.0.0.0.1.0.0.0.8.B.D.0.1.0.0.2",
		"*.2.0.0.0.1.0.0.0.8.g.d.0.1.0.0.2",
		"*.20.0.0.1.0.0.0.8.b.d.0.1.0.0.2",
		"b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0",
	};
	struct ip ip;
	unsigned bits;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++)
		if (name_read_reverse(&ip, &bits, text[i]))
			fail_msg("took \"%s\"", text[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name_is_that_of_a_zone),
		cmocka_unit_test(name_reverse_is_that_of_rfc5782),
		cmocka_unit_test(name_read_reverse_reads_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
