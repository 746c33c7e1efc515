/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define LABEL "abcdefghijklmnopqrstuvwxyz-0123456789_abcdefghijklmnopqrstuvwxy."
#define NAME_252 LABEL LABEL LABEL \
	"abcdefghijklmnopqrstuvwxyz-0123456789_abcdefghijklmnopqrstuv"

static void
key_is_the_network_that_counts(void **state)
{
	static const struct {
		const char *ip;
		unsigned net4;
		const char *key, *text;
		size_t len;
	} rows[] = {
		{ "192.0.2.129", 32, "g4\x20\xc0\x00\x02\x81", "192.0.2.129",
		    7 },
		{ "192.0.2.129", 24, "g4\x18\xc0\x00\x02\x00", "192.0.2.0/24",
		    7 },
		{ "192.0.2.129", 25, "g4\x19\xc0\x00\x02\x80",
		    "192.0.2.128/25", 7 },
		{ "255.255.255.255", 8, "g4\x08\xff\x00\x00\x00",
		    "255.0.0.0/8", 7 },
		{ "2001:db8:1:2:3:4:5:6", 24,
		    "g6\x20\x01\x0d\xb8\x00\x01\x00\x02", "2001:db8:1:2::/64",
		    10 },
		{ "::ffff:192.0.2.1", 32, "g4\x20\xc0\x00\x02\x01",
		    "192.0.2.1", 7 },
	};
	char out[KEY_TEXT_SIZE];
	struct err e = { 0 };
	struct key k;
	struct ip ip;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(ip_parse(&ip, rows[i].ip, &e), 0);
		k = key_of_ip(&ip, rows[i].net4);
		assert_int_equal(k.len, rows[i].len);
		assert_memory_equal(k.data, rows[i].key, k.len);
		assert_int_equal(key_format(key_bytes(&k), out, &e), 0);
		assert_string_equal(out, rows[i].text);
		memset(&k, 0, sizeof(k));
		assert_int_equal(key_parse(&k, out, &e), 0);
		assert_int_equal(k.len, rows[i].len);
		assert_memory_equal(k.data, rows[i].key, k.len);
	}
}

static void
key_of_a_domain_is_its_name_in_lower_case(void **state)
{
	static const struct {
		const char *domain, *text; /* NULL: none */
	} rows[] = {
		{ "example.org", "example.org" },
		{ "EXAMPLE.Org", "example.org" },
		{ "a_b.xn--bcher-kva.example", "a_b.xn--bcher-kva.example" },
		{ NAME_252 "a", NAME_252 "a" },
		{ NAME_252 "ab", NULL },
		{ "", NULL },
		{ "a b.example", NULL },
		{ "a\tb.example", NULL },
		{ "b\303\274cher.example", NULL },
		{ "a=b", NULL },
	};
	char out[KEY_TEXT_SIZE];
	struct err e;
	struct key k;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(key_of_domain(&k, rows[i].domain),
		    rows[i].text != NULL ? 0 : -1);
		if (rows[i].text == NULL)
			continue;
		assert_int_equal(key_format(key_bytes(&k), out, &e), 0);
		assert_string_equal(out, rows[i].text);
		assert_int_equal(key_parse(&k, out, &e), 0);
	}
}

static void
key_text_that_is_none_is_refused(void **state)
{
	static const char *const rows[] = { "", "192.0.2.1/33", "192.0.2.1/0",
		"192.0.2.1/", "192.0.2.1/x", "/24", "example.org/24",
		"2001:db8::/63", "2001:db8::/65", "2001:db8::/128", ":",
		"192.0.2.1/24/24", "a b", NAME_252 "ab" };
	struct err e;
	struct key k;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		e = (struct err){ 0 };
		if (key_parse(&k, rows[i], &e) != -1)
			fail_msg("%s", rows[i]);
		assert_int_equal(e.class, ERR_PERM);
	}
}

static void
key_octets_that_are_none_have_no_text(void **state)
{
	static const struct store_bytes rows[] = {
		{ "", 0 }, { "g", 1 }, { "g4", 2 }, { "gd", 2 },
		{ "g4\x20\x01\x02\x03", 6 },
		{ "g4\x21\x01\x02\x03\x04", 7 },
		{ "g4\x00\x01\x02\x03\x04", 7 },
		{ "g4\x20\x01\x02\x03\x04\x05", 8 },
		{ "g6\x01\x02\x03\x04\x05\x06\x07", 9 },
		{ "gda b", 5 }, { "gda\0b", 5 }, { "gda\tb", 5 },
		{ "h4\x20\x01\x02\x03\x04", 7 },
		{ "gd" NAME_252 "ab", 256 },
	};
	char out[KEY_TEXT_SIZE];
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (key_format(rows[i], out, &e) != -1)
			fail_msg("row %zu", i);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_is_the_network_that_counts),
		cmocka_unit_test(key_of_a_domain_is_its_name_in_lower_case),
		cmocka_unit_test(key_text_that_is_none_is_refused),
		cmocka_unit_test(key_octets_that_are_none_have_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
