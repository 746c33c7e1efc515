/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/criterion.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Of each kind, so that a row that was forgotten shows. */
static void
criterion_has_a_row_for_every_kind(void **state)
{
	int i, k;

	(void)state;
	for (i = 0; i < CRITERION_KINDS; i++) {
		const struct criterion_trait *t = criterion_trait(
		    (enum criterion_kind)i);

		assert_non_null(t->word);
		assert_true(*t->word != '\0');
		assert_true(t->form != VALUE_NONE || t->may_be_bare);
		assert_int_equal(t->lists != LISTS_NONE,
		    t->form == VALUE_LISTS);
		assert_true(!t->accuses || t->lists != LISTS_NONE);
		for (k = 0; k < i && t->form != VALUE_SEARCH; k++)
			assert_string_not_equal(t->word, criterion_trait(
			    (enum criterion_kind)k)->word);
	}
}

/* dhf.conf(5), Criteria. */
static void
criterion_words_are_those_of_the_language(void **state)
{
	static const char *const word[CRITERION_KINDS] = {
		[CRITERION_ANY] = "any", [CRITERION_IP] = "ip",
		[CRITERION_NAME] = "name", [CRITERION_HOST] = "host",
		[CRITERION_REGEX] = "regex",
		[CRITERION_EMBEDDED] = "embedded",
		[CRITERION_CLASS] = "class", [CRITERION_RDNS] = "rdns",
		[CRITERION_DNSBL] = "dnsbl", [CRITERION_RHSBL] = "rhsbl",
		[CRITERION_DNSWL] = "dnswl", [CRITERION_PORT] = "port",
		[CRITERION_RCPT] = "rcpt",
		[CRITERION_OFFENDER] = "offender",
		[CRITERION_HELO] = "helo", [CRITERION_SENDER] = "sender",
		[CRITERION_HELO_SEARCH] = "helo",
		[CRITERION_SENDER_SEARCH] = "sender",
		[CRITERION_RCPT_SEARCH] = "rcpt",
		[CRITERION_HELO_IS] = "helo-is",
		[CRITERION_HELO_AT] = "helo-at",
		[CRITERION_SENDER_AT] = "sender-at",
		[CRITERION_SENDER_RHSBL] = "sender-rhsbl",
		[CRITERION_SCORE] = "score",
		[CRITERION_NEIGHBOURS] = "neighbours",
		[CRITERION_DECLARED] = "declared" };
	int i;

	(void)state;
	for (i = 0; i < CRITERION_KINDS; i++)
		assert_string_equal(criterion_trait(
		    (enum criterion_kind)i)->word, word[i]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(criterion_has_a_row_for_every_kind),
		cmocka_unit_test(criterion_words_are_those_of_the_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
