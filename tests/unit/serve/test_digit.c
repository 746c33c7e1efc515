/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From rules and a client to DynaWall's answer: the table of dhfd(8), and what
 * DynaStop's page says of its codes. */
#include "serve/digit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

static void
digit_of_a_verdict_is_that_of_the_table(void **state)
{
	static const struct {
		const char *rules, *host; /* NULL: no name, "?": unknown */
		int want;
	} row[] = {
		{ "", "a.example", 0 },
		{ "pass @any\nblock @any", NULL, 0 },
		{ "block @name=example", "a.example", 1 },
		{ "block @any code=550", "a.example", 1 },
		{ "", NULL, 2 },
		{ "default_unresolved_action pass", NULL, 2 },
		{ "block @ip=192.0.2.0/24", NULL, 2 },
		{ "block @any code=559", "a.example", 3 },
		{ "block @any code=559", NULL, 3 },
		{ "reply_code 559\nblock @any", "a.example", 3 },
		{ "defer @any", "a.example", 4 },
		{ "default_unresolved_action defer", NULL, 4 },
		{ "block @any code=451", "a.example", 4 },
		/* what is unknown: never 1 or 2 */
		{ "", "?", 4 },
		{ "block @name=example", "?", 4 },
		{ "pass @name=example\nblock @any", "?", 4 },
		{ "pass @rdns=confirmed\nblock @any", "a.example", 4 },
		{ "block @ip=192.0.2.0/24", "?", 1 },
		{ "mode watch\nblock @any", "a.example", 0 },
		{ "mode off\nblock @any", "a.example", 0 },
		{ "default_action grey", "a.example", 0 },
	};
	struct verdict v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const char *host = row[i].host;
		enum answer has_name = host == NULL ? ANSWER_NO :
		    *host == '?' ? ANSWER_UNKNOWN : ANSWER_YES;

		fixture_load(&f, row[i].rules);
		fixture_ask(&f, &v, "192.0.2.1", host);
		if ((int)digit_of(&v, has_name) != row[i].want)
			fail_msg("%s of %s -> %d", row[i].rules,
			    host != NULL ? host : "nobody",
			    (int)digit_of(&v, has_name));
	}
}

static void
digit_of_grey_is_what_the_greylist_says(void **state)
{
	struct verdict v;

	(void)state;
	fixture_load(&f, "grey @any");
	fixture_ask(&f, &v, "192.0.2.1", "a.example");
	assert_int_equal(digit_of(&v, ANSWER_YES), DYNAWALL_PASS);
	verdict_wait(&v, &f.rules.settings, 60);
	assert_int_equal(digit_of(&v, ANSWER_YES), DYNAWALL_GREY);
	assert_int_equal(digit_of(&v, ANSWER_NO), DYNAWALL_GREY);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(digit_of_a_verdict_is_that_of_the_table),
		cmocka_unit_test(digit_of_grey_is_what_the_greylist_says),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
