/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of the walk: thresholds and defaults. */
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define IP "192.0.2.1"
#define HOST "host.example.net"
#define UNKNOWN "@rdns=none"

static struct fixture f;

struct row {
	const char *rules, *action;
	unsigned code;
	const char *rule;
	bool capped;
	int32_t score_milli;
};

static void
check(const struct row *row, size_t count, const char *ip, const char *host)
{
	struct verdict v;
	size_t i;

	for (i = 0; i < count; i++) {
		fixture_load(&f, row[i].rules);
		fixture_ask(&f, &v, ip, host);
		if (strcmp(rule_action_word(v.action), row[i].action) != 0 ||
		    v.code != row[i].code ||
		    strcmp(v.rule, row[i].rule) != 0 ||
		    v.capped != row[i].capped ||
		    v.score_milli != row[i].score_milli)
			fail_msg("%s -> %s %u %s capped=%d score=%d",
			    row[i].rules, rule_action_word(v.action), v.code,
			    v.rule, v.capped, (int)v.score_milli);
	}
}

#define DEFAULT "pass", 0, "default_action", false
#define BLOCKED "block", 553, "score_block", false

static void
decide_adds_scores_and_asks_thresholds_in_order(void **state)
{
#define STEPS "score_grey 2\nscore_defer 5\nscore_block 8\n"
	static const struct row row[] = {
		{ "score 7.999 @any\n", DEFAULT, 7999 },
		{ "score 8 @any\n", BLOCKED, 8000 },
		{ "score 4 @any\nscore 4 @any\n", BLOCKED, 8000 },
		{ "score 9 @any\nscore -1.001 @any\n", DEFAULT, 7999 },
		{ "score 9 !@any\n", DEFAULT, 0 },
		{ "score 1 !@any good=8\n", BLOCKED, 8000 },
		{ "score 9 @any good=-9\n", BLOCKED, 9000 },
		{ "score 9 @any\nscore 1 !@any good=-2\n", DEFAULT, 7000 },
		{ "score 9 @any mode=off\n", DEFAULT, 0 },
		{ "score 1 !@any good=9 mode=off\n", DEFAULT, 0 },
		{ "score 1 !@any good=9 mode=watch\n", DEFAULT, 0 },
		{ STEPS "score 1.999 @any\n", DEFAULT, 1999 },
		{ STEPS "score 2 @any\n", "grey", 0, "score_grey", false,
		    2000 },
		{ STEPS "score 5 @any\n", "defer", 451, "score_defer", false,
		    5000 },
		{ STEPS "score 8 @any\n", BLOCKED, 8000 },
		{ "score_block none\nscore 1000 @any\n", DEFAULT, 1000000 },
		{ "score_block -1\n", BLOCKED, 0 },
		{ "score_block 0\nscore -0.001 @any\n", DEFAULT, -1 },
		/* a threshold that is lower than one before it */
		{ "score_block 3\nscore_defer 5\nscore 5 @any\n", BLOCKED,
		    5000 },
	};

	(void)state;
	check(row, COUNT(row), IP, HOST);
}

/* Unknown scores add nothing; what they could take off bounds the verdict. */
static void
decide_caps_a_score_that_could_have_been_lower(void **state)
{
#define CAPPED "defer", 451, "score_block", true
	static const struct row row[] = {
		{ "score 9 " UNKNOWN "\n", DEFAULT, 0 },
		{ "score 9 @any\nscore -1 " UNKNOWN "\n", BLOCKED, 9000 },
		{ "score 9 @any\nscore -1.001 " UNKNOWN "\n", CAPPED, 9000 },
		{ "score -1.001 " UNKNOWN "\nscore 9 @any\n", CAPPED, 9000 },
		{ "score 9 @any\nscore 5 " UNKNOWN " good=-2\n", CAPPED,
		    9000 },
		{ "score 9 @any\nscore 5 " UNKNOWN " good=2\n", BLOCKED,
		    9000 },
		{ "score 9 @any\nscore -0.5 " UNKNOWN " good=-2\n", CAPPED,
		    9000 },
		{ "score 9 @any\nscore -0.5 " UNKNOWN "\nscore -0.5 " UNKNOWN
		    "\n", BLOCKED, 9000 },
		{ "score 9 @any\nscore -0.5 " UNKNOWN "\nscore -0.501 "
		    UNKNOWN "\n", CAPPED, 9000 },
		{ "score 9 @any\nscore -9 " UNKNOWN " mode=watch\n", BLOCKED,
		    9000 },
		{ "score 9 @any\nscore -9 " UNKNOWN " mode=off\n", BLOCKED,
		    9000 },
		{ "score_block none\nscore_defer 8\nscore 9 @any\nscore -9 "
		    UNKNOWN "\n", "defer", 451, "score_defer", false, 9000 },
	};

	(void)state;
	check(row, COUNT(row), IP, HOST);
}

