/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
labels_follow_the_evidence(void **state)
{
	static const struct {
		struct address a;
		enum label want;
	} row[] = {
		{ { .known = 0 }, LABEL_UNKNOWN },
		{ { .known = KNOWN_REFUSED }, LABEL_UNKNOWN },
		{ { .known = KNOWN_AUTH }, LABEL_GOOD_STRONG },
		{ { .known = KNOWN_MAILED }, LABEL_GOOD_STRONG },
		{ { .known = KNOWN_LISTED }, LABEL_GOOD_STRONG },
		{ { .known = KNOWN_GOOD }, LABEL_GOOD_STRONG },
		{ { .known = KNOWN_BAD }, LABEL_BAD },
		{ { .known = KNOWN_PREGREET }, LABEL_BAD },
		{ { .known = KNOWN_UNKNOWN }, LABEL_BAD },
		{ { .known = KNOWN_RELAY }, LABEL_BAD },
		{ { .known = KNOWN_UNKNOWN, .mails = 1 }, LABEL_UNKNOWN },
		{ { .known = KNOWN_DAYS, .first_day = 7, .last_day = 7,
		    .mails = 9 }, LABEL_UNKNOWN },
		{ { .known = KNOWN_DAYS, .first_day = 7, .last_day = 8,
		    .mails = 2 }, LABEL_GOOD },
		{ { .known = KNOWN_DAYS, .first_day = 7, .last_day = 8,
		    .mails = 5, .spam = 2 }, LABEL_GOOD },
		{ { .known = KNOWN_DAYS, .first_day = 7, .last_day = 8,
		    .mails = 4, .spam = 2 }, LABEL_BAD },
		{ { .mails = 1, .spam = 1 }, LABEL_BAD },
		{ { .known = KNOWN_AUTH, .mails = 1, .spam = 1 },
		    LABEL_CONTRADICTED },
		{ { .known = KNOWN_AUTH | KNOWN_PREGREET },
		    LABEL_CONTRADICTED },
		{ { .known = KNOWN_DAYS | KNOWN_BAD, .first_day = 7,
		    .last_day = 8, .mails = 2 }, LABEL_CONTRADICTED },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (label_of(&row[i].a) != row[i].want)
			fail_msg("row %zu: %s", i,
			    label_word(label_of(&row[i].a)));
}

static void
good_is_good(void **state)
{
	(void)state;
	assert_true(label_is_good(LABEL_GOOD_STRONG));
	assert_true(label_is_good(LABEL_GOOD));
	assert_false(label_is_good(LABEL_CONTRADICTED));
	assert_false(label_is_good(LABEL_UNKNOWN));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_follow_the_evidence),
		cmocka_unit_test(good_is_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
