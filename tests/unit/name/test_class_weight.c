/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What weighs against what, and what could be an accident.
 */
#include "name/class.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/named.h"
#include "name/points_shipped.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define HERE "198.51.100.7"

/* The same words with and without one of mail. */
static void
class_weighs_mail_against_dynamic(void **state)
{
	static const char *const row[][2] = {
		{ "dsl7.example.net", "mail.dsl7.example.net" },
		{ "198-51-100-7.example.net", "mx-198-51-100-7.example.net" },
		{ "pool7.example.net", "smtp.pool7.example.net" },
		{ "cable-a.dyn.example.net", "relay.cable-a.example.net" },
	};
	struct class with, without;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		named_class(&without, HERE, row[i][0]);
		named_class(&with, HERE, row[i][1]);
		if (without.kind != CLASS_DYNAMIC)
			fail_msg("%s: %s", row[i][0],
			    class_word(without.kind));
		if (with.kind != CLASS_MAIL)
			fail_msg("%s: %s", row[i][1], class_word(with.kind));
	}
}

/* What is lent for long and what is for rent, whatever else the name says. */
static void
class_of_such_words_is_never_dynamic(void **state)
{
	static const char *const word[] = { "static", "business", "biz",
		"corp", "fijo", "sdsl", "vps", "vds", "dedi", "cloud",
		"kvm", "fixed", "statisch", "hosting" };
	static const char *const shape[] = { "%-198-51-100-7.example.net",
		"198-51-100-7.%.example.net", "7.100.51.198.%.example.net",
		"%-c6336407.host.example.net", "%7.example.net",
		"host-100-7.%.customer.example.net",
		"%.198051100007.ip.example.net" };
	struct class got;
	char name[80];
	size_t i, k, n, before;

	(void)state;
	for (i = 0; i < COUNT(word); i++)
		for (k = 0; k < COUNT(shape); k++) {
			before = strcspn(shape[k], "%");
			n = strlen(word[i]);
			memcpy(name, shape[k], before);
			memcpy(name + before, word[i], n);
			strcpy(name + before + n, shape[k] + before + 1);
			named_class(&got, HERE, name);
			if (got.kind == CLASS_DYNAMIC)
				fail_msg("%s: dynamic", name);
		}
}

/* A business on an access line, and a line of static addresses. */
static void
class_static_is_stronger_than_access(void **state)
{
	static const struct named_row row[] = {
		{ "static-dsl-198-51-100-7.example.net",
		    CLASS_STATIC_GENERIC },
		{ "198-51-100-7.static.cable.example.net",
		    CLASS_STATIC_GENERIC },
		{ "business-ftth-100-7.example.net", CLASS_STATIC_GENERIC },
	};

	(void)state;
	named_check(HERE, row, COUNT(row));
}

/* Accidents that others documented: numbers that are not the address, and one
 * word that somebody could have chosen. */
static void
class_is_not_dynamic_by_accident(void **state)
{
	static const struct {
		const char *address, *name;
	} row[] = {
		{ "1.2.3.4", "mail1234.example.net" },
		{ "5.5.5.5", "mail5.example.net" },
		{ "1.2.3.4", "cable.example.net" },
		{ HERE, "cable.example.net" }, { HERE, "dsl.example.net" },
		{ HERE, "pool.example.net" }, { HERE, "home.example.net" },
		{ HERE, "host.example.net" }, { HERE, "www7.example.net" },
		{ HERE, "mx7.example.net" }, { HERE, "host7.example.net" },
		{ HERE, "7.example.net" }, { HERE, "srv100.example.net" },
		/* what was bought is nobody's line */
		{ HERE, "www.cable.net" }, { HERE, "mail.dsl7.net" },
		{ HERE, "dhcp.net" }, { HERE, "anna.pool100-7.net" },
	};
	struct class got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		named_class(&got, row[i].address, row[i].name);
		if (got.kind == CLASS_DYNAMIC)
			fail_msg("%s: dynamic, %d", row[i].name,
			    got.confidence_milli);
	}
}

/* A word within another, or alone on one label, is what somebody called a
 * machine. */
static void
class_needs_more_than_one_word(void **state)
{
	static const struct named_row row[] = {
		{ "dynamite.example.net", CLASS_PLAIN },
		{ "dynasty.example.net", CLASS_PLAIN },
		{ "educatv.example.net", CLASS_PLAIN },
		{ "diplomat.example.net", CLASS_PLAIN },
		{ "spool.example.net", CLASS_PLAIN },
		{ "hybrid01.example.net", CLASS_PLAIN },
		{ "o365-hybrid.example.net", CLASS_PLAIN },
		{ "dsp1.example.net", CLASS_PLAIN },
		{ "optical.example.net", CLASS_PLAIN },
		{ "dsl-north.example.net", CLASS_PLAIN },
		{ "bbox.anna.example.net", CLASS_PLAIN },
		/* a second sign, or what is no machine's label */
		{ "dsl7.example.net", CLASS_DYNAMIC },
		{ "dsl-12345.example.net", CLASS_DYNAMIC },
		{ "dsl-customer.example.net", CLASS_DYNAMIC },
		{ "anna.dsl.example.net", CLASS_DYNAMIC },
	};

	(void)state;
	named_check(HERE, row, COUNT(row));
}

