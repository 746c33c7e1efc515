/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"
#include "rule/mailbox.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define IP "192.0.2.1"
#define HOST "host.example.net"

/* Criteria that are certain, and unknown, for every client. */
#define YES "@any"
#define NO "!@any"
#define UNKNOWN "@rdns=none"

static struct fixture f;

struct row {
	const char *rules;
	const char *action;
	unsigned code;
	const char *rule;
	bool capped;
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
		    v.capped != row[i].capped)
			fail_msg("%s -> %s %u %s capped=%d", row[i].rules,
			    rule_action_word(v.action), v.code, v.rule,
			    v.capped);
		assert_int_equal(verdict_refuses(&v), v.code != 0);
	}
}

#define DEFAULT "pass", 0, "default_action", false

/* dhf.conf(5), Yes, no and unknown: each action, alone. */
static void
decide_by_one_rule(void **state)
{
	static const struct row row[] = {
		{ "", DEFAULT },
		{ "pass " YES " id=r\n", "pass", 0, "r", false },
		{ "pass " NO " id=r\n", DEFAULT },
		{ "pass " UNKNOWN " id=r\n", DEFAULT },
		{ "block " YES " id=r\n", "block", 553, "r", false },
		{ "block " NO " id=r\n", DEFAULT },
		{ "block " UNKNOWN " id=r\n", DEFAULT },
		{ "defer " YES " id=r\n", "defer", 451, "r", false },
		{ "defer " NO " id=r\n", DEFAULT },
		{ "defer " UNKNOWN " id=r\n", DEFAULT },
		{ "grey " YES " id=r\n", "grey", 0, "r", false },
		{ "grey " UNKNOWN " id=r\n", DEFAULT },
		{ "mark " YES " id=r\n", DEFAULT },
		{ "score 8 " YES " id=r\n", "block", 553, "score_block",
		    false },
		{ "score 8 " NO " id=r\n", DEFAULT },
		{ "score 8 " UNKNOWN " id=r\n", DEFAULT },
		{ "block " YES " mode=off\n", DEFAULT },
		{ "block " YES " mode=watch\n", DEFAULT },
	};

	(void)state;
	check(row, COUNT(row), IP, HOST);
}

#define BLOCK "block " YES " id=b\n"
#define BLOCKED "block", 553, "b", false
#define CAPPED "defer", 451, "b", true

/* What a rule before a 5xx that is unknown makes of it. */
static void
decide_caps_what_a_milder_rule_could_have_changed(void **state)
{
	static const struct row row[] = {
		{ "pass " UNKNOWN "\n" BLOCK, CAPPED },
		{ "defer " UNKNOWN "\n" BLOCK, CAPPED },
		{ "grey " UNKNOWN "\n" BLOCK, CAPPED },
		{ "block " UNKNOWN " code=450\n" BLOCK, CAPPED },
		{ "reply_code 450\nblock " UNKNOWN "\nblock " YES
		    " code=550 id=b\n", CAPPED },
		{ "block " UNKNOWN "\n" BLOCK, BLOCKED },
		{ "block " UNKNOWN " code=500\n" BLOCK, BLOCKED },
		{ "score -9 " UNKNOWN "\n" BLOCK, BLOCKED },
		{ "mark " UNKNOWN "\n" BLOCK, BLOCKED },
		{ "pass " UNKNOWN " mode=watch\n" BLOCK, BLOCKED },
		{ "pass " UNKNOWN " mode=off\n" BLOCK, BLOCKED },
		{ "pass " UNKNOWN " expires=2026-06-14\n" BLOCK, BLOCKED },
		{ "pass " UNKNOWN " " NO "\n" BLOCK, BLOCKED },
		{ BLOCK "pass " UNKNOWN "\n", BLOCKED }, /* behind it */
		{ "defer_code 421\npass " UNKNOWN "\n" BLOCK, "defer", 421,
		    "b", true },
		/* nothing milder than what is said anyway */
		{ "pass " UNKNOWN "\ndefer " YES " id=b\n", "defer", 451, "b",
		    false },
		{ "pass " UNKNOWN "\nblock " YES " code=450 id=b\n", "block",
		    450, "b", false },
		{ "grey " UNKNOWN "\npass " YES " id=b\n", "pass", 0, "b",
		    false },
		/* defaults and scores are verdicts too */
		{ "default_action block\npass " UNKNOWN "\n", "defer", 451,
		    "default_action", true },
		{ "pass " UNKNOWN "\nscore 9 " YES "\n", "defer", 451,
		    "score_block", true },
	};

	(void)state;
	check(row, COUNT(row), IP, HOST);
}

