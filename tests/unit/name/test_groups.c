/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv6 addresses in names.  Digits and nibbles are those of Python's
 * ipaddress (exploded, reverse_pointer).
 */
#include "name/groups.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/named.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define TEN "a.b.c.d.e.f.a.b.c.d"
#define HERE "2001:db8:85a3:8d3:1319:8a2e:370:7348"
#define ONE "2001:db8::1"
#define FIVE "2001:db8:1:2::5"
/* RFC 4291 appendix A: 00-11-22-33-44-55 with ff-fe within and a bit set */
#define CARD "2001:db8:1:2:211:22ff:fe33:4455"

struct row {
	const char *address, *name;
};

static void
all(const struct row *row, size_t n, enum embedded_kind kind,
    enum embedded_form form)
{
	struct embedded got;
	size_t i;

	for (i = 0; i < n; i++) {
		got = named_embedded(row[i].address, row[i].name);
		if (got.kind != kind || got.form != form)
			named_fail(&got, row[i].address, row[i].name);
	}
}

static void
groups_are_the_whole_address(void **state)
{
	static const struct row row[] = {
		/* groups, with zeros before or not */
		{ HERE, "2001-db8-85a3-8d3-1319-8a2e-370-7348.example" },
		{ HERE, "2001-0db8-85a3-08d3-1319-8a2e-0370-7348.example" },
		{ HERE, "ip-2001.db8.85a3.8d3.1319.8a2e.370.7348.example" },
		{ HERE, "7348.370.8a2e.1319.8d3.85a3.db8.2001.example" },
		{ HERE, "a-2001-db8-85a3-8d3-1319-8a2e-370-7348.dsl.example" },
		{ ONE, "2001-db8-0-0-0-0-0-1.example" },
		/* nibbles in one row, and reversed */
		{ HERE, "20010db885a308d313198a2e03707348.example" },
		{ HERE, "84370730e2a891313d803a588bd01002.example" },
		{ HERE, "ip20010db885a308d313198a2e03707348.isp.example" },
		{ ONE, "20010db8000000000000000000000001.dsl.example" },
		/* one nibble a label, as the reverse zone has them */
		{ HERE, "8.4.3.7.0.7.3.0.e.2.a.8.9.1.3.1.3.d.8.0.3.a.5.8."
		    "8.b.d.0.1.0.0.2.example" },
		{ HERE, "2.0.0.1.0.d.b.8.8.5.a.3.0.8.d.3.1.3.1.9.8.a.2.e."
		    "0.3.7.0.7.3.4.8.example" },
		{ ONE, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
		    "8.b.d.0.1.0.0.2.dyn.example" },
		/* other divisions */
		{ HERE, "20010db8-85a308d3-13198a2e-03707348.example" },
		{ HERE, "20010db885a308d3.13198a2e03707348.example" },
		/* zeros left out; what comes after can look hexadecimal */
		{ ONE, "2001-db8--1.isp.example" },
		{ ONE, "2001-db8--1.example" }, { ONE, "2001-db8--1.dsl.test" },
		{ ONE, "ip-2001-db8--1-x.test" }, { ONE, "2001-db8--1" },
		{ FIVE, "2001-db8-1-2--5.isp.example" },
		{ FIVE, "2001-db8-1-2--5.cable.isp.example" },
		{ FIVE, "a-2001-db8-1-2--5.isp.example" },
		{ FIVE, "a.2001-db8-1-2--5.dsl.example" },
		{ FIVE, "2001-db8-1-2-0--0-5.isp.test" },
		{ FIVE, "2001-db8-1-2--5-dyn.isp.test" },
		{ FIVE, "2001-db8-1-2--5.dead.isp.test" },
		{ "2001:db8:0:0:1::", "2001-db8-0-0-1--0.isp.test" },
	};

	(void)state;
	all(row, COUNT(row), EMBEDDED_FULL, EMBEDDED_GROUPS);
}

