/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv4 addresses in names.  198.51.100.7 is c6336407 and, reversed, 076433c6
 * in hexadecimal, and 3325256711 and 124007366 as one number (Python's
 * ipaddress and int.from_bytes).
 */
#include "name/embedded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/named.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The address most rows are about. */
#define HERE "198.51.100.7"

/* Each of the names holds all of HERE, written so. */
static void
all_of_here(const char *const *name, size_t n, enum embedded_form form)
{
	struct embedded got;
	size_t i;

	for (i = 0; i < n; i++) {
		got = named_embedded(HERE, name[i]);
		if (got.kind != EMBEDDED_FULL || got.form != form ||
		    got.octets != 4)
			named_fail(&got, HERE, name[i]);
	}
}

static void
embedded_reads_decimal(void **state)
{
	static const char *const name[] = {
		/* any separator or none */
		"198-51-100-7.example", "198.51.100.7.example",
		"198_51_100_7.example", "198x51x100x7.example",
		"ip198-51-100-7.pool.example", "pool-198-51-100-7a.example",
		"a198b51c100d7.example", "198--51--100--7.example",
		"198511007.example", "host198511007.example",
		"198.51-100_7.example", "h-198-51-100-7", "198-51-100-7",
		/* padded with zeros */
		"198-051-100-007.example", "198051100007.example",
		"198.051.100.007.example", "host198051100007.example",
		"198-51-100-07.example", "198-51-0100-7.example",
		"0000198-51-100-7.example", "198-051-100-7.example",
		/* reversed */
		"7.100.51.198.example", "7-100-51-198.example",
		"007100051198.example", "710051198.example",
		/* rotated, and other orders */
		"51-100-7-198.example", "100-7-198-51.example",
		"7-198-51-100.example", "51.198.100.7.example",
		"100-7.198-51.example",
		/* split over labels, with words between */
		"7.pool.100.example.51.isp.198.example",
		"host-7.net-198-51-100.example",
		"7.dsl-198-51-100.isp.example", "198-51.100-7.example",
		/* octets merged */
		"198051-100007.example", "19851-1007.example",
		"198-511007.example", "198051100-7.example",
		"7.198051100.example",
		/* other numbers beside */
		"dsl2-198-51-100-7.city24.example", "1-2-198-51-100-7.example",
		"198-51-100-7-33-44.example", "198-51-198-51-100-7.example",
	};

	(void)state;
	all_of_here(name, COUNT(name), EMBEDDED_DECIMAL);
}

static void
embedded_reads_hexadecimal(void **state)
{
	static const char *const name[] = {
		"c6336407.example", "xc6336407.example", "ipc6336407.example",
		"c6336407z.example", "pool-c6336407-a.example", "c6336407",
		"c6-33-64-07.example", "c6.33.64.07.example",
		"c6_33_64_07.example", "c6-33-64-7.example",
		"0xc6-0x33-0x64-0x7.example", "0xc6.0x33.0x64.0x07.example",
		"0xc6336407.example", "h-c6-33-64-7", "nodec6-33-64-7.example",
		/* reversed */
		"076433c6.example", "07-64-33-c6.example",
		"7-64-33-c6.example", "0x7.0x64.0x33.0xc6.example",
	};

	(void)state;
	all_of_here(name, COUNT(name), EMBEDDED_HEX);
}

static void
embedded_reads_one_integer(void **state)
{
	static const char *const name[] = {
		"3325256711.example", "host3325256711.example",
		"ip-3325256711-x.example", "3325256711",
		"124007366.example", "a.124007366.b.example",
		/* a longer number first, that only begins or ends like it */
		"33252567110.3325256711.example",
		"13325256711.3325256711.example",
	};

	(void)state;
	all_of_here(name, COUNT(name), EMBEDDED_INTEGER);
}