/* 2,200 rules of 1,000 are more than 32 bits of thousandths. */
static void
decide_scores_do_not_wrap(void **state)
{
	static char text[2200 * 32];
	struct verdict v;
	size_t i, len;
	int n;

	(void)state;
	for (n = 0; n < 2; n++) {
		for (i = len = 0; i < 2200; i++)
			len += (size_t)snprintf(text + len,
			    sizeof(text) - len, "score %d @any\n",
			    n == 0 ? 1000 : -1000);
		fixture_load(&f, text);
		fixture_ask(&f, &v, IP, HOST);
		assert_string_equal(rule_action_word(v.action),
		    n == 0 ? "block" : "pass");
	}
}

static void
decide_defaults_follow_the_name(void **state)
{
	static const struct row named[] = {
		{ "default_action block\n", "block", 553, "default_action",
		    false, 0 },
		{ "default_action defer\n", "defer", 451, "default_action",
		    false, 0 },
		{ "default_action grey\n", "grey", 0, "default_action",
		    false, 0 },
	};
#define UNRESOLVED "default_unresolved_action "
	static const struct row bare[] = {
		{ "", "block", 553, "default_unresolved_action", false, 0 },
		{ UNRESOLVED "defer\n", "defer", 451,
		    "default_unresolved_action", false, 0 },
		{ UNRESOLVED "grey\n", "grey", 0,
		    "default_unresolved_action", false, 0 },
		{ UNRESOLVED "pass\n", "block", 553, "default_ip_action",
		    false, 0 },
		{ UNRESOLVED "pass\ndefault_ip_action pass\n", "pass", 0,
		    "default_ip_action", false, 0 },
		{ UNRESOLVED "pass\ndefault_ip_action defer\n", "defer", 451,
		    "default_ip_action", false, 0 },
		{ "default_ip_action pass\n", "block", 553,
		    "default_unresolved_action", false, 0 },
		/* grey, if it were known that it holds */
		{ "score_grey 3\nscore 3 " UNKNOWN "\n", "defer", 451,
		    "default_unresolved_action", true, 0 },
		/* @ip is asked, expressions find nothing, unless pass */
		{ "pass @ip=" IP " id=p\n", "pass", 0, "p", false, 0 },
		{ "pass ^192\n", "block", 553, "default_unresolved_action",
		    false, 0 },
		{ UNRESOLVED "pass\npass @regex=^192\\.0\\.2\\. id=p\n",
		    "pass", 0, "p", false, 0 },
		{ UNRESOLVED "defer\npass ^192\n", "defer", 451,
		    "default_unresolved_action", false, 0 },
		{ UNRESOLVED "pass\npass @name=example.net\n", "block", 553,
		    "default_ip_action", false, 0 },
	};

	(void)state;
	check(named, COUNT(named), IP, HOST);
	check(bare, COUNT(bare), IP, NULL);
	check(bare, COUNT(bare), "::ffff:" IP, "");
	check(bare, COUNT(bare), IP, ".");
}

/* Every pair of defaults, for a client whose name nobody knows. */
static void
decide_is_4xx_at_most_if_the_name_matters(void **state)
{
	static const char *const word[] = { "pass", "block", "defer", "grey" };
	char rules[256];
	size_t i, k;

	(void)state;
	for (i = 0; i < 4; i++)
		for (k = 0; k < 4; k++) {
			bool refuses = i == 1 || i == 2 || k == 1 || k == 2;
			struct verdict v;
			size_t want = i == k ? i : refuses ? 2 : 3;

			(void)snprintf(rules, sizeof(rules),
			    "default_action %s\ndefault_ip_action pass\n"
			    UNRESOLVED "%s\n", word[i], word[k]);
			fixture_load(&f, rules);
			fixture_ask(&f, &v, IP, "?");
			if (strcmp(rule_action_word(v.action), word[want]) !=
			    0)
				fail_msg("%s%s", rules,
				    rule_action_word(v.action));
			assert_int_equal(v.code, want == 1 ? 553 : want == 2 ?
			    451 : 0);
		}
}

/* RFC 3463: the class of the enhanced code is that of the code; RFC 7372
 * section 3.3: 5.7.25. */
