/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/suffixes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

/* A name and its registrable domain. */
struct row {
	const char *name, *domain;
};

static struct fixture f;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

static void
all_are(const struct row *row, size_t n)
{
	size_t i, at, len;

	for (i = 0; i < n; i++) {
		len = strlen(row[i].name);
		if (suffixes_domain(&at, &f.img, row[i].name, len, &f.e) == -1)
			fail_msg("%s: %s", row[i].name, f.e.msg);
		assert_in_range(at, 0, len);
		if (strcmp(row[i].name + at, row[i].domain) != 0)
			fail_msg("%s: got %s, want %s", row[i].name,
			    row[i].name + at, row[i].domain);
	}
}

#define ALL_ARE(rows) all_are(rows, sizeof(rows) / sizeof((rows)[0]))

static void
suffixes_without_a_list_go_by_the_looks(void **state)
{
	static const struct row rows[] = {
		{ "", "" }, { "com", "com" }, { "example.com", "example.com" },
		{ "a.example.com", "example.com" },
		{ "a.b.example.com", "example.com" },
		{ "co.uk", "co.uk" }, { "example.co.uk", "example.co.uk" },
		{ "a.b.example.co.uk", "example.co.uk" },
		{ "a.example.uk", "example.uk" },
		{ "a.example.ne.jp", "example.ne.jp" },
		{ "a.example.gouv.fr", "example.gouv.fr" },
		{ "a.co.net", "co.net" }, { "a.b.comm.uk", "comm.uk" },
		{ "a.b.c.uk", "c.uk" }, { "a.b..uk", ".uk" },
		{ ".uk", ".uk" }, { "..co.uk", ".co.uk" },
	};

	(void)state;
	fixture_load(&f, "pass @any\n");
	ALL_ARE(rows);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(suffixes_without_a_list_go_by_the_looks),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
