/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/environment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static char old_a[] = "A=1";
static char old_path[] = "PATH=/bin";
static char old_bare[] = "BARE";
static char old_rule[] = "DHF_RULE=stale";
static char old_again[] = "DHF_RULE=staler";
static char old_longer[] = "DHF_RULES=kept";
static char old_shorter[] = "DHF_RUL=kept";
static char old_empty[] = "=odd";

static void
assert_entries(char **got, const char *const *want)
{
	size_t i;

	assert_non_null(got);
	for (i = 0; want[i] != NULL; i++) {
		assert_non_null(got[i]);
		assert_string_equal(got[i], want[i]);
	}
	assert_null(got[i]);
}

static void
what_is_set_replaces_what_was(void **state)
{
	char *old[] = { old_a, old_rule, old_path, old_bare, old_longer,
		old_shorter, old_again, old_empty, NULL };
	static const char *const want[] = { "A=1", "PATH=/bin", "BARE",
		"DHF_RULES=kept", "DHF_RUL=kept", "=odd", "DHF_VERDICT=pass",
		"DHF_RULE=r=1", "DHF_SCORE=", "BARE=x", NULL };
	struct environment env;

	(void)state;
	environment_init(&env);
	assert_int_equal(environment_set(&env, "DHF_VERDICT", "pass"), 0);
	assert_int_equal(environment_set(&env, "DHF_RULE", "first"), 0);
	assert_int_equal(environment_set(&env, "DHF_SCORE", ""), 0);
	assert_int_equal(environment_set(&env, "DHF_RULE", "r=1"), 0);
	assert_int_equal(environment_set(&env, "BARE", "x"), 0);
	assert_entries(environment_build(&env, old), want);
	assert_ptr_equal(environment_build(&env, old)[0], old_a);
	environment_free(&env);
}

static void
what_is_unset_is_gone(void **state)
{
	char *old[] = { old_a, old_rule, old_longer, old_again, NULL };
	static const char *const gone[] = { "A=1", "DHF_RULES=kept", NULL };
	static const char *const back[] = { "A=1", "DHF_RULES=kept",
		"DHF_RULE=new", NULL };
	struct environment env;

	(void)state;
	environment_init(&env);
	assert_int_equal(environment_set(&env, "DHF_RULE", "set"), 0);
	assert_int_equal(environment_unset(&env, "DHF_RULE"), 0);
	assert_int_equal(environment_unset(&env, "ABSENT"), 0);
	assert_entries(environment_build(&env, old), gone);
	assert_int_equal(environment_set(&env, "DHF_RULE", "new"), 0);
	assert_entries(environment_build(&env, old), back);
	assert_int_equal(environment_unset(&env, "A=1"), -1);
	environment_free(&env);
}

static void
nothing_set_is_the_old_environment(void **state)
{
	char *old[] = { old_a, old_rule, NULL }, *none[] = { NULL };
	static const char *const same[] = { "A=1", "DHF_RULE=stale", NULL };
	static const char *const empty[] = { NULL };
	struct environment env;

	(void)state;
	environment_init(&env);
	assert_entries(environment_build(&env, old), same);
	assert_entries(environment_build(&env, none), empty);
	assert_entries(environment_build(&env, NULL), empty);
	environment_free(&env);
}

static void
the_heap_is_used_for_large_environments_only(void **state)
{
	/* with one addition and the NULL, 94 old ones fill 96 slots */
	static const size_t count[] = { 93, 94, 95, 96, 1000 };
	static char *old[1001];
	struct environment env;
	char **got;
	size_t i, k;

	(void)state;
	environment_init(&env);
	for (i = 0; i < COUNT(count); i++) {
		for (k = 0; k < count[i]; k++)
			old[k] = old_a;
		old[count[i]] = NULL;
		assert_int_equal(environment_set(&env, "X", "y"), 0);
		got = environment_build(&env, old);
		assert_non_null(got);
		assert_int_equal(got == env.slot, count[i] <= 94);
		assert_ptr_equal(got[count[i] - 1], old_a);
		assert_string_equal(got[count[i]], "X=y");
		assert_null(got[count[i] + 1]);
	}
	environment_free(&env);
	environment_free(&env);
}

static void
names_that_are_none_are_refused(void **state)
{
	struct environment env;

	(void)state;
	environment_init(&env);
	assert_int_equal(environment_set(&env, "", "x"), -1);
	assert_int_equal(environment_set(&env, "A=B", "x"), -1);
	assert_int_equal(environment_set(&env, "=", "x"), -1);
	assert_null(environment_build(&env, NULL)[0]);
}

static void
twenty_names_have_room_and_no_more(void **state)
{
	struct environment env;
	char name[] = "NA";
	char **got;
	size_t i;

	(void)state;
	environment_init(&env);
	for (i = 0; i < 20; i++, name[1]++)
		assert_int_equal(environment_set(&env, name, "v"), 0);
	assert_int_equal(environment_set(&env, name, "v"), -1);
	assert_int_equal(environment_set(&env, "ND", "again"), 0);
	got = environment_build(&env, NULL);
	assert_string_equal(got[3], "ND=again");
	assert_string_equal(got[19], "NT=v");
	assert_null(got[20]);
}

static void
text_is_taken_whole_or_not_at_all(void **state)
{
	static const struct {
		size_t value; /* "N=" and the NUL are 3 of 1792 bytes */
		int want;
	} row[] = { { 1788, 0 }, { 1789, 0 }, { 1790, -1 }, { 1791, -1 },
		{ 1792, -1 }, { 4999, -1 } };
	struct environment env;
	char value[5000];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		environment_init(&env);
		memset(value, 'v', sizeof(value));
		value[row[i].value] = '\0';
		assert_int_equal(environment_set(&env, "N", value),
		    row[i].want);
		assert_int_equal(environment_build(&env, NULL)[0] == NULL,
		    row[i].want == -1);
	}
	for (i = 1786; i < 5000; i++) { /* the name alone is too long */
		memset(value, 'n', sizeof(value));
		value[i] = '\0';
		environment_init(&env);
		assert_int_equal(environment_set(&env, value, ""),
		    i <= 1790 ? 0 : -1);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_set_replaces_what_was),
		cmocka_unit_test(what_is_unset_is_gone),
		cmocka_unit_test(nothing_set_is_the_old_environment),
		cmocka_unit_test(the_heap_is_used_for_large_environments_only),
		cmocka_unit_test(names_that_are_none_are_refused),
		cmocka_unit_test(twenty_names_have_room_and_no_more),
		cmocka_unit_test(text_is_taken_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