/* What a provider calls its lines, and a machine that somebody named. */
static void
class_devices_are_on_lines(void **state)
{
	static const struct named_row row[] = {
		{ "pc-198-51-100-7.example.net", CLASS_DYNAMIC },
		{ "pc-198-51-100-7.customer.example.net", CLASS_DYNAMIC },
		{ "gw.198-51-100-7.customer.example.net", CLASS_HOSTING },
		{ "pc7.example.net", CLASS_PLAIN },
		{ "gw7.example.net", CLASS_PLAIN },
		{ "mf1000763.example.net", CLASS_PLAIN },
		/* the digits of the address begin with a letter */
		{ "mc6336407.example.net", CLASS_DYNAMIC },
	};

	(void)state;
	named_check(HERE, row, COUNT(row));
}

/* Numbers that are no octets of the client's. */
static void
class_numbers_need_another_sign(void **state)
{
	static const struct named_row row[] = {
		{ "203-0-113-25.example.net", CLASS_PLAIN },
		{ "203-0-113-25.north.example.net", CLASS_DYNAMIC },
		{ "customer-203-0-113-25.example.net", CLASS_DYNAMIC },
		{ "203-0-113-25.fasttel.test", CLASS_DYNAMIC },
		{ "203-0-113-25.acmenet.test", CLASS_DYNAMIC },
		{ "mx-203-0-113-25.acmenet.test", CLASS_MAIL },
		{ "c113-25.acme.test", CLASS_PLAIN },
		{ "c113-25.north.acme.test", CLASS_DYNAMIC },
		{ "c113-25.acmetel.test", CLASS_DYNAMIC },
		/* ports and serial numbers */
		{ "p33-ipad6town.acme.test", CLASS_DYNAMIC },
		{ "p33-ipad6.town.acme.test", CLASS_DYNAMIC },
		{ "p33-ipad6.acme.test", CLASS_PLAIN },
		{ "m12345.acme.test", CLASS_PLAIN },
		{ "m12345.acmetel.test", CLASS_DYNAMIC },
		{ "m12345-a.town1.acme.test", CLASS_DYNAMIC },
		{ "m12345.town1.nb.acme.test", CLASS_DYNAMIC },
		{ "m12345.town.acme.test", CLASS_PLAIN },
		{ "m12345.1town.acme.test", CLASS_PLAIN },
		{ "m12345.town.nb1.acme.test", CLASS_PLAIN },
		{ "m1234.town1.acme1.test", CLASS_PLAIN },
		{ "shop-m12345.town1.acme.test", CLASS_PLAIN },
		{ "m12345.acme1.test", CLASS_PLAIN },
		{ "mx12345.town1.acme.test", CLASS_MAIL },
		{ "m12345.acmenet.test", CLASS_PLAIN },
		{ "m12345.acmehost.test", CLASS_HOSTING },
		{ "cpe00e0c8a12345.net.acme.test", CLASS_DYNAMIC },
		{ "cpe00e0c8a12345.acme.test", CLASS_DYNAMIC },
		{ "x00e0c8a12345.acme.test", CLASS_PLAIN },
	};
	static const struct named_row both[] = {
		{ "v203.0.113.25.ipv6.acme.test", CLASS_PLAIN },
	};

	(void)state;
	named_check(HERE, row, COUNT(row));
	named_check("2001:db8::203:0:113:25", both, COUNT(both));
}

/* The points of a name for an address that has those octets of 10.21.133.144
 * that are bits of mask. */
static int
points_for(const char *name, unsigned mask)
{
	static const unsigned octet[] = { 10, 21, 133, 144 };
	char address[16];
	struct class got;

	(void)snprintf(address, sizeof(address), "%u.%u.%u.%u",
	    mask & 1 ? octet[0] : 209, mask & 2 ? octet[1] : 209,
	    mask & 4 ? octet[2] : 209, mask & 8 ? octet[3] : 209);
	named_class(&got, address, name);
	return got.points;
}

/* Who shows more octets of its own never has fewer points for it, up to what
 * the whole address is worth. */