/* Kleene's conjunction, of every pair; seen through a pass before a block:
 * yes passes, no blocks, unknown caps. */
static void
decide_ands_criteria_of_three_values(void **state)
{
	static const char *const one[] = { NO, YES, UNKNOWN },
	    *const other[] = { "@ip=198.51.100.1", "@ip=192.0.2.1",
		"@dnsbl=list.example" };
	static const enum answer value[] = { ANSWER_NO, ANSWER_YES,
		ANSWER_UNKNOWN };
	char rules[256];
	size_t i, k;

	(void)state;
	for (i = 0; i < 3; i++)
		for (k = 0; k < 3; k++) {
			struct row row = { rules, BLOCKED };

			if (value[i] == ANSWER_NO || value[k] == ANSWER_NO) {
				;
			} else if (value[i] == ANSWER_YES &&
			    value[k] == ANSWER_YES) {
				row = (struct row){ rules, "pass", 0, "p",
					false };
			} else {
				row = (struct row){ rules, CAPPED };
			}
			(void)snprintf(rules, sizeof(rules),
			    "pass %s %s id=p\n" BLOCK, one[i], other[k]);
			check(&row, 1, IP, HOST);
		}
}

static void
decide_negation_keeps_unknown(void **state)
{
	static const struct row row[] = {
		{ "pass !" UNKNOWN "\n" BLOCK, CAPPED },
		{ "pass !@ip=" IP " id=p\n" BLOCK, BLOCKED },
		{ "pass !@ip=198.51.100.1 id=p\n" BLOCK, "pass", 0, "p",
		    false },
	};
	static const struct row no_name[] = {
		{ "pass @name=example.net\n" BLOCK, CAPPED },
		{ "pass !@name=example.net\n" BLOCK, CAPPED },
		{ "pass @host=" HOST "\n" BLOCK, CAPPED },
		{ "pass ^host\n" BLOCK, CAPPED },
		{ "pass !@regex=^host\n" BLOCK, CAPPED },
		{ "block @name=example.net\n" BLOCK, BLOCKED },
		{ "pass @ip=" IP " id=p\n" BLOCK, "pass", 0, "p", false },
	};

	(void)state;
	check(row, COUNT(row), IP, HOST);
	check(no_name, COUNT(no_name), IP, "?");
}

static void
decide_takes_the_first_rule_that_ends_the_walk(void **state)
{
	static const struct row row[] = {
		{ "pass " YES " id=p\n" BLOCK, "pass", 0, "p", false },
		{ BLOCK "pass " YES " id=p\n", BLOCKED },
		{ "score 100 " YES "\npass " YES " id=p\n", "pass", 0, "p",
		    false },
		{ "mark " YES "\n" BLOCK, BLOCKED },
		{ "grey " YES " id=g\n" BLOCK, "grey", 0, "g", false },
		{ "block " YES " expires=2026-06-14\n", DEFAULT },
		{ "block " YES " id=b expires=2026-06-15\n", BLOCKED },
		{ "block " YES " id=b code=550\n", "block", 550, "b",
		    false },
		{ "defer " YES " id=b code=421\n", "defer", 421, "b",
		    false },
	};

	(void)state;
	check(row, COUNT(row), IP, HOST);
}

