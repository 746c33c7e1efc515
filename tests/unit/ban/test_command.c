/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/command.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/ip.h"
#include "lib/fixture.h"
#include "lib/failing.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ip
ip_at(const char *text)
{
	struct err e;
	struct ip a;

	if (ip_parse(&a, text, &e) == -1)
		fail_msg("%s", e.msg);
	return a;
}

static void
what_stands_for_the_address_is_filled_in(void **state)
{
	static const struct {
		const char *command, *ip, *want; /* words with "|" behind */
	} row[] = {
		{ "sh %a", "198.51.100.1", "sh|198.51.100.1|" },
		{ "sh %a", "2001:db8:1:2::", "sh|2001:db8:1:2::/64|" },
		{ "sh dhf%f %s %a", "198.51.100.1",
		    "sh|dhf4|3600|198.51.100.1|" },
		{ " sh \t x%fy%%z%s%a ", "2001:db8::",
		    "sh|x6y%z36002001:db8::/64|" },
		{ "sh %%a %a%a", "198.51.100.1",
		    "sh|%a|198.51.100.1198.51.100.1|" },
		/* no shell, no quotes */
		{ "sh a'b %a $HOME;id {%a} 2", "198.51.100.1",
		    "sh|a'b|198.51.100.1|$HOME;id|{198.51.100.1}|2|" },
	};
	char text[COMMAND_TEXT], *word[COMMAND_WORDS + 1], got[COMMAND_TEXT];
	struct command c;
	struct err e;
	struct ip ip;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (command_parse(&c, "-a", row[i].command,
		    &e) == -1)
			fail_msg("%s", e.msg);
		ip = ip_at(row[i].ip);
		assert_int_equal(command_fill(&c, &ip, 3600, text, word, &e),
		    0);
		got[0] = '\0';
		for (k = 0; word[k] != NULL; k++) {
			strcat(got, word[k]);
			strcat(got, "|");
		}
		assert_string_equal(got, row[i].want);
	}
}

static void
what_is_no_command_is_refused(void **state)
{
	static const char *const text[] = { "", "  \t", "sh %", "sh %x",
		"sh %%%", "sh %a %x",
		"no-such-program-here %a", "/etc/passwd %a",
		("sh 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 "
		"23 24 25 26 27 28 29 30 31 32 33") };
	char far[COMMAND_TEXT + 1];
	struct command c;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++) {
		e.class = ERR_NONE;
		if (command_parse(&c, "-a", text[i], &e) != -1)
			fail_msg("%s", text[i]);
		assert_int_equal(e.class, ERR_PERM);
	}
	memset(far, 'x', sizeof(far) - 1);
	far[sizeof(far) - 1] = '\0';
	assert_int_equal(command_parse(&c, "-a", far, &e), -1);
}

/* For nobody, or for a shell. */
static void
what_does_not_what_it_seems_is_refused(void **state)
{
	static const char *const text[][2] = {
		{ "true", "-d has no %a" },
		{ "true %%a %f", "-d has no %a" },
		{ "true \"%a\"", "-d: \"\"%a\"\" is for a shell" },
		{ "sh -c 'true %a'", "-d: \"'true\" is for a shell" },
		{ "true %a'", "shell" }, { "true %a;", "shell" },
		{ "true %a ;rm", "shell" }, { "true %a | cat", "shell" },
		{ "true %a || true", "shell" }, { "true %a &", "shell" },
		{ "true %a >/dev/null", "shell" },
		{ "true %a 2>/dev/null", "shell" },
		{ "true %a <x", "shell" }, { "`true` %a", "shell" },
	};
	struct command c;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++)
		if (command_parse(&c, "-d", text[i][0], &e) != -1 ||
		    e.class != ERR_PERM || strstr(e.msg, text[i][1]) == NULL)
			fail_msg("%s: %s", text[i][0], e.msg);
}