static void
decide_gives_codes_that_agree(void **state)
{
	static const struct {
		const char *rules, *host, *dsn, *text;
	} row[] = {
		{ "block @any\n", HOST, "5.7.1", NULL },
		{ "block @any code=450\n", HOST, "4.7.1", NULL },
		{ "block @any dsn=5.7.27 text=no\n", HOST, "5.7.27", "no" },
		{ "defer @any dsn=4.2.1\n", HOST, "4.2.1", NULL },
		{ "reply_text go\nblock @any\n", HOST, "5.7.1", "go" },
		{ "defer_text wait\ndefer @any\n", HOST, "4.7.1", "wait" },
		{ "defer_text wait\npass " UNKNOWN "\nblock @any text=no "
		    "dsn=5.7.27\n", HOST, "4.7.1", "wait" },
		{ "unresolved_text name\n", NULL, "5.7.25", "name" },
		{ "unresolved_text name\nreply_code 450\n", NULL, "4.7.25",
		    "name" },
		{ "unresolved_text name\ndefault_unresolved_action defer\n"
		    "defer_text wait\n", NULL, "4.7.1", "wait" },
		{ "unresolved_text name\nreply_text go\n"
		    "default_unresolved_action pass\n"
		    "default_ip_action block\n", NULL, "5.7.25", "name" },
	};
	struct verdict v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		fixture_load(&f, row[i].rules);
		fixture_ask(&f, &v, IP, row[i].host);
		assert_string_equal(v.dsn, row[i].dsn);
		if (row[i].text != NULL)
			assert_string_equal(v.text, row[i].text);
	}
}

/* Whom a trial is told of, and which rule it leaves out. */
struct tried {
	uint32_t at[8], without;
	size_t len;
};

static bool
holds(void *arg, uint32_t at, const struct rule *r)
{
	struct tried *t = arg;

	assert_true(r->crit_len > 0);
	t->at[t->len++] = at;
	return at != t->without;
}

static void
decide_tries_without_a_rule(void **state)
{
	struct tried t = { .without = UINT32_MAX };
	const struct decide_trial trial = { holds, &t };
	struct verdict v;

	(void)state;
	fixture_load(&f, "score 3 @any id=a\nblock @ip=203.0.113.1 id=no\n"
	    "grey @any id=b\nblock @any id=c\n");
	f.decider.trial = &trial;
	fixture_ask(&f, &v, IP, "a.example");
	assert_string_equal(v.rule, "b");
	assert_int_equal(t.len, 2);
	assert_int_equal(v.score_milli, 3000);
	t.without = t.at[1];
	fixture_ask(&f, &v, IP, "a.example");
	assert_string_equal(v.rule, "c");
	t.without = t.at[0];
	fixture_ask(&f, &v, IP, "a.example");
	assert_string_equal(v.rule, "b");
	assert_int_equal(v.score_milli, 0);
	f.decider.trial = NULL;
}

/* What is only told may still come: nobody waits for that in a trial. */
static void
decide_waits_for_no_mark_in_a_trial(void **state)
{
	struct tried t = { .without = UINT32_MAX };
	const struct decide_trial trial = { holds, &t };
	struct evidence ev;
	struct verdict v;

	(void)state;
	fixture_load(&f, "mark @name=a.example id=m\n"
	    "block @name=b.example mode=watch id=w\ndefault_action pass\n"
	    "default_unresolved_action pass\ndefault_ip_action pass\n");
	evidence_init(&ev);
	ev.has_name = ANSWER_WAITING;
	fixture_decide(&f, &v, &ev, NULL);
	assert_false(v.settled);
	f.decider.trial = &trial;
	fixture_decide(&f, &v, &ev, NULL);
	assert_true(v.settled);
	fixture_load(&f, "block @name=b.example\n");
	fixture_decide(&f, &v, &ev, NULL);
	assert_false(v.settled); /* that decides */
	f.decider.trial = NULL;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    decide_adds_scores_and_asks_thresholds_in_order),
		cmocka_unit_test(
		    decide_caps_a_score_that_could_have_been_lower),
		cmocka_unit_test(decide_scores_do_not_wrap),
		cmocka_unit_test(decide_defaults_follow_the_name),
		cmocka_unit_test(decide_is_4xx_at_most_if_the_name_matters),
		cmocka_unit_test(decide_gives_codes_that_agree),
		cmocka_unit_test(decide_tries_without_a_rule),
		cmocka_unit_test(decide_waits_for_no_mark_in_a_trial),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
