/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What answers of DNS add up to, as rules and decide make it of them: each
 * 5xx is one in all worlds in which the unknown is known, and what is settled
 * stays. */
#include "policy/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fakedns.h"
#include "lib/fixture.h"
#include "policy/lookup.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HOST "host.example.net"
#define QUESTIONS 5

static struct fixture f;

/* The answers to these, in this order, are the letters of a row: "y" yes, "n"
 * no, "?" unknown, "." still to come. */
static const struct {
	const char *name;
	enum dns_type type;
	const char *yes;
} asked[QUESTIONS] = {
	{ "1.2.0.192.in-addr.arpa", DNS_PTR, HOST },
	{ HOST, DNS_A, "192.0.2.1" },
	{ "1.2.0.192.a.one.test", DNS_A, "127.0.0.2" },
	{ "1.2.0.192.b.one.test", DNS_A, "127.0.0.2" },
	{ "1.2.0.192.two.test", DNS_A, "127.0.0.2" },
};

struct row {
	const char *rules, *answers, *action;
	unsigned code;
	bool settled;
};

#define A "@dnsbl=a.one.test"
#define B "@dnsbl=b.one.test"
#define TWO "@dnsbl=two.test"
#define PASSED "pass", 0
#define BLOCKED "block", 553
#define DEFERRED "defer", 451
#define GREY "grey", 0

static void
ask(struct verdict *v, const char *answers)
{
	struct fakedns_row row[QUESTIONS + 1] = { { NULL, DNS_A,
		NULL } };
	struct dns_source source;
	struct fakedns dns;
	struct lookup lookup;
	struct evidence ev;
	size_t i;

	assert_int_equal(strlen(answers), QUESTIONS);
	for (i = 0; i < QUESTIONS; i++)
		row[i] = (struct fakedns_row){ asked[i].name, asked[i].type,
			answers[i] == 'y' ? asked[i].yes :
			answers[i] == 'n' ? "absent" :
			answers[i] == '?' ? "unknown" : "waiting" };
	source = fakedns_begin(&dns, row);
	assert_int_equal(evidence_entry(&ev, HOST "/192.0.2.1", &f.e), 0);
	lookup_begin(&lookup, &source, &ev);
	fixture_decide(&f, v, &ev, &lookup);
}

static void
check(const struct row *row, size_t count)
{
	struct verdict v;
	size_t i;

	for (i = 0; i < count; i++) {
		fixture_load(&f, row[i].rules);
		ask(&v, row[i].answers);
		if (strcmp(rule_action_word(v.action), row[i].action) != 0 ||
		    v.code != row[i].code || v.settled != row[i].settled)
			fail_msg("%s%s -> %s %u settled=%d", row[i].rules,
			    row[i].answers, rule_action_word(v.action),
			    v.code, v.settled);
	}
}

/* dhf.conf(5), the two operators of dnsbl_agree; a.one.test and b.one.test are
 * one's. */
static void
lists_of_one_operator_block_for_now_only(void **state)
{
	static const char same[] = "score 4 " A "\nscore 4 " B "\n",
	    differ[] = "score 4 " A "\nscore 4 " TWO "\n",
	    alone[] = "score 8 @any\nscore 1 " A "\n",
	    one[] = "dnsbl_agree 1\nscore 9 " A "\n";
	static const struct row row[] = {
		{ same, "..yy.", DEFERRED, true },
		{ same, "..yn.", PASSED, true },
		{ differ, "..y.y", BLOCKED, true },
		{ differ, "..y.?", PASSED, true },
		{ alone, ".....", BLOCKED, true },
		{ alone, "..y..", BLOCKED, true },
		{ one, "..y..", BLOCKED, true },
		{ "score 9 " A " " TWO "\n", "..y.y", BLOCKED, true },
		{ "score 9 " A "\n", "..y..", DEFERRED, true },
		/* another operator's, and one that could take it off again */
		{ "score 9 " A "\nscore 1 " TWO "\n", "..y..", DEFERRED,
		    false },
		{ "score 9 " A "\nscore 1 " TWO "\n", "..y.y", BLOCKED,
		    true },
		{ "score 9 " A "\nscore -1 " TWO "\n", "..y..", DEFERRED,
		    false },
		{ "score 9 " A " @dnswl=two.test\n", "..y.y", DEFERRED,
		    true },
		{ "score 8 @dnswl=two.test\nscore 1 " A "\n", "..y.y",
		    BLOCKED, true },
		{ "score 9 " A " !" TWO "\n", "..y.n", DEFERRED, true },
		/* a thousandth is as much as is wanting, and as is too much */
		{ "score_block 1\nscore 0.999 @any\nscore 0.001 " A "\n",
		    ".....", PASSED, false },
		{ "score_block 1\nscore 0.998 @any\nscore 0.001 " A "\n",
		    ".....", PASSED, true },
		{ "score_block 1\nscore 1 @any\nscore -0.001 @dnswl=two.test\n",
		    ".....", BLOCKED, false },
		{ "score_block 1\nscore 1.001 @any\n"
		    "score -0.001 @dnswl=two.test\n", ".....", BLOCKED,
		    true },
		/* one list of the other family has nothing to say */
		{ "score 9 @dnsbl=a.one.test,b.one.test/6\n", "..y..",
		    DEFERRED, true },
	};

	(void)state;
	check(row, COUNT(row));
}