static void
decide_modes_let_everybody_in(void **state)
{
	static const struct row row[] = {
		{ "mode off\n" BLOCK, "pass", 0, "mode", false },
		{ "mode watch\n" BLOCK, "pass", 0, "b", false },
		{ "mode watch\ngrey " YES " id=g\n", "pass", 0, "g", false },
		{ "mode watch\nscore 9 " YES "\n", "pass", 0, "score_block",
		    false },
	};
	struct verdict v;

	(void)state;
	check(row, COUNT(row), IP, HOST);
	fixture_load(&f, "mode watch\nmark " YES " id=m\nblock " YES
	    " id=w mode=watch\n" BLOCK);
	fixture_ask(&f, &v, IP, HOST);
	assert_string_equal(fixture_notes(&f, NOTE_WATCH), "w:block,b:block");
	assert_string_equal(fixture_notes(&f, NOTE_MARK), "m");
	fixture_load(&f, "mode watch\npass " YES " id=p\n");
	fixture_ask(&f, &v, IP, HOST);
	assert_string_equal(fixture_notes(&f, NOTE_WATCH), "");
	fixture_load(&f, "score 9 " YES " id=s mode=watch\ndefer " YES
	    " id=d mode=watch\nblock " UNKNOWN " id=u mode=watch\n");
	fixture_ask(&f, &v, IP, HOST);
	assert_string_equal(fixture_notes(&f, NOTE_WATCH), "s:score,d:defer");
	assert_int_equal(v.score_milli, 0);
	fixture_load(&f, "block @any id=o mode=off\nblock @ip=" IP " id=i\n");
	fixture_ask(&f, &v, IP, "?"); /* all rules are read */
	assert_string_equal(v.rule, "i");
}

/* Fault R-02: an expression that gives up. */
static void
decide_never_refuses_by_an_expression_that_gave_up(void **state)
{
#define BOMB "@regex=^(x+x+)+[yz]"
#define MANY_X "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	static const struct row row[] = {
		{ "block " BOMB " id=r\n", DEFAULT },
		{ "defer " BOMB " id=r\n", DEFAULT },
		{ "grey " BOMB " id=r\n", DEFAULT },
		{ "mark " BOMB " id=r\n", DEFAULT },
		{ "score 9 " BOMB " id=r\n", DEFAULT },
		{ "block !" BOMB " id=r\n", DEFAULT },
		{ "pass " BOMB " id=r\n" BLOCK, CAPPED },
		{ "pass !" BOMB " id=r\n" BLOCK, CAPPED },
		{ "grey " BOMB " id=r\n" BLOCK, BLOCKED },
		{ "pass " BOMB " id=r\n", DEFAULT },
	};
	struct verdict v;
	size_t i;

	(void)state;
	check(row, COUNT(row), IP, MANY_X);
	for (i = 0; i < COUNT(row); i++) {
		fixture_load(&f, row[i].rules);
		fixture_ask(&f, &v, IP, MANY_X);
		assert_string_equal(fixture_notes(&f, NOTE_LIMIT), "r");
		fixture_ask(&f, &v, IP, "xxxyz");
		assert_string_equal(fixture_notes(&f, NOTE_LIMIT), "");
	}
}

/* A rule about the recipient is no miss while nobody knows him, in a second
 * walk either. */
static void
decide_counts_no_miss_without_a_recipient(void **state)
{
	static const struct {
		const char *rule, *rcpt;
		int32_t score;
	} row[] = {
		{ "score 1 @rcpt=a.example good=2", NULL, 0 },
		{ "score 1 !@rcpt=a.example good=2", NULL, 0 },
		{ "score 1 @rcpt=a.example good=2", "x@a.example", 1000 },
		{ "score 1 @rcpt=a.example good=2", "x@b.example", 2000 },
		{ "score 1 @rcpt=a.example @name=no.example good=2", NULL,
		    2000 },
	};
	struct evidence ev;
	struct mailbox box;
	struct verdict v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		fixture_load(&f, row[i].rule);
		evidence_init(&ev);
		evidence_name(&ev, "h.example");
		if (row[i].rcpt != NULL) {
			assert_int_equal(mailbox_parse(&box, row[i].rcpt,
			    &f.e), 0);
			ev.rcpt = &box;
		}
		fixture_decide(&f, &v, &ev, NULL);
		assert_int_equal(v.score_milli, row[i].score);
		assert_int_equal(decide(&v, &f.decider, &f.client, &f.e), 0);
		assert_int_equal(v.score_milli, row[i].score);
	}
}

struct seen {
	struct decide_seen rule[8];
	size_t len;
};

static void
see(void *arg, struct ruleset *rules, const struct decide_seen *seen)
{
	struct seen *s = arg;

	(void)rules;
	assert_true(s->len < COUNT(s->rule));
	s->rule[s->len++] = *seen;
}

