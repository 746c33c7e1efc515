/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/exempt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"
#include "rule/settings.h"

#define USUAL "postmaster,abuse"

static struct fixture f;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	fixture_load(&f, "");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

/* What a client writes behind RCPT TO: is exempt; what no address reads as is
 * not. */
static bool
has(const char *setting, const char *rcpt)
{
	struct mailbox m;
	bool exempt = false;

	if (mailbox_parse(&m, rcpt, &f.e) == 0 &&
	    exempt_has(&exempt, setting, &f.img, &m, &f.e) == -1)
		fail_msg("%s: %s", rcpt, f.e.msg);
	return exempt;
}

static void
exempt_has_who_is_named(void **state)
{
	static const struct {
		const char *setting, *rcpt;
		bool want;
	} row[] = {
		{ USUAL, "<postmaster@in.example>", true },
		{ USUAL, "<PostMaster@In.Example.>", true },
		{ USUAL, "<postmaster>", true },
		{ USUAL, "<\"postmaster\"@in.example>", true },
		{ USUAL, "<\"post\\master\"@in.example>", true },
		{ USUAL, "<@a.example,@b.example:abuse@in.example>", true },
		{ USUAL, "<postmaster@[192.0.2.1]>", true },
		{ USUAL, "<postmasters@in.example>", false },
		{ USUAL, "<postmaste@in.example>", false },
		{ USUAL, "<postmaster+x@in.example>", false },
		{ USUAL, "<x@postmaster>", false },
		{ USUAL, "<postmaster.@in.example>", false },
		{ USUAL, "<\"postmaster \"@in.example>", false },
		{ USUAL, "<>", false },
		{ USUAL, "<@in.example>", false },
		{ USUAL, "<postmaster@>", false },
		{ "none", "<postmaster@in.example>", false },
		{ "none", "<none@in.example>", false },
		{ "all@in.example , @Open.Example", "<ALL@in.example>", true },
		{ "all@in.example , @Open.Example", "<x@open.example>", true },
		{ "all@in.example , @Open.Example", "<all@in.other>", false },
		{ "all@in.example , @Open.Example", "<all>", false },
		{ "@open.example", "<x@sub.open.example>", false },
		{ "@open.example", "<open.example>", false },
		{ "a@in.example", "<postmaster@in.example>", false },
		/* the name of a file is nobody's */
		{ "+/etc/all", "<+/etc/all@in.example>", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (has(row[i].setting, row[i].rcpt) != row[i].want)
			fail_msg("%s: %s", row[i].setting, row[i].rcpt);
}

/* RFC 5321 section 3.6.1 and older ones: the host behind "@" passes it on. */
static void
exempt_has_no_way_through(void **state)
{
	static const char *const row[] = { "<a%b.example@open.example>",
		"<b.example!a@open.example>", "<a%b@c@open.example>",
		"<\"a@b.example\"@open.example>", "<a@b@open.example>",
		"<\"@b.example:a\"@open.example>",
		"<a:b@open.example>" };
	size_t i;

	(void)state;
	assert_true(has("@open.example", "<a@open.example>"));
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (has("@open.example," USUAL, row[i]))
			fail_msg("%s", row[i]);
	assert_false(has(USUAL, "<postmaster%b.example@in.example>"));
	assert_false(has(USUAL, "<b.example!postmaster@in.example>"));
	assert_false(has(USUAL, "<\"postmaster@b.example\"@in.example>"));
}

static void
exempt_has_those_of_files(void **state)
{
	static char text[120000];
	char longest[MAILBOX_LOCAL_MAX + 1];
	char rcpt[EXEMPT_SIZE + 80];
	const char *setting;
	size_t i, at = 0;

	(void)state;
	for (i = 0; i < 3000; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "user%zu@in.example # %zu\n", i, i);
	fixture_text(&f, "all", text);
	memset(longest, 'l', MAILBOX_LOCAL_MAX);
	longest[MAILBOX_LOCAL_MAX] = '\0';
	(void)snprintf(text, sizeof(text), "\n  # nobody\n Root\r\n"
	    "@Open.Example.\n%s@in.example\n", longest);
	fixture_text(&f, "more", text);
	fixture_load(&f, "exempt_rcpt postmaster,+all, +more\n");
	setting = f.rules.settings.text[SET_EXEMPT_RCPT];
	for (i = 0; i < 3000; i++) {
		(void)snprintf(rcpt, sizeof(rcpt), "<User%zu@in.example>", i);
		assert_true(has(setting, rcpt));
	}
	assert_false(has(setting, "<user3000@in.example>"));
	assert_false(has(setting, "<user1>"));
	assert_true(has(setting, "<root@other.example>"));
	assert_true(has(setting, "<root>"));
	assert_true(has(setting, "<who@open.example>"));
	assert_false(has(setting, "<who@in.example>"));
	assert_false(has(setting, "<abuse@in.example>"));
	(void)snprintf(rcpt, sizeof(rcpt), "<%s@in.example>", longest);
	assert_true(has(setting, rcpt));
}

static void
exempt_check_reads_what_people_write(void **state)
{
	static const char *const good[] = { "none", "postmaster", "a,b , c",
		"a@b.example", "@b.example,a", "+/x", "+x,postmaster",
		"first.last", "a=b/c" };
	static const char *const bad[] = { "", ",", "a,", ",a", "a,,b", "+",
		"none,a", "a,none", "a@", "@", "a@b c", "a b", "\"a\"@b",
		"a%b@c", "a!b", "a@b@c", "<a@b.example>", "*@b.example",
		"a@*.example", "a:b", "a\\b" };
	char text[EXEMPT_SIZE + 9];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (exempt_check(good[i], &f.e) == -1)
			fail_msg("%s: %s", good[i], f.e.msg);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (exempt_check(bad[i], &f.e) == 0)
			fail_msg("%s", bad[i]);
	memset(text, 'a', sizeof(text));
	text[MAILBOX_LOCAL_MAX + 1] = '\0';
	assert_int_equal(exempt_check(text, &f.e), -1);
	text[MAILBOX_LOCAL_MAX] = '\0';
	assert_int_equal(exempt_check(text, &f.e), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(exempt_has_who_is_named),
		cmocka_unit_test(exempt_has_no_way_through),
		cmocka_unit_test(exempt_has_those_of_files),
		cmocka_unit_test(exempt_check_reads_what_people_write),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
