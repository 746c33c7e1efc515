/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct session_room room;

static void
take(struct evidence *ev, const struct session *s)
{
	struct session with_ip = *s;
	struct err e;

	assert_int_equal(ip_parse(&with_ip.ip, "192.0.2.1", &e), 0);
	memset(&room, 7, sizeof(room));
	session_take(ev, &room, &with_ip);
	assert_string_equal(ev->ip_text, "192.0.2.1");
	assert_true(ev->has_ip && ev->session);
}

/* Postfix writes "unknown" where it has none, SMTPD_POLICY_README. */
static void
session_names_are_as_good_as_they_were_seen(void **state)
{
	static const struct {
		const char *name, *claim;
		enum answer has_name;
		bool unproven;
		const char *want;
	} row[] = {
		{ "MX.example.", NULL, ANSWER_YES, false, "mx.example" },
		{ "mx.example", "other.example", ANSWER_YES, false,
		    "mx.example" },
		{ "unknown", "mx.example", ANSWER_YES, true, "mx.example" },
		{ NULL, "mx.example", ANSWER_YES, true, "mx.example" },
		{ "unknown", "unknown", ANSWER_WAITING, false, "" },
		{ "", "", ANSWER_WAITING, false, "" },
		{ "-", NULL, ANSWER_WAITING, false, "" },
		{ NULL, NULL, ANSWER_WAITING, false, "" },
	};
	struct evidence ev;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		take(&ev, &(struct session){ .name = row[i].name,
			.claim = row[i].claim });
		assert_int_equal(ev.has_name, row[i].has_name);
		assert_int_equal(ev.unproven, row[i].unproven);
		assert_int_equal(ev.provable, row[i].unproven);
		assert_string_equal(ev.name, row[i].want);
	}
}

static void
session_tells_what_it_was_told(void **state)
{
	char longer[600];
	struct evidence ev;

	(void)state;
	take(&ev, &(struct session){ .port = 587 });
	assert_null(ev.helo);
	assert_null(ev.sender);
	assert_null(ev.rcpt);
	assert_int_equal(ev.port, 587);
	take(&ev, &(struct session){ .helo = "", .sender = "", .rcpt = "" });
	assert_null(ev.helo);
	assert_null(ev.rcpt);
	assert_int_equal(ev.sender->local_len + ev.sender->domain_len, 0);
	assert_string_equal(ev.sender->local, "");
	take(&ev, &(struct session){ .helo = "A.Example.",
		.sender = "<U@B.example>", .rcpt = "no mailbox" });
	assert_string_equal(ev.helo, "a.example");
	assert_string_equal(ev.sender->local, "u");
	assert_string_equal(ev.sender->domain, "b.example");
	assert_null(ev.rcpt);
	take(&ev, &(struct session){ .helo = "." });
	assert_string_equal(ev.helo, ".");
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	take(&ev, &(struct session){ .helo = longer, .sender = longer });
	assert_int_equal(strlen(ev.helo), SESSION_HELO_SIZE - 1);
	assert_null(ev.sender);
}

static unsigned
code_of(struct fixture *f, const char *rules, const struct session *s,
    char rule[RULESET_LABEL])
{
	struct evidence ev;
	struct verdict v;

	fixture_load(f, rules);
	take(&ev, s);
	fixture_decide(f, &v, &ev, NULL);
	memcpy(rule, v.rule, RULESET_LABEL);
	return v.code;
}

/* What is not told is no reason for a 5xx. */
static void
session_without_evidence_is_never_final(void **state)
{
	static const char *const by[] = { "pass @helo=a.example",
		"pass !@helo=~a", "pass @sender=<>", "pass !@sender=b.example",
		"pass @rcpt=u@", "defer @rcpt=~^u", "score -9 @helo=a.example",
		"score 1 @sender=~b good=-9" };
	static const struct session full = { .name = "x.example",
		.helo = "x.example", .sender = "u@b.example",
		.rcpt = "v@a.example" };
	static const struct session none = { .name = "x.example" };
	struct fixture f;
	char text[128], rule[RULESET_LABEL];
	size_t i;

	(void)state;
	fixture_begin(&f);
	for (i = 0; i < COUNT(by); i++) {
		(void)snprintf(text, sizeof(text), "%s\n%s\n", by[i],
		    i < 6 ? "block @any" : "score 8 @any");
		if (code_of(&f, text, &none, rule) != 451)
			fail_msg("%s", by[i]);
	}
	assert_int_equal(code_of(&f, "pass @helo=a.example\nblock @any\n",
	    &full, rule), 553);
	assert_int_equal(code_of(&f, "block @helo=~.\nblock @sender=~.\n"
	    "block !@rcpt=a\n", &none, rule), 0);
	fixture_end(&f);
}