/* decide.h: what was asked of each rule up to the one that ends the walk, and
 * of DNS only where the walk came to it. */
static void
decide_shows_what_it_asked(void **state)
{
	static const char rules[] = "pass @ip=198.51.100.1 @any\n"
	    "pass @ip=198.51.100.1 @dnsbl=list.example\n"
	    "grey @dnsbl=list.example @any\n"
	    "block @any mode=off\nblock @any expires=2026-06-14\n"
	    "defer @any id=d\nmark @any\n";
	static const struct decide_seen want[] = {
		{ DECIDE_ASKED, ANSWER_NO, 3, { ANSWER_NO, ANSWER_YES } },
		{ DECIDE_ASKED, ANSWER_NO, 1, { ANSWER_NO } },
		{ DECIDE_ASKED, ANSWER_UNKNOWN, 3,
		    { ANSWER_UNKNOWN, ANSWER_YES } },
		{ DECIDE_OFF, ANSWER_NO, 1, { ANSWER_YES } },
		{ DECIDE_EXPIRED, ANSWER_NO, 1, { ANSWER_YES } },
		{ DECIDE_ASKED, ANSWER_YES, 1, { ANSWER_YES } },
	};
	struct seen seen = { .len = 0 };
	const struct decide_viewer viewer = { see, &seen };
	struct verdict v;
	size_t i, k;

	(void)state;
	fixture_load(&f, rules);
	f.decider.viewer = &viewer;
	fixture_ask(&f, &v, IP, HOST);
	f.decider.viewer = NULL;
	assert_string_equal(v.rule, "d");
	assert_int_equal(seen.len, COUNT(want));
	for (i = 0; i < COUNT(want); i++) {
		assert_int_equal(seen.rule[i].step, want[i].step);
		assert_int_equal(seen.rule[i].answer, want[i].answer);
		assert_int_equal(seen.rule[i].asked, want[i].asked);
		for (k = 0; k < 2; k++)
			if ((want[i].asked & 1u << k) != 0)
				assert_int_equal(seen.rule[i].found[k],
				    want[i].found[k]);
	}
}

/* What a list lets through is not held against the rest of the list. */
static void
decide_jumps_behind_a_list(void **state)
{
	struct verdict v;

	(void)state;
	fixture_text(&f, "list", "192.0.2.1:allow\n192.0.2.:deny\n");
	fixture_load(&f, "import tcprules list\n"
	    "defer @ip=192.0.2.0/24 id=end\n");
	fixture_ask(&f, &v, "192.0.2.1", HOST);
	assert_string_equal(v.rule, "end");
	fixture_ask(&f, &v, "192.0.2.2", HOST);
	assert_int_equal(v.action, RULE_BLOCK);
}

/* What is remembered of a rule waits for the client as the rule did. */
static void
decide_remembers_what_waits_to_be_said(void **state)
{
	struct evidence ev;
	struct verdict v;
	int i;

	(void)state;
	fixture_load(&f, "block @sender=a.example @helo=b.example\n");
	assert_int_equal(evidence_entry(&ev, HOST "/" IP, &f.e), 0);
	ev.to_say = true;
	fixture_decide(&f, &v, &ev, NULL);
	for (i = 0; i < 2; i++) {
		assert_true(v.undecided);
		assert_true(v.settled);
		assert_int_equal(decide(&v, &f.decider, &f.client, &f.e), 0);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(decide_counts_no_miss_without_a_recipient),
		cmocka_unit_test(decide_by_one_rule),
		cmocka_unit_test(
		    decide_caps_what_a_milder_rule_could_have_changed),
		cmocka_unit_test(decide_ands_criteria_of_three_values),
		cmocka_unit_test(decide_negation_keeps_unknown),
		cmocka_unit_test(
		    decide_takes_the_first_rule_that_ends_the_walk),
		cmocka_unit_test(decide_modes_let_everybody_in),
		cmocka_unit_test(decide_shows_what_it_asked),
		cmocka_unit_test(
		    decide_never_refuses_by_an_expression_that_gave_up),
		cmocka_unit_test(decide_jumps_behind_a_list),
		cmocka_unit_test(decide_remembers_what_waits_to_be_said),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