static void
groups_know_the_hardware_address(void **state)
{
	static const struct row row[] = {
		{ CARD, "001122334455.isp.test" },
		{ CARD, "00-11-22-33-44-55.isp.test" },
		{ CARD, "mx00.11.22.33.44.55.test" },
		{ CARD, "host-0011-2233-4455.example" },
		/* the network before it */
		{ CARD, "2001-db8-1-001122334455.isp.test" },
		{ CARD, "2001-db8-1-2-00-11-22-33-44-55.isp.test" },
		{ CARD, "2001-db8-1-2.001122334455.isp.test" },
	};

	(void)state;
	all(row, COUNT(row), EMBEDDED_FULL, EMBEDDED_HARDWARE);
}

/* RFC 6052 section 2.1 and RFC 3056 section 2: both hold 198.51.100.7. */
static void
groups_hold_an_ip4_address(void **state)
{
	static const struct row full[] = {
		{ "64:ff9b::c633:6407", "198-51-100-7.isp.test" },
		{ "64:ff9b::c633:6407", "007100051198.isp.test" },
		{ "2002:c633:6407::1", "198-51-100-7.isp.test" },
		{ "2002:c633:6407:0:1:2:3:4", "7.100.51.198.test" },
	}, hex[] = {
		{ "64:ff9b::c633:6407", "c6336407.isp.test" },
		{ "2002:c633:6407::1", "xc6336407.isp.test" },
	}, none[] = {
		{ "64:ff9b:1::c633:6407", "198-51-100-7.isp.test" },
		{ "64:ff9b::1:c633:6407", "198-51-100-7.isp.test" },
		{ "2003:c633:6407::1", "198-51-100-7.isp.test" },
		{ "2001:db8::c633:6407", "198-51-100-7.isp.test" },
		{ "2002:c633:6407::1", "198-51-101-8.isp.test" },
	};

	(void)state;
	all(full, COUNT(full), EMBEDDED_FULL, EMBEDDED_DECIMAL);
	all(hex, COUNT(hex), EMBEDDED_FULL, EMBEDDED_HEX);
	all(none, COUNT(none), EMBEDDED_NONE, 0);
}

/* What is beside it may look hexadecimal. */
static void
groups_show_where_the_whole_address_is(void **state)
{
	static const struct {
		const char *address, *name, *text;
	} row[] = {
		{ FIVE, "2001-db8-1-2--5.dyn.test", "2001-db8-1-2--5" },
		{ FIVE, "2001-db8-1-2--5-dyn.test", "2001-db8-1-2--5" },
		{ FIVE, "2001-db8-1-2--5.dead.test", "2001-db8-1-2--5" },
		{ FIVE, "ad-2001-db8-1-2--5.test", "2001-db8-1-2--5" },
		{ FIVE, "2001-db8-1-2-0-0-0-5.dead.test",
		    "2001-db8-1-2-0-0-0-5" },
		{ FIVE, "home-5-0-0-0-2-1-db8-2001.cc.test",
		    "5-0-0-0-2-1-db8-2001" },
		{ HERE, "ab-20010db885a308d313198a2e03707348.cc.test",
		    "20010db885a308d313198a2e03707348" },
		{ HERE, "20010db885a308d3.13198a2e03707348.cc.test",
		    "20010db885a308d3.13198a2e03707348" },
		{ CARD, "cc-00-11-22-33-44-55.ab.test", "00-11-22-33-44-55" },
		{ ONE, "2001-db8--1.dsl.test", "2001-db8--1" },
	};
	struct embedded got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = named_embedded(row[i].address, row[i].name);
		if (got.kind != EMBEDDED_FULL || got.spans != 1 ||
		    got.span[0].len != strlen(row[i].text) ||
		    memcmp(row[i].name + got.span[0].at, row[i].text,
		    got.span[0].len) != 0)
			named_fail(&got, row[i].address, row[i].name);
	}
}