static void
what_grows_too_long_is_refused(void **state)
{
	char text[COMMAND_TEXT], *word[COMMAND_WORDS + 1];
	char command[COMMAND_TEXT] = "sh ";
	struct ip ip = ip_at("2001:db8:1111:2222::");
	struct command c;
	struct err e;
	unsigned i;

	(void)state;
	for (i = 0; i < 100; i++)
		strcat(command, "%a");
	assert_int_equal(command_parse(&c, "-a", command, &e), 0);
	assert_int_equal(command_fill(&c, &ip, 1, text, word, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
}

/* The letters of the last word have no room behind the addresses. */
static void
what_is_too_long_behind_an_address_is_refused(void **state)
{
	char text[COMMAND_TEXT], *word[COMMAND_WORDS + 1];
	char command[COMMAND_TEXT] = "sh %a%a%a%a%a%a ";
	struct ip ip = ip_at("2001:db8:1111:2222::");
	struct command c;
	struct err e;

	(void)state;
	memset(command + strlen(command), 'x', COMMAND_TEXT - 40);
	assert_int_equal(command_parse(&c, "-a", command, &e), 0);
	assert_int_equal(command_fill(&c, &ip, 1, text, word, &e), -1);
	assert_int_equal(command_run(&c, &ip, 1, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
}

static void
what_cannot_be_run_is_told(void **state)
{
	static const char *const call[] = { "posix_spawn_file_actions_init",
		"posix_spawnattr_init", "posix_spawn_file_actions_addopen" };
	const struct ip ip = ip_at("198.51.100.1");
	struct command c;
	struct err e;
	size_t i;

	(void)state;
	assert_int_equal(command_parse(&c, "-a", "true %a", &e), 0);
	for (i = 0; i < COUNT(call); i++) {
		failing_nth(call[i], 1, ENOMEM);
		assert_int_equal(command_run(&c, &ip, 1, &e), -1);
		assert_true(failing_end());
		assert_int_equal(e.class, ERR_TEMP);
		assert_non_null(strstr(e.msg, strerror(ENOMEM)));
	}
	failing_nth("waitpid", 1, EINTR);
	assert_int_equal(command_run(&c, &ip, 1, &e), 0);
	assert_true(failing_end());
	failing_nth("waitpid", 1, ECHILD); /* somebody else took its end */
	assert_int_equal(command_run(&c, &ip, 1, &e), -1);
	assert_true(failing_end());
	(void)strcpy(c.path, "/nowhere/true");
	assert_int_equal(command_run(&c, &ip, 1, &e), -1);
	assert_non_null(strstr(e.msg, "run /nowhere/true"));
}

/* A script of the test, since a command has no quotes. */
static void
its_end_says_whether_it_was_done(void **state)
{
	static const struct {
		const char *script, *why; /* NULL: it was done */
	} row[] = {
		{ "exit 0", NULL },
		{ "exit 3", "ended with status 3" },
		{ "kill -9 $$", "signal 9" },
		{ "exec sleep 60", "did not end within" },
		/* nothing to read, and a small environment */
		{ "read x && exit 1; [ \"$HOME\" = '' ]", NULL },
		{ "[ \"$1\" = 198.51.100.1 ] && [ $# = 1 ]", NULL },
	};
	struct ip ip = ip_at("198.51.100.1");
	char path[FIXTURE_PATH], command[FIXTURE_PATH + 16];
	struct fixture f;
	struct command c;
	struct err e;
	size_t i;

	(void)state;
	fixture_begin(&f);
	fixture_path(&f, path, "script");
	(void)snprintf(command, sizeof(command), "sh %s %%a", path);
	for (i = 0; i < COUNT(row); i++) {
		fixture_text(&f, "script", row[i].script);
		assert_int_equal(command_parse(&c, "-a", command, &e), 0);
		e.msg[0] = '\0';
		if (command_run(&c, &ip, 3600, &e) !=
		    (row[i].why == NULL ? 0 : -1))
			fail_msg("%s: %s", row[i].script, e.msg);
		if (row[i].why != NULL && strstr(e.msg, row[i].why) == NULL)
			fail_msg("%s: %s", row[i].script, e.msg);
	}
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_for_the_address_is_filled_in),
		cmocka_unit_test(what_is_no_command_is_refused),
		cmocka_unit_test(what_does_not_what_it_seems_is_refused),
		cmocka_unit_test(what_grows_too_long_is_refused),
		cmocka_unit_test(what_is_too_long_behind_an_address_is_refused),
		cmocka_unit_test(what_cannot_be_run_is_told),
		cmocka_unit_test(its_end_says_whether_it_was_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