/* 3,300 times a thousand, in thousandths, wrap to what looks like less. */
static void
what_lists_have_scored_does_not_wrap(void **state)
{
	static const char one[] = "score 1000 " A "\n";
	static char rules[3300 * sizeof(one)];
	const struct row row = { rules, "..y..", DEFERRED, true };
	size_t i;

	(void)state;
	for (i = 0; i < 3300; i++)
		memcpy(rules + i * (sizeof(one) - 1), one, sizeof(one));
	check(&row, 1);
}

/* 8 + 4 - 2 = 10, of which no list has scored 6. */
static void
an_unknown_score_takes_off_what_no_list_has_scored(void **state)
{
	static const char rules[] = "score 8 @any\nscore 4 " A
	    "\nscore -2 " TWO "\n",
	    both[] = "score 10 @any\nscore -2 " TWO "\nscore -1 " A "\n";
	static const struct row row[] = {
		{ rules, "..y.n", BLOCKED, true },
		{ rules, "..y.y", DEFERRED, true },
		{ rules, "..y.?", DEFERRED, true },
		{ rules, "..y..", BLOCKED, false },
		{ both, "....?", BLOCKED, false },
		{ both, "..n.?", BLOCKED, true },
		{ both, "..y.?", DEFERRED, true },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
a_list_in_doubt_has_no_operator(void **state)
{
	static const char rules[] = "score 8 " A "\nscore 8 " TWO
	    " @rdns=none,unknown\n";
	static const struct row row[] = {
		{ rules, "n.y.y", BLOCKED, true },
		{ rules, "?.y.y", DEFERRED, true },
		{ rules, "yyy.y", DEFERRED, true },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Of alternatives, each that has the client counts, in whatever order they
 * come. */
static void
all_lists_of_a_rule_have_operators(void **state)
{
	static const char before[] = "score 4 " A ",two.test\nscore 4 " B "\n",
	    behind[] = "score 4 " TWO ",a.one.test\nscore 4 " B "\n";
	static const struct row row[] = {
		{ before, "..yyy", BLOCKED, true },
		{ before, "...yy", BLOCKED, true },
		{ before, "..?yy", BLOCKED, true },
		{ before, "..yyn", DEFERRED, true },
		{ before, "..yy.", DEFERRED, false },
		{ before, "..yy?", DEFERRED, true },
		{ behind, "..yyy", BLOCKED, true },
		{ behind, "..yyn", DEFERRED, true },
		{ behind, "..yy.", DEFERRED, false },
	};

	(void)state;
	check(row, COUNT(row));
}

/* The first list is not asked about IPv4. */
static void
good_is_given_if_a_list_was_asked(void **state)
{
	static const char before[] = "score_block 5\nscore 7 @any\nscore 1 " A
	    "/6 " TWO " good=-3\n",
	    behind[] = "score_block 5\nscore 7 @any\nscore 1 " TWO " " A
	    "/6 good=-3\n",
	    alone[] = "score_block 5\nscore 7 @any\nscore 1 " A
	    "/6 good=-3\n",
	    doubt[] = "score_block 5\nscore 7 @any\nscore 1 " A
	    "/6 @rdns=unknown good=-3\n";
	static const struct row row[] = {
		{ before, "....n", PASSED, true },
		{ before, "....y", BLOCKED, true },
		{ before, ".....", BLOCKED, false },
		{ before, "....?", DEFERRED, true },
		{ behind, "....n", PASSED, true },
		{ behind, "....y", BLOCKED, true },
		{ behind, ".....", BLOCKED, false },
		{ behind, "....?", DEFERRED, true },
		{ alone, ".....", BLOCKED, true },
		{ doubt, "n....", PASSED, true },
		{ doubt, "?....", DEFERRED, true },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
an_unknown_state_never_makes_a_5xx(void **state)
{
	static const char not[] = "pass !@rdns=unknown\nblock @any\n",
	    is[] = "block @rdns=none,unknown\n",
	    good[] = "score 9 @any\nscore 3 @rdns=unknown good=-5\n";
	static const struct row row[] = {
		{ not, "n....", PASSED, true },
		{ not, "?....", DEFERRED, true },
		{ not, ".....", BLOCKED, false },
		{ is, "n....", BLOCKED, true },
		{ is, "?....", DEFERRED, true },
		{ is, "yn...", PASSED, true },
		{ is, "y?...", DEFERRED, true },
		{ good, "n....", PASSED, true },
		{ good, "?....", DEFERRED, true },
	};

	(void)state;
	check(row, COUNT(row));
}

/* A score that is not known could say less than the default does. */
static void
an_unknown_score_may_be_milder_than_the_default(void **state)
{
	static const char grey[] = "default_action block\nscore_grey 3\n"
	    "score 3 @rdns=none\n",
	    list[] = "default_action block\nscore 9 " A "\n",
	    other[] = "default_action block\nscore 9 @rdns=none\n",
	    joined[] = "default_action block\nscore 9 @rdns=none\n"
	    "score 1 " A "\n",
	    less[] = "default_action block\nscore_grey 3\nscore 4 @rdns=none\n"
	    "score -2 " A "\n";
	static const struct row row[] = {
		{ grey, "n....", GREY, true },
		{ grey, "yy...", BLOCKED, true },
		{ grey, "?....", DEFERRED, true },
		{ list, "..y..", DEFERRED, true },
		{ list, "..n..", BLOCKED, true },
		{ list, "..?..", DEFERRED, true },
		{ other, "?....", BLOCKED, true },
		{ joined, "?.n..", BLOCKED, true },
		{ joined, "?.y..", DEFERRED, true },
		{ joined, "?....", BLOCKED, false },
		{ less, "?.n..", DEFERRED, true },
		{ less, "?.y..", BLOCKED, true },
		{ less, "?....", DEFERRED, false },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Who passes because nobody knows better is vouched for by nobody. */
static void
what_is_unknown_vouches_for_nobody(void **state)
{
	static const struct {
		const char *rules, *answers;
		bool vouched;
	} row[] = {
		{ "pass @rdns=none,unknown\n", "n....", true },
		{ "pass @rdns=none,unknown\n", "?....", false },
		{ "grey @rdns=none,unknown\n", "n....", false },
		{ "pass @any\n", "n....", false },
		{ "pass @any !@rdns=confirmed\n", "n....", true },
	};
	struct verdict v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		fixture_load(&f, row[i].rules);
		ask(&v, row[i].answers);
		if (v.vouched != row[i].vouched)
			fail_msg("%s%s", row[i].rules, row[i].answers);
	}
}

/* What leaves an import lets by what stands behind it there; a mark lets
 * nobody by. */
static void
an_unknown_way_out_of_an_import_is_milder(void **state)
{
	static const struct {
		struct rule rule;
		bool milder;
	} row[] = {
		{ { .action = RULE_NEXT, .target = 64 }, true },
		{ { .action = RULE_NEXT }, false },
		{ { .action = RULE_MARK }, false },
		{ { .action = RULE_PASS }, true },
		{ { .action = RULE_GREY }, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct outcome o = { .milder = false };

		outcome_unknown(&o, &row[i].rule, false);
		assert_int_equal(o.milder, row[i].milder);
	}
}

/* So many as dnsbl_agree may ask for are told apart, and nobody counts those
 * behind. */
static void
more_operators_than_can_be_asked_for_are_enough(void **state)
{
	struct fakedns_row row[SETTINGS_AGREE_MAX + 3];
	char name[SETTINGS_AGREE_MAX + 2][32], rules[1024];
	struct dns_source source;
	struct evidence ev;
	struct fakedns dns;
	struct lookup lookup;
	struct verdict v;
	size_t i, at;

	(void)state;
	at = (size_t)snprintf(rules, sizeof(rules), "dnsbl_agree %d\n",
	    SETTINGS_AGREE_MAX);
	for (i = 0; i < SETTINGS_AGREE_MAX + 2; i++) {
		(void)snprintf(name[i], sizeof(name[i]),
		    "1.2.0.192.o%zu.test", i);
		row[i] = (struct fakedns_row){ name[i], DNS_A, "127.0.0.2" };
		at += (size_t)snprintf(rules + at, sizeof(rules) - at,
		    "score 1 @dnsbl=%s\n", name[i] + 10);
	}
	row[i] = (struct fakedns_row){ NULL, DNS_A, NULL };
	fixture_load(&f, rules);
	source = fakedns_begin(&dns, row);
	assert_int_equal(evidence_entry(&ev, HOST "/192.0.2.1", &f.e), 0);
	lookup_begin(&lookup, &source, &ev);
	fixture_decide(&f, &v, &ev, &lookup);
	assert_int_equal(v.score_milli, 1000 * (SETTINGS_AGREE_MAX + 2));
	assert_int_equal(v.code, 553);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_of_one_operator_block_for_now_only),
		cmocka_unit_test(what_lists_have_scored_does_not_wrap),
		cmocka_unit_test(
		    an_unknown_score_takes_off_what_no_list_has_scored),
		cmocka_unit_test(a_list_in_doubt_has_no_operator),
		cmocka_unit_test(all_lists_of_a_rule_have_operators),
		cmocka_unit_test(good_is_given_if_a_list_was_asked),
		cmocka_unit_test(an_unknown_state_never_makes_a_5xx),
		cmocka_unit_test(
		    an_unknown_score_may_be_milder_than_the_default),
		cmocka_unit_test(what_is_unknown_vouches_for_nobody),
		cmocka_unit_test(
		    more_operators_than_can_be_asked_for_are_enough),
		cmocka_unit_test(an_unknown_way_out_of_an_import_is_milder),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