static void
postmaster_and_abuse_are_always_reached(void **state)
{
	static const struct {
		const char *rcpt;
		unsigned code;
	} row[] = {
		{ "postmaster@a.example", 0 }, { "<PostMaster>", 0 },
		{ "ABUSE@b.example", 0 }, { "\"abuse\"@b.example", 0 },
		{ "abuser@b.example", 553 }, { "u@abuse.example", 553 },
		{ "abuse%b.example@c.example", 553 }, { NULL, 553 },
	};
	struct fixture f;
	char rule[RULESET_LABEL];
	size_t i;

	(void)state;
	fixture_begin(&f);
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(code_of(&f, "block @any id=all\n",
		    &(struct session){ .name = "a.example",
		    .rcpt = row[i].rcpt }, rule), row[i].code);
		assert_string_equal(rule, row[i].code == 0 ? "exempt_rcpt" :
		    "all");
	}
	fixture_end(&f);
}

/* What the client will say leaves open what it could change, and no more; and
 * until it says it the verdict is that of rules which it does not hold for. */
static void
what_is_to_be_said_leaves_open_what_it_could_change(void **state)
{
	static const struct {
		const char *rules;
		enum rule_action action;
		bool undecided;
	} row[] = {
		{ "", RULE_PASS, false },
		{ "block @sender=a.example\n", RULE_PASS, true },
		{ "block !@sender=a.example\n", RULE_PASS, true },
		{ "pass @rcpt=a.example\n", RULE_PASS, false },
		{ "pass @rcpt=a.example\nblock @any\n", RULE_BLOCK, true },
		{ "block @any\npass @rcpt=a.example\n", RULE_BLOCK, false },
		{ "pass @any\nblock @helo=a.example\n", RULE_PASS, false },
		{ "block @helo=a.example @name=b.example\n", RULE_PASS,
		    false },
		{ "block @helo=~a mode=watch\n", RULE_PASS, false },
		{ "mark @helo-is=own\n", RULE_PASS, false },
		{ "grey @helo-is=sender\n", RULE_PASS, true },
		{ "score 7.9 @helo-is=own\n", RULE_PASS, false },
		{ "score 8 @helo-is=own\n", RULE_PASS, true },
		{ "score 4 @any\nscore 4 @helo-is=own\n", RULE_PASS, true },
		{ "score 9 @any\nscore 1 @helo-is=own\n", RULE_BLOCK,
		    false },
		{ "score 9 @any\nscore -2 @helo-is=own\n", RULE_BLOCK, true },
		{ "score 9 @any\nscore 0 good=-2 @helo-is=own\n", RULE_BLOCK,
		    true },
		{ "score 8 @helo-is=own\nblock @any\n", RULE_BLOCK, false },
		{ "mode watch\nblock @sender=a.example\n", RULE_PASS, false },
		{ "mode off\nblock @sender=a.example\n", RULE_PASS, false },
	};
	struct fixture f;
	struct evidence ev;
	struct verdict v;
	size_t i;

	(void)state;
	fixture_begin(&f);
	for (i = 0; i < COUNT(row); i++) {
		fixture_load(&f, row[i].rules);
		assert_int_equal(evidence_entry(&ev, "mx.c.example/192.0.2.1",
		    &f.e), 0);
		ev.to_say = true;
		fixture_decide(&f, &v, &ev, NULL);
		if (v.undecided != row[i].undecided ||
		    v.action != row[i].action || !v.settled || v.capped)
			fail_msg("%s: %s%s", row[i].rules,
			    rule_action_word(v.action),
			    v.undecided ? ", undecided" : "");
	}
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(session_names_are_as_good_as_they_were_seen),
		cmocka_unit_test(session_tells_what_it_was_told),
		cmocka_unit_test(session_without_evidence_is_never_final),
		cmocka_unit_test(postmaster_and_abuse_are_always_reached),
		cmocka_unit_test(
		    what_is_to_be_said_leaves_open_what_it_could_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
