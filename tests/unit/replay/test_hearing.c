/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/hearing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"
#include "lib/scarce.h"
#include "replay/visitors.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;
static struct visitors c;

static const struct {
	const char *ip, *name;
	enum naming_state state;
} guest[] = {
	{ "192.0.2.1", "given.example", NAMED_GIVEN },
	{ "192.0.2.2", "proven.example", NAMED_PROVEN },
	{ "192.0.2.3", "claimed.example", NAMED_CLAIMED },
	{ "2001:db8::4", "", NAMED_NONE },
};

/* All of them as visitors, and one who is joined to the first. */
static void
begin(void)
{
	struct telling t = { .what = TELL_CLIENT | TELL_OURS };
	uint32_t address;
	size_t i;

	for (i = 0; i < COUNT(guest); i++) {
		assert_int_equal(ip_parse(&t.ip, guest[i].ip, &f.e), 0);
		t.name = (struct text){ guest[i].name, strlen(guest[i].name) };
		t.state = guest[i].state;
		assert_int_equal(visitors_take(&address, &c, &t, 1, &f.e), 0);
	}
}

static int
hear(const char *text, bool good)
{
	char path[FIXTURE_PATH];

	fixture_text(&f, "list", text);
	return hearing_read(&c, fixture_path(&f, path, "list"), good, &f.e);
}

static void
whom_a_list_names_is_known(void **state)
{
	static const struct {
		const char *list;
		bool good;
		const char *known; /* by the guest's number */
	} row[] = {
		{ "192.0.2.1\n2001:db8::4\tx.example\tgood\n", true, "0,3" },
		{ "192.0.2.1\t-\r\n# 192.0.2.2\n\n192.0.2.3", true, "0,2" },
		{ "\xef\xbb\xbf""192.0.2.1\n192.0.2.3\n", true, "0,2" },
		{ "198.51.100.1\n", true, "" },
		{ "-\tGiven.Example.\n-\tproven.example\twhatever\n", true,
		    "0,1" },
		{ "-\tclaimed.example\n-\tnobody.example\n", true, "" },
		{ "-\tclaimed.example\n-\tnobody.example\n", false, "2" },
		{ "", false, "" },
	};
	char got[32];
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		begin();
		assert_int_equal(hear(row[i].list, row[i].good), 0);
		for (got[0] = '\0', k = 0; k < COUNT(guest); k++) {
			if (c.address[k].known == 0)
				continue;
			assert_int_equal(c.address[k].known, row[i].good ?
			    KNOWN_GOOD : KNOWN_BAD);
			(void)snprintf(got + strlen(got), 3, ",%zu", k);
		}
		assert_string_equal(got[0] == ',' ? got + 1 : got,
		    row[i].known);
		visitors_free(&c);
	}
}

/* One of others, of whom nothing is left but that it is one of ours. */
static void
who_was_joined_is_not_meant(void **state)
{
	struct telling t = { .what = TELL_CLIENT | TELL_CONNECTION,
		.name = { "given.example", 13 }, .state = NAMED_CLAIMED };
	uint32_t address;

	(void)state;
	begin();
	assert_int_equal(ip_parse(&t.ip, "192.0.2.1", &f.e), 0);
	assert_int_equal(visitors_take(&address, &c, &t, 1, &f.e), 0);
	visitors_settle(&c);
	assert_int_equal(c.client[4].state, VISITORS_JOINED);
	c.client[0].name = "other.example";
	assert_int_equal(hear("-\tgiven.example\n", false), 0);
	assert_int_equal(c.address[0].known, 0);
	visitors_free(&c);
}

static void
a_wrong_line_is_told_with_its_number(void **state)
{
	static const char *const wrong[] = { "x\n", "192.0.2\t-\n",
		"a.example\tb.example\n", "-\t\n", "-\ta b\n", "-\n" };
	char text[400];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(wrong); i++) {
		(void)snprintf(text, sizeof(text), "#\n%s192.0.2.1\nx\n",
		    wrong[i]);
		begin();
		assert_int_equal(hear(text, true), -1);
		assert_int_equal(f.e.class, ERR_PERM);
		assert_non_null(strstr(f.e.msg, "/list:2: neither an address"));
		assert_int_equal(c.address[0].known, 0);
		visitors_free(&c);
	}
	(void)memset(text, 'x', sizeof(text));
	memcpy(text, "-\t", 2);
	memcpy(text + 300, "\n", 2);
	assert_int_equal(hear(text, true), -1);
	assert_non_null(strstr(f.e.msg, "/list:1: neither an address"));
}

static void
what_cannot_be_read_is_told(void **state)
{
	static const char cut[] = "\x1f\x8b\x08\0\0\0\0\0\0\3";
	char path[FIXTURE_PATH];

	(void)state;
	begin();
	assert_int_equal(hearing_read(&c, fixture_path(&f, path, "none"),
	    true, &f.e), -1);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_int_equal(hearing_read(&c, f.dir, true, &f.e), -1);
	fixture_write(&f, "cut.gz", cut, sizeof(cut) - 1);
	assert_int_equal(hearing_read(&c, fixture_path(&f, path, "cut.gz"),
	    true, &f.e), -1);
	visitors_free(&c);
}

static bool
hear_all(void *arg)
{
	int rc = hearing_read(&c, arg, true, &f.e);

	if (rc == -1)
		assert_int_equal(f.e.class, ERR_TEMP);
	return rc == 0;
}

/* More names than fit into what is allocated at first. */
static void
without_memory_it_is_said(void **state)
{
	char path[FIXTURE_PATH];
	FILE *out = fopen(fixture_path(&f, path, "many"), "w");
	size_t i;

	(void)state;
	assert_non_null(out);
	for (i = 0; i < 2000; i++)
		(void)fprintf(out, "-\t%060zu.%060d.%060d.example\n", i, 1,
		    2);
	assert_int_equal(fclose(out), 0);
	begin();
	assert_int_equal(scarce_each(hear_all, path) > 0, scarce_can());
	visitors_free(&c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(whom_a_list_names_is_known),
		cmocka_unit_test(who_was_joined_is_not_meant),
		cmocka_unit_test(a_wrong_line_is_told_with_its_number),
		cmocka_unit_test(what_cannot_be_read_is_told),
		cmocka_unit_test(without_memory_it_is_said),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
