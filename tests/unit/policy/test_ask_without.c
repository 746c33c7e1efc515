/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Criteria of clients of whom little is known, and what they did. */
#include "policy/ask_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr/regex.h"
#include "expr/regexcache.h"
#include "lib/fixture.h"
#include "policy/session.h"
#include "wire/offence.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;
static struct client client;
static struct finding found;

/* Ask the rule that was loaded; what ask_rule returns. */
static int
ask(const struct evidence *ev, struct regexcache *cache)
{
	const struct view view = { .img = &f.img,
		.regex = f.decider.regex,
		.cache = cache,
		.client = &client };

	ruleset_seek(&f.rules, 0);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	client_begin(&client, ev, NULL, 0);
	return ask_rule(&found, &view, &f.rules.rule, &f.e);
}

/* What "block CRITERIA" says. */
static enum answer
answer(const char *criteria, const struct evidence *ev)
{
	char rules[512];

	(void)snprintf(rules, sizeof(rules), "block %s\n", criteria);
	fixture_load(&f, rules);
	regex_engine_reset(f.decider.regex);
	assert_int_equal(ask(ev, NULL), 0);
	return found.answer;
}

static void
client_of(struct evidence *ev, const char *entry)
{
	assert_int_equal(evidence_entry(ev, entry, &f.e), 0);
}

static void
without_dns_nothing_is_known_of_it(void **state)
{
	static const char *const criteria[] = { "@rdns=none",
		"@dnsbl=l.example", "@declared", "@neighbours=same",
		"@helo-at=nowhere", "@sender-at=nowhere" };
	struct session_room room;
	struct evidence ev;
	char negated[64];
	size_t i;

	(void)state;
	client_of(&ev, "h.example/192.0.2.1");
	session_say(&ev, &room,
	    &(struct session){ .helo = "a.example", .sender = "b@a.example" });
	for (i = 0; i < COUNT(criteria); i++) {
		(void)snprintf(negated, sizeof(negated), "!%s", criteria[i]);
		assert_int_equal(answer(criteria[i], &ev), ANSWER_UNKNOWN);
		assert_int_equal(answer(negated, &ev), ANSWER_UNKNOWN);
	}
}

static void
neighbours_wait_for_the_name(void **state)
{
	struct evidence ev;

	(void)state;
	client_of(&ev, "?/192.0.2.1");
	assert_int_equal(ev.has_name, ANSWER_WAITING);
	assert_int_equal(answer("@neighbours=none", &ev), ANSWER_WAITING);
	ev.has_name = ANSWER_UNKNOWN;
	assert_int_equal(answer("@neighbours=none", &ev), ANSWER_UNKNOWN);
}

static void
offenders_are_asked_for_what_they_did(void **state)
{
	static const struct {
		const char *criteria;
		enum answer want;
	} row[] = {
		{ "@offender", ANSWER_YES },
		{ "@offender=trap", ANSWER_YES },
		{ "@offender=storm", ANSWER_NO },
		{ "@offender=storm,trap", ANSWER_YES },
		{ "!@offender=storm", ANSWER_YES },
	};
	struct evidence ev;
	size_t i;

	(void)state;
	client_of(&ev, "192.0.2.1");
	ev.offender = ANSWER_YES;
	ev.offences = 1u << OFFENCE_TRAP;
	for (i = 0; i < COUNT(row); i++)
		if (answer(row[i].criteria, &ev) != row[i].want)
			fail_msg("%s", row[i].criteria);
	ev.offender = ANSWER_NO;
	assert_int_equal(answer("@offender", &ev), ANSWER_NO);
	ev.offender = ANSWER_UNKNOWN;
	assert_int_equal(answer("@offender=storm", &ev), ANSWER_UNKNOWN);
	assert_false(client.wants_offences);
	ev.offender = ANSWER_WAITING;
	assert_int_equal(answer("@offender=storm", &ev), ANSWER_WAITING);
	assert_true(client.wants_offences);
}

static void
greetings_are_held_against_what_is_there(void **state)
{
	char longest[400];
	struct session_room room;
	struct evidence ev;

	(void)state;
	client_of(&ev, "h.example"); /* no address */
	session_say(&ev, &room, &(struct session){ .helo = "[192.0.2.1]" });
	assert_int_equal(answer("@helo-is=own", &ev), ANSWER_NO);
	assert_int_equal(answer("@helo-is=numeric", &ev), ANSWER_YES);
	client_of(&ev, "?/192.0.2.1");
	ev.has_name = ANSWER_UNKNOWN;
	session_say(&ev, &room,
	    &(struct session){ .helo = "a.example", .sender = "u@b.example" });
	assert_int_equal(answer("@helo-is=name,sender", &ev), ANSWER_UNKNOWN);
	memset(longest, 'a', sizeof(longest));
	(void)strcpy(longest + sizeof(longest) - sizeof(".example"),
	    ".example");
	ev.helo = longest;
	assert_int_equal(answer("@helo=example", &ev), ANSWER_NO);
	ev.helo = longest + 300;
	assert_int_equal(answer("@helo=example", &ev), ANSWER_YES);
}