/* Any octets: those of one digit, zeros, and the same again. */
static void
embedded_reads_any_octets(void **state)
{
	static const struct {
		const char *address, *name;
	} row[] = {
		{ "1.2.3.4", "1-2-3-4.example" },
		{ "1.2.3.4", "4.3.2.1.example" },
		{ "1.2.3.4", "001002003004.example" },
		{ "1.2.3.4", "host01-02-03-04.example" },
		{ "5.5.5.5", "5-5-5-5.example" },
		{ "5.5.5.5", "005005005005.example" },
		{ "10.10.10.10", "10-10-10-10.example" },
		{ "10.10.10.10", "10101010.example" },
		{ "10.0.0.1", "10-0-0-1.example" },
		{ "10.0.0.1", "010000000001.example" },
		{ "10.0.0.1", "1.0.0.10.example" },
		{ "10.0.0.1", "0a000001.example" },
		{ "255.255.255.255", "255255255255.example" },
		{ "255.255.255.255", "ffffffff.example" },
		{ "255.255.255.255", "4294967295.example" },
		{ "0.0.0.0", "0-0-0-0.example" },
		{ "1.1.1.1", "a1.1-1-1-1.example" },
		{ "11.1.11.1", "11-1-11-1.example" },
		{ "1.12.123.1", "1-12-123-1.example" },
		{ "112.11.2.1", "112-11-2-1.example" },
		{ "10.1.1.1", "1.10-1-1-1.example" },
		{ "9.10.99.100", "91099100.example" },
		{ "9.10.99.100", "100-99-10-9.example" },
		{ "9.10.99.100", "009010099100.example" },
		{ "10.11.12.13", "a-b-c-d" }, { "10.11.12.13", "d.c.b.a" },
		/* a number that is one of the octets stands before */
		{ "1.2.3.4", "a1.01-2-3-4.example" },
		{ "1.2.3.4", "1-2.x.01-02-3-4.example" },
	};
	struct embedded got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = named_embedded(row[i].address, row[i].name);
		if (got.kind != EMBEDDED_FULL || got.octets != 4)
			named_fail(&got, row[i].address, row[i].name);
	}
}

/* The first octet is no end of something else, but a word may stand before two
 * digits: "mac" is no 12, "node" no 14. */
static void
embedded_hexadecimal_begins_with_its_run(void **state)
{
	static const struct {
		const char *address, *name;
	} row[] = {
		{ "12.10.11.14", "mac-a-b-e.example" },
		{ "222.173.190.239", "1de-ad-be-ef.example" },
		{ "222.173.190.239", "de-ad-be-ef0.example" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (named_embedded(row[i].address, row[i].name).kind ==
		    EMBEDDED_FULL)
			fail_msg("%s in %s", row[i].address, row[i].name);
}

/* The spans, joined with "|", are the text of the address. */
static void
embedded_spans_show_where(void **state)
{
	static const struct {
		const char *address, *name, *text;
	} row[] = {
		{ HERE, "a198-51-100-7.example", "198|51|100|7|" },
		{ HERE, "7.p.100.b.51.isp.198.example", "7|100|51|198|" },
		{ HERE, "x198051100007y.example", "198051100007|" },
		{ HERE, "198051-100007.example", "198051|100007|" },
		{ HERE, "7-198-51-100-7.example", "198|51|100|7|" },
		{ HERE, "xc6336407y.example", "c6336407|" },
		{ HERE, "x0xc6-0x33-0x64-0x7.example",
		    "0xc6-0x33-0x64-0x7|" },
		{ HERE, "c6.33.64.07.example", "c6.33.64.07|" },
		{ HERE, "n3325256711.example", "3325256711|" },
		{ HERE, "host007.example", "007|" },
		{ HERE, "h7.s100.example", "7|100|" },
		{ "87.182.250.218", "p-b6fada.example", "b6fada|" },
		{ HERE, "example", "" },
	};
	struct embedded got;
	char text[80];
	size_t i, k, n;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = named_embedded(row[i].address, row[i].name);
		for (n = k = 0; k < got.spans; k++) {
			memcpy(text + n, row[i].name + got.span[k].at,
			    got.span[k].len);
			n += got.span[k].len;
			text[n++] = '|';
		}
		text[n] = '\0';
		assert_string_equal(text, row[i].text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(embedded_reads_decimal),
		cmocka_unit_test(embedded_reads_hexadecimal),
		cmocka_unit_test(embedded_reads_one_integer),
		cmocka_unit_test(embedded_reads_any_octets),
		cmocka_unit_test(embedded_hexadecimal_begins_with_its_run),
		cmocka_unit_test(embedded_spans_show_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