static void
groups_can_be_a_part(void **state)
{
	static const struct {
		const char *address, *name;
		unsigned octets;
	} row[] = {
		/* the network and a number of the host */
		{ FIVE, "2001-db8-1-2-h5.isp.test", 8 },
		{ FIVE, "host5.2001-db8-1-2.isp.test", 8 },
		{ FIVE, "2.1.db8.2001.isp.test", 8 },
		{ FIVE, "20010db800010002.isp.test", 8 },
		{ FIVE, "20010db800010002.dsl.isp.test", 8 },
		{ FIVE, "2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.test", 8 },
		/* the host alone */
		{ HERE, "1319-8a2e-370-7348.isp.test", 8 },
		{ HERE, "7348-370-8a2e-1319.isp.test", 8 },
		{ HERE, "13198a2e03707348.isp.test", 8 },
		{ HERE, "370-7348.isp.test", 4 },
		{ HERE, "8a2e-370-7348.isp.test", 6 },
		{ HERE, "03707348.isp.test", 4 },
		/* in 6to4, too, where it holds an IPv4 address as well */
		{ "2002:c633:6407::1", "2002-c633-6407.isp.test", 6 },
	};
	struct embedded got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = named_embedded(row[i].address, row[i].name);
		if (got.kind != EMBEDDED_PART || got.octets != row[i].octets)
			named_fail(&got, row[i].address, row[i].name);
	}
}

static void
groups_need_the_own_address(void **state)
{
	static const struct {
		const char *address, *name;
		enum embedded_kind most;
	} row[] = {
		/* neighbours: the network is the same */
		{ ONE, "2001-db8--2.isp.test", EMBEDDED_PART },
		{ ONE, "2001-db8-0-0-0-0-0-2.isp.test", EMBEDDED_PART },
		{ ONE, "2001-db8--1-1.isp.test", EMBEDDED_PART },
		{ ONE, "2001-db8-1--1.isp.test", EMBEDDED_PART },
		{ ONE, "2001-db8--1-a.isp.test", EMBEDDED_PART },
		{ ONE, "db8--1.isp.test", EMBEDDED_PART },
		{ ONE, "2002-db8--1.isp.test", EMBEDDED_PART },
		{ FIVE, "2001-db8-1--5.isp.test", EMBEDDED_PART },
		{ HERE, "20010db885a308d313198a2e03707349.isp.test",
		    EMBEDDED_PART },
		{ CARD, "001122334456.isp.test", EMBEDDED_NONE },
		{ CARD, "021122334455.isp.test", EMBEDDED_NONE },
		{ HERE, "2001-db7-85a2-8d4.isp.test", EMBEDDED_NONE },
		/* one group, and words */
		{ HERE, "7348.isp.test", EMBEDDED_NONE },
		{ HERE, "mail2001.isp.test", EMBEDDED_NONE },
		{ HERE, "dead-beef.isp.test", EMBEDDED_NONE },
		{ HERE, "mx-0-0-0-0.isp.test", EMBEDDED_NONE },
		{ ONE, "mail1.isp.test", EMBEDDED_NONE },
		{ HERE, "", EMBEDDED_NONE }, { ONE, "a", EMBEDDED_NONE },
		/* more groups, and more digits, than an address has */
		{ HERE, TEN "." TEN "." TEN "." TEN "." TEN "." TEN "." TEN
		    "." TEN ".test", EMBEDDED_NONE },
		{ HERE, "abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdef"
		    "-abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdef",
		    EMBEDDED_NONE },
		{ ONE, "-", EMBEDDED_NONE }, { ONE, "a-", EMBEDDED_NONE },
		{ ONE, "--", EMBEDDED_NONE }, { ONE, "a--", EMBEDDED_NONE },
		/* EUI-64 is told by ff-fe in the middle */
		{ "2001:db8:1:2:211:22fe:ff33:4455", "001122334455.isp.test",
		    EMBEDDED_NONE },
	};
	struct embedded got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = named_embedded(row[i].address, row[i].name);
		if (got.kind > row[i].most)
			named_fail(&got, row[i].address, row[i].name);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_the_whole_address),
		cmocka_unit_test(groups_show_where_the_whole_address_is),
		cmocka_unit_test(groups_know_the_hardware_address),
		cmocka_unit_test(groups_hold_an_ip4_address),
		cmocka_unit_test(groups_can_be_a_part),
		cmocka_unit_test(groups_need_the_own_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
