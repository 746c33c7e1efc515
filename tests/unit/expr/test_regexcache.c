/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/regexcache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "expr/regex.h"

/* Where it says yes or no the engine does so, too. */
static void
regexcache_try_says_what_the_engine_says_or_nothing(void **state)
{
	static const struct {
		const char *pattern, *subject;
		enum regexcache_answer answer;
		enum regex_answer engine;
	} row[] = {
		{ "^dyn\\.", "DYN.example", REGEXCACHE_YES, REGEX_YES },
		{ "^dyn\\.", "a.dyn.example", REGEXCACHE_NO, REGEX_NO },
		{ "(a)(b)(c)\\3$", "xabcc", REGEXCACHE_YES, REGEX_YES },
		{ "^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
		    REGEXCACHE_ASK, REGEX_LIMIT },
		{ "^(a+)+$", "aaaa", REGEXCACHE_YES, REGEX_YES },
		{ "", "a", REGEXCACHE_YES, REGEX_YES },
	};
	static char memory[REGEX_MEMORY];
	struct regexcache *c = regexcache_new();
	struct regex_engine *r;
	size_t i, round;
	struct err e;

	(void)state;
	r = regex_engine_new(memory, sizeof(memory), &e);
	assert_non_null(r);
	for (round = 0; round < 2; round++)
		for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
			const char *s = row[i].subject;
			size_t len = strlen(s);

			if (regexcache_try(c, row[i].pattern, s, len) !=
			    row[i].answer || regex_search(r, row[i].pattern, s,
			    len, &e) != row[i].engine)
				fail_msg("%s", row[i].pattern);
		}
	assert_int_equal(regexcache_try(c, "(", "a", 1), REGEXCACHE_ASK);
	regex_engine_free(r);
	regexcache_free(c);
	regexcache_free(NULL);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    regexcache_try_says_what_the_engine_says_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