/* An image may have no list of public suffixes. */
static void
without_suffixes_two_labels_are_compared(void **state)
{
	static const struct {
		const char *name, *helo;
		enum answer want;
	} row[] = {
		{ "a.b.example/192.0.2.1", "c.b.example", ANSWER_YES },
		{ "b.example/192.0.2.1", "c.b.example", ANSWER_YES },
		{ "a.b.example/192.0.2.1", "b.c.example", ANSWER_NO },
		{ "a.b.co.uk/192.0.2.1", "a.c.co.uk", ANSWER_YES },
	};
	struct session_room room;
	struct evidence ev;
	size_t i;

	(void)state;
	fixture_load(&f, "block @helo-is=client\n");
	f.img.head.suffixes.len = 0;
	for (i = 0; i < COUNT(row); i++) {
		client_of(&ev, row[i].name);
		session_say(&ev, &room, &(struct session){
		    .helo = row[i].helo });
		assert_int_equal(ask(&ev, NULL), 0);
		if (found.answer != row[i].want)
			fail_msg("%s: %s", row[i].name, row[i].helo);
	}
}

static void
what_is_to_be_said_is_waited_for(void **state)
{
	struct evidence ev;

	(void)state;
	client_of(&ev, "h.example/192.0.2.1");
	ev.to_say = true;
	assert_int_equal(answer("@sender=a.example @rcpt=b.example", &ev),
	    ANSWER_WAITING);
	assert_true(found.said);
	assert_int_equal(answer("@host=h.example", &ev), ANSWER_YES);
	assert_false(found.said);
}

/* dhf.conf(5): good= is given for a miss, and giving up is none. */
static void
an_expression_that_gives_up_misses_nothing(void **state)
{
	static const char text[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
	struct evidence ev;

	(void)state;
	client_of(&ev, text);
	fixture_load(&f, "score 1 good=-1 @regex=^(x+x+)+[yz]\n");
	regex_engine_reset(f.decider.regex);
	assert_int_equal(ask(&ev, NULL), 0);
	assert_int_equal(found.answer, ANSWER_UNKNOWN);
	assert_true(found.limited);
}

/* The filter has no cache, and gives up when its budget is spent. */
static void
a_cache_knows_no_better_than_the_filter(void **state)
{
	struct regexcache *cache = regexcache_new();
	struct evidence ev;

	(void)state;
	assert_non_null(cache);
	client_of(&ev, "dyn.example/192.0.2.1");
	fixture_load(&f, "pass @regex=^dyn\n");
	regex_engine_reset(f.decider.regex);
	assert_int_equal(ask(&ev, cache), 0);
	assert_int_equal(found.answer, ANSWER_YES);
	regex_engine_set_hits(f.decider.regex, REGEX_LIMIT_HITS);
	assert_int_equal(ask(&ev, cache), 0);
	assert_int_equal(found.answer, ANSWER_UNKNOWN);
	regexcache_free(cache);
}

/* No compiler of ours makes such an image. */
static void
an_expression_that_does_not_read_is_an_error(void **state)
{
	struct evidence ev;
	unsigned char *at;
	size_t i = 0;

	(void)state;
	client_of(&ev, "qq9x.example/192.0.2.1");
	fixture_load(&f, "block @regex=qq9(x)\n");
	for (at = f.image.data; i < f.image.len; i++)
		if (memcmp(at + i, "qq9(x)", 6) == 0)
			at[i + 5] = '(';
	f.e.class = ERR_NONE;
	regex_engine_reset(f.decider.regex);
	assert_int_equal(ask(&ev, NULL), -1);
	assert_int_not_equal(f.e.class, ERR_NONE);
}

static void
a_name_that_is_open_has_no_text(void **state)
{
	struct evidence ev;
	const struct view view = { .client = &client, .ip_searched = true };
	size_t len;

	(void)state;
	client_of(&ev, "?/192.0.2.1");
	client_begin(&client, &ev, NULL, 0);
	assert_string_equal(view_subject(&view, &len), "");
	ev.has_name = ANSWER_NO;
	assert_string_equal(view_subject(&view, &len), "192.0.2.1");
	assert_int_equal(len, 9);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_dns_nothing_is_known_of_it),
		cmocka_unit_test(neighbours_wait_for_the_name),
		cmocka_unit_test(offenders_are_asked_for_what_they_did),
		cmocka_unit_test(greetings_are_held_against_what_is_there),
		cmocka_unit_test(without_suffixes_two_labels_are_compared),
		cmocka_unit_test(what_is_to_be_said_is_waited_for),
		cmocka_unit_test(an_expression_that_gives_up_misses_nothing),
		cmocka_unit_test(a_cache_knows_no_better_than_the_filter),
		cmocka_unit_test(an_expression_that_does_not_read_is_an_error),
		cmocka_unit_test(a_name_that_is_open_has_no_text),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
