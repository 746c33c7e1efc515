/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/called.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "rule/image.h"

/* What class.h says of these, twice each: as found, and as remembered. */
static void
names_have_a_class_and_a_domain(void **state)
{
	static const struct {
		const char *host, *ip;
		enum class_kind kind;
		const char *domain;
	} row[] = {
		{ "dsl-198-51-100-7.dyn.Isp.example", "198.51.100.7",
		    CLASS_DYNAMIC, "isp.example" },
		{ "mail.firm.co.uk", "198.51.100.7", CLASS_MAIL,
		    "firm.co.uk" },
		{ "a?b.example", "198.51.100.7", CLASS_ODD, "a?b.example" },
		{ "", "198.51.100.7", CLASS_KINDS, "" },
		{ "wombat.example.com", NULL, CLASS_PLAIN, "example.com" },
	};
	struct called_memory *m = called_new();
	struct image none = { .fd = -1 };
	struct called c;
	struct ip ip;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < 2 * sizeof(row) / sizeof(row[0]); i++) {
		const size_t k = i / 2;
		const struct logread_value v = { row[k].host,
			strlen(row[k].host) };

		if (row[k].ip != NULL)
			assert_int_equal(ip_parse(&ip, row[k].ip, &e), 0);
		called_find(&c, m, &none, &v, row[k].ip != NULL ? &ip : NULL);
		assert_int_equal(c.kind, row[k].kind);
		assert_string_equal(c.name + c.domain, row[k].domain);
	}
	called_free(m);
}

static void
a_long_name_is_odd(void **state)
{
	struct called_memory *m = called_new();
	struct image none = { .fd = -1 };
	char host[4096];
	const struct logread_value v = { host, sizeof(host) };
	struct called c;

	(void)state;
	memset(host, 'x', sizeof(host));
	called_find(&c, m, &none, &v, NULL);
	assert_int_equal(c.kind, CLASS_ODD);
	called_free(m);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_a_class_and_a_domain),
		cmocka_unit_test(a_long_name_is_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
