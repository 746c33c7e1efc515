/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of an IPv4 address in names, and what is none.
 */
#include "name/octets.h"

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

/* Two octets are the last two; three are any. */
static void
octets_can_be_parts(void **state)
{
	static const struct {
		const char *address, *name;
		unsigned octets;
		enum embedded_form form;
	} row[] = {
		{ HERE, "51-100-7.example", 3, EMBEDDED_DECIMAL },
		{ HERE, "198-51-100.example", 3, EMBEDDED_DECIMAL },
		{ HERE, "7.100.51.example", 3, EMBEDDED_DECIMAL },
		{ HERE, "051100007.example", 3, EMBEDDED_DECIMAL },
		{ HERE, "7.net198-51.example", 3, EMBEDDED_DECIMAL },
		{ HERE, "100-7.example", 2, EMBEDDED_DECIMAL },
		{ HERE, "7-100.example", 2, EMBEDDED_DECIMAL },
		{ HERE, "100007.example", 2, EMBEDDED_DECIMAL },
		{ HERE, "host7.sub100.example", 2, EMBEDDED_DECIMAL },
		{ "192.0.2.10", "0-2-10.example", 3, EMBEDDED_DECIMAL },
		/* 57b6fada */
		{ "87.182.250.218", "b6fada.example", 3, EMBEDDED_HEX },
		{ "87.182.250.218", "pb6fada.example", 3, EMBEDDED_HEX },
		{ "87.182.250.218", "hfada.example", 2, EMBEDDED_HEX },
	};
	struct embedded got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = named_embedded(row[i].address, row[i].name);
		if (got.kind != EMBEDDED_PART || got.form != row[i].form ||
		    got.octets != row[i].octets)
			named_fail(&got, row[i].address, row[i].name);
	}
}

static void
octets_have_a_last_octet(void **state)
{
	static const struct {
		const char *address, *name;
	} row[] = {
		{ HERE, "host7.example" }, { HERE, "host-007.example" },
		{ HERE, "7.example" }, { HERE, "a.b7c.example" },
		{ "203.0.113.47", "47.example" },
		{ "5.5.5.5", "mail5.example" },
		/* numbers of one digit, here and there */
		{ "1.2.3.4", "mail1.rack2.room3.zone4.example" },
		{ "1.2.3.4", "a3-4.example" }, { "1.2.3.4", "4.x2.y3.test" },
		{ HERE, "7.net198.example" }, /* the first is no neighbour */
	};
	struct embedded got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = named_embedded(row[i].address, row[i].name);
		if (got.kind != EMBEDDED_LAST || got.octets != 1 ||
		    got.form != EMBEDDED_DECIMAL)
			named_fail(&got, row[i].address, row[i].name);
	}
}

/* Other people's addresses, and numbers that could be anything. */
static void
octets_need_the_own_address(void **state)
{
	static const struct {
		const char *address, *name;
	} row[] = {
		{ "1.2.3.4", "mail1234.example" },
		{ "1.2.3.4", "1234.example" },
		{ "1.2.3.4", "4321.example" },
		{ "1.2.3.4", "mail12.example" },
		{ "5.5.5.5", "5555.example" }, { "5.5.5.5", "mail555.example" },
		{ "198.51.10.7", "host107.example" },
		{ "198.5.10.7", "host5107.example" },
		/* neighbours: one octet is another's */
		{ HERE, "198-51-101-8.example" },
		{ HERE, "c6336408.example" }, { HERE, "3325256712.example" },
		{ HERE, "198051100008.example" },
		{ HERE, "198-51.example" },  /* the network, not the host */
		{ HERE, "51-100.example" }, { HERE, "198.example" },
		{ HERE, "77.example" }, { HERE, "70.example" },
		{ HERE, "171.example" },
		/* parts of longer numbers */
		{ HERE, "33252567111.example" },
		{ HERE, "23325256711.example" },
		{ HERE, "93325256711.example" },
		{ HERE, "33252567119.example" },
		{ "87.182.250.218", "fadaa.example" },
		{ "87.182.250.218", "fad.example" },
		/* 10.0.16.32 ends in 1020: a number */
		{ "10.0.16.32", "mail1020.example" },
		{ HERE, "mail.example" }, { HERE, "a" }, { HERE, "-" },
		{ HERE, "" },
	};
	struct embedded got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = named_embedded(row[i].address, row[i].name);
		if (got.kind != EMBEDDED_NONE)
			named_fail(&got, row[i].address, row[i].name);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(octets_can_be_parts),
		cmocka_unit_test(octets_have_a_last_octet),
		cmocka_unit_test(octets_need_the_own_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