static void
class_more_of_the_address_is_no_less(void **state)
{
	static const char *const name[] = { "p133-ipad144town.example.net",
		"p133-ipad6town.example.net", "p144-ipad6town.example.net",
		"p144-ipad6.town.example.net", "p144.ras6.town.example.net",
		"host-10-21-133-144.example.net",
		"10-21-133-144.example.net", "10.21.133.144.example.net",
		"a-10-21-133-144.b.example.net", "c133-144.example.net",
		"c133-144.b.example.net", "133-144.example.net",
		"c133144.example.net", "c133144.b.example.net",
		"21-133-144.example.net", "host-144.b.example.net",
		"c12133144.example.net", "c144-12345678.example.net",
		"c12133144.town1.example.net", "c144133-a.b1.example.net",
		"c12345-144.b1.example.net", "c12345-a.b144.example.net",
		"12345678-144.b.example.net", "a85-90.b.example.net",
		"33-44.x.line-144.net", "customer-12345678.line-144.org",
		"x1y22z333w-144.example.net",
		"x1y22z333w133-144.example.net", "pool144.example.net",
		"n133.h144.example.net", "0a158590.example.net" };
	unsigned more, less;
	int least, enough = points_shipped.sign[POINTS_FULL];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(name); i++)
		for (less = 0; less < 16; less++) {
			least = points_for(name[i], less);
			least = least < enough ? least : enough;
			for (more = less + 1; more < 16; more++)
				if ((less & more) == less &&
				    points_for(name[i], more) < least)
					fail_msg("%s: %u, %u", name[i], less,
					    more);
		}
}

/* "cab" and "ded" are words, but not in 18.202.179.69, which is 12cab345, in
 * 29.237.35.69, which is 1ded2345, and in what was thrown with dice. */
static void
class_words_are_no_digits(void **state)
{
	static const struct {
		const char *address, *name;
		enum class_kind kind;
		unsigned signs;
	} row[] = {
		{ "18.202.179.69", "12cab345.example.net", CLASS_DYNAMIC, 1 },
		{ "29.237.35.69", "1ded2345.example.net", CLASS_DYNAMIC, 1 },
		{ HERE, "1ded2345.example.net", CLASS_PLAIN, 2 },
		{ HERE, "1ded2bb3ccc4.example.net", CLASS_PLAIN, 1 },
		/* the words beside them are some */
		{ "29.237.35.69", "dsl1ded2345.example.net", CLASS_DYNAMIC, 2 },
		{ "29.237.35.69", "1ded2345-ded.example.net",
		    CLASS_STATIC_GENERIC, 2 },
	};
	struct class got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		named_class(&got, row[i].address, row[i].name);
		if (got.kind != row[i].kind || got.signs != row[i].signs)
			fail_msg("%s: %s, %u signs", row[i].name,
			    class_word(got.kind), got.signs);
	}
}

/* A domain that sounds like a provider's decides what is in doubt, and nothing
 * else. */
static void
class_domain_tips_the_scales(void **state)
{
	static const struct named_row row[] = {
		{ "198-51-100-8.hfc.ourbusiness.test",
		    CLASS_STATIC_GENERIC },
		{ "mail.ourbusiness.test", CLASS_MAIL },
		{ "dynamics.acme.test", CLASS_PLAIN },
		{ "pool-198-51-100-8.ourbusiness.test", CLASS_DYNAMIC },
		{ "pool-100-8.ourbusiness.test", CLASS_PLAIN },
		{ "a.dynamic.acme.test", CLASS_DYNAMIC },
		{ "host-100-8.example.pl", CLASS_DYNAMIC },
		{ "100-8.example.pl", CLASS_DYNAMIC },
		{ "100-8.example.com", CLASS_PLAIN },
		{ "a100x8.example.pl", CLASS_PLAIN },
		{ "host7.customer.fasttel.test", CLASS_DYNAMIC },
		{ "host7.customer.acme.test", CLASS_PLAIN },
		{ "anna.fasttel.test", CLASS_PLAIN },
		{ "mx.customer.fasttel.test", CLASS_MAIL },
		{ "fasttel.test", CLASS_PLAIN },
	};

	(void)state;
	named_check("198.51.100.8", row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(class_weighs_mail_against_dynamic),
		cmocka_unit_test(class_of_such_words_is_never_dynamic),
		cmocka_unit_test(class_static_is_stronger_than_access),
		cmocka_unit_test(class_is_not_dynamic_by_accident),
		cmocka_unit_test(class_needs_more_than_one_word),
		cmocka_unit_test(class_devices_are_on_lines),
		cmocka_unit_test(class_numbers_need_another_sign),
		cmocka_unit_test(class_more_of_the_address_is_no_less),
		cmocka_unit_test(class_words_are_no_digits),
		cmocka_unit_test(class_domain_tips_the_scales),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
