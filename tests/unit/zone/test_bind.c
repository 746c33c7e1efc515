/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/bind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "zone/entries.h"
#include "zone/terms.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
bind_serial_is_that_of_the_soa_record(void **state)
{
	static const struct {
		const char *zone;
		int64_t want; /* -1: none */
	} row[] = {
		{ "@ IN SOA localhost. h.x. ( 5 3600 600 86400 300 )\n", 5 },
		{ "$TTL 1h\nx. 300 IN SOA a. b. 2026112901 1 2 3 4\n",
		    2026112901 },
		{ "; SOA a b 9\n@ SOA a. b. (\n\t; serial\n\t42 ; SOA a b 9\n"
		    "\t1 2 3 4 )\n", 42 },
		{ "@ in soa a. b.(7 1 1 1 1)\n", 7 },
		{ "@ IN SOA a. b. 4294967295 1 1 1 1\n", 4294967295 },
		{ "@ IN SOA a. b. 4294967296 1 1 1 1\n", -1 },
		{ "@ IN SOA a. b. x 1 1 1 1\n", -1 },
		{ "@ IN SOA a. b. (", -1 }, { "@ IN SOA a.", -1 },
		{ "", -1 }, { "1.0.0.127 IN A 127.0.0.2\n", -1 },
		{ "; comment without end", -1 },
	};
	uint32_t got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = 77;
		if (bind_serial(&got, row[i].zone, strlen(row[i].zone)) !=
		    (row[i].want != -1))
			fail_msg("%s", row[i].zone);
		assert_int_equal(got, row[i].want == -1 ? 77 : row[i].want);
	}
}

/* RFC 1982 section 3.2: of two serials the one less than 2^31 ahead is
 * newer. */
static void
bind_next_serial_is_newer(void **state)
{
	static const struct {
		uint32_t old;
		int64_t now_s;
		uint32_t want;
	} row[] = {
		{ 0, 1796000000, 1796000000 }, { 5, 1796000000, 1796000000 },
		{ 1796000000, 1796000000, 1796000001 },
		{ 1796000009, 1796000000, 1796000010 },
		{ 1795999999, 1796000000, 1796000000 },
		{ 2026112901, 1796000000, 2026112902 },
		{ 4294967295, 1796000000, 1796000000 },
		{ 4000000000, 1796000000, 1796000000 },
		{ 3943483648, 1796000000, 3943483649 },
		{ 3943483649, 1796000000, 1796000000 },
		{ 4294967295, 4294967295, 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		uint32_t got = bind_next_serial(row[i].old, row[i].now_s);

		if (got != row[i].want)
			fail_msg("%lu: %lu", (unsigned long)row[i].old,
			    (unsigned long)got);
		if (row[i].old != 0)
			assert_true(got - row[i].old - 1 < 0x7fffffffu);
	}
}

/* As BIND itself writes them: 64 bits, "zz" for "::", the last word first. */
static void
bind_rpz_has_the_words_backwards(void **state)
{
	static const char *const row[][2] = {
		{ "192.0.2.1", "32.1.2.0.192.rpz-ip IN CNAME .\n" },
		{ "2001:db8:1:2::", "64.zz.2.1.db8.2001.rpz-ip IN CNAME .\n" },
		{ "2001:db8::", "64.zz.db8.2001.rpz-ip IN CNAME .\n" },
		{ "2001:0:0:1::", "64.zz.1.0.0.2001.rpz-ip IN CNAME .\n" },
	};
	const struct terms terms = { .zone = "rpz.example", .server = "ns.x",
		.ttl_s = 60, .serial = 9 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct zone_entry entry = { .text = "" };
		struct entries s = { .entry = &entry, .len = 1 };
		struct buf b = { 0 };
		struct err e;

		assert_int_equal(ip_parse(&entry.ip, row[i][0], &e), 0);
		entry.bits = entry.ip.bits == 32 ? 32 : 64;
		bind_write_rpz(&b, &s, &terms);
		assert_non_null(strstr(buf_text(&b), row[i][1]));
		assert_non_null(strstr(buf_text(&b), "$ORIGIN rpz.example.\n"
		    "$TTL 60\n@ IN SOA ns.x. hostmaster.rpz.example. ( 9 "));
		assert_null(strstr(buf_text(&b), "127"));
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bind_serial_is_that_of_the_soa_record),
		cmocka_unit_test(bind_next_serial_is_newer),
		cmocka_unit_test(bind_rpz_has_the_words_backwards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
