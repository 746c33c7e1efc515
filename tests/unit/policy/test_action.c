/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/action.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

static struct evidence ev;
static struct verdict v;
static struct notes notes;
static char header[ACTION_HEADER_SIZE], out[ACTION_SIZE];

static int
begin(void **state)
{
	struct err e;

	(void)state;
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, "192.0.2.1", &e), 0);
	evidence_name(&ev, "a.example");
	verdict_init(&v);
	notes_clear(&notes);
	return 0;
}

static const char *
action(void)
{
	size_t len;

	action_header(header, &v, &notes);
	len = action_format(out, &v, &ev, header);
	assert_int_equal(len, strlen(out));
	return out;
}

/* access(5): "4NN text", "5NN text", DEFER_IF_PERMIT, DUNNO, PREPEND. */
static void
action_says_what_the_verdict_is(void **state)
{
	(void)state;
	assert_string_equal(action(), "action=DUNNO\n\n");
	notes_add(&notes, NOTE_WATCH, "w", "block");
	assert_string_equal(action(), "action=DUNNO\n\n");
	notes_add(&notes, NOTE_MARK, "a", "");
	notes_add(&notes, NOTE_MARK, "b", "");
	v.score_milli = -1500;
	assert_string_equal(action(),
	    "action=PREPEND X-DHF: mark=a,b; score=-1.5\n\n");
	assert_int_equal(action_format(out, &v, &ev, ""), 14);
	v.action = RULE_BLOCK;
	(void)snprintf(v.rule, sizeof(v.rule), "r");
	verdict_say(&v, 554, "5.7.25", "no %h [%i], %r");
	assert_string_equal(action(),
	    "action=554 5.7.25 no a.example [192.0.2.1], r\n\n");
	v.action = RULE_DEFER;
	verdict_say(&v, 450, "", "later");
	assert_string_equal(action(), "action=450 4.7.1 later\n\n");
	v.action = RULE_GREY;
	v.wait_s = 7;
	verdict_say(&v, 451, "", "in %s s");
	assert_string_equal(action(),
	    "action=DEFER_IF_PERMIT 4.7.1 in 7 s\n\n");
	v.action = RULE_BLOCK; /* no reply has such a code */
	verdict_say(&v, 600, "", "no");
	assert_string_equal(action(), "action=451 4.3.0 temporary failure, "
	    "try again later\n\n");
}

static void
action_is_one_line_of_printable_ascii(void **state)
{
	char longer[600];
	size_t i;
	int round;

	(void)state;
	memset(longer, 'm', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	longer[3] = '\n';
	longer[4] = '\x80';
	longer[5] = '\x7f';
	notes_add(&notes, NOTE_MARK, longer, "");
	notes_add(&notes, NOTE_MARK, "x\r\nX-Other: y", "");
	for (round = 0; round < 2; round++) {
		if (round == 1) {
			v.action = RULE_BLOCK;
			verdict_say(&v, 553, "", longer);
		}
		(void)action();
		assert_true(strlen(header) < 998);
		for (i = 0; i < strlen(out) - 2; i++)
			assert_in_range(out[i], ' ', '~');
		assert_string_equal(out + i, "\n\n");
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(action_says_what_the_verdict_is, begin),
		cmocka_unit_test_setup(action_is_one_line_of_printable_ascii,
		    begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
