/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pattern for a name: what an admin would write by hand, and it has to hold
 * for the name it was made of. */
#include "lab/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/ip.h"
#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

/* domain: the registrable one; want NULL: no pattern can say it. */
static const struct row {
	const char *ip, *name, *domain, *want;
} row[] = {
	{ "192.0.2.77", "ppp-192-0-2-77.dip.example.net", "example.net",
	    "ppp-$1-$2-$3-$4 dip.example.net" },
	{ "192.0.2.77", "77.2.0.192.dyn.example.net", "example.net",
	    "$4.$3.$2.$1 dyn.example.net" },
	{ "126.12.34.56", "softbank126012034056.bbtec.net", "bbtec.net",
	    "softbank$1$2$3$4 bbtec.net" },
	{ "126.12.34.56", "h056034012126.bbtec.net", "bbtec.net",
	    "h$4$3$2$1 bbtec.net" },
	{ "192.0.2.77", "c000024d.dip.example.org", "example.org",
	    "$5$6$7$8 dip.example.org" },
	{ "192.0.2.77", "p4d0200c0.dip.example.org", "example.org",
	    "p$8$7$6$5 dip.example.org" },
	{ "192.0.2.77", "c0-00-02-4d.cpe.example.org", "example.org",
	    "$5-$6-$7-$8 cpe.example.org" },
	{ "203.0.113.9", "r2x-203-0-113-9-y.pool7.dyn.example.net",
	    "example.net", "x-$1-$2-$3-$4-y dyn.example.net" },
	{ "203.0.113.9", "x-203-0-113-9.a2.3web.net", "3web.net",
	    "x-$1-$2-$3-$4 3web.net" },
	{ "198.51.100.33", "host-100-33.dsl.example.net", "example.net",
	    "host-$3-$4 dsl.example.net" },
	{ "198.51.100.33", "33.100.51.dsl.example.net", "example.net",
	    "$4.$3.$2 dsl.example.net" },
	{ "198.51.100.33", "198-51-100-33", "198-51-100-33", "$1-$2-$3-$4" },
	{ "198.51.100.33", "mail.example.net", "example.net", NULL },
	{ "198.51.100.33", "h33.example.net", "example.net", NULL },
	{ "198.51.100.33", "100-33-198-51.example.net", "example.net", NULL },
	{ "198.51.100.33", "h198-51-x9x-100-33.example.net", "example.net",
	    NULL },
	{ "198.51.100.33", "h/198-51-100-33.example.net", "example.net",
	    NULL },
	{ "2001:db8::1", "1-0-db8-2001.example.net", "example.net", NULL },
	{ "192.0.2.77", "3221226061.cable.example.org", "example.org", NULL },
};

static void
suggest_pattern_is_what_one_would_write(void **state)
{
	char got[SUGGEST_SIZE];
	struct ip ip;
	struct err e;
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(ip_parse(&ip, row[i].ip, &e), 0);
		len = strlen(row[i].name);
		if (!suggest_pattern(got, row[i].name, len, len -
		    strlen(row[i].domain), &ip))
			got[0] = '\0';
		if (strcmp(got, row[i].want != NULL ? row[i].want : "") != 0)
			fail_msg("%s: \"%s\"", row[i].name, got);
	}
}

static void
suggest_pattern_matches_its_name(void **state)
{
	char list[SUGGEST_SIZE + 16];
	struct verdict v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (row[i].want == NULL)
			continue;
		(void)snprintf(list, sizeof(list), "Pattern %s\n",
		    row[i].want);
		fixture_text(&f, "list", list);
		fixture_load(&f, "import dynastop list\n");
		fixture_ask(&f, &v, row[i].ip, row[i].name);
		if (v.action != RULE_BLOCK)
			fail_msg("%s of %s", row[i].want, row[i].name);
	}
}

/* 253 bytes of nothing but an address. */
static void
suggest_pattern_has_room_for_every_name(void **state)
{
	char name[254] = "", got[SUGGEST_SIZE];
	struct ip ip = { { 1, 1, 1, 1 }, 32 };
	size_t len;

	(void)state;
	while (strlen(name) + 8 < sizeof(name))
		strcat(name, "1.1.1.1.");
	strcat(name, "a");
	for (len = strlen(name); len > 0; len--)
		(void)suggest_pattern(got, name + strlen(name) - len, len, 0,
		    &ip);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(suggest_pattern_is_what_one_would_write),
		cmocka_unit_test(suggest_pattern_matches_its_name),
		cmocka_unit_test(suggest_pattern_has_room_for_every_name),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
