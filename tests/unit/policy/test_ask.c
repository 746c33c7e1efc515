/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ask_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expr/regex.h"
#include "lib/fixture.h"
#include "policy/session.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;
static const char *port; /* the local one */
static const char *helo, *sender, *rcpt; /* NULL: not known */
static bool session, claimed;

/* Ask one rule about "HOST/IP"; HOST "-": no name, "?": not known. */
static enum answer
ask(const char *action, const char *criteria, const char *entry, bool searched)
{
	struct evidence ev;
	struct session_room room;
	struct client client;
	const struct view view = { .img = &f.img, .regex = f.decider.regex,
		.client = &client, .ip_searched = searched };
	struct finding found;
	char rules[512];
	size_t i;

	(void)snprintf(rules, sizeof(rules), "%s %s\n", action, criteria);
	fixture_load(&f, rules);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	evidence_init(&ev);
	if (*entry != '\0')
		assert_int_equal(evidence_entry(&ev, entry, &f.e), 0);
	if (*entry == '?')
		ev.has_name = ANSWER_UNKNOWN;
	evidence_port(&ev, port);
	session_say(&ev, &room, &(struct session){ .helo = helo,
		.sender = sender, .rcpt = rcpt });
	ev.session = session;
	if (claimed) {
		evidence_doubt(&ev);
		evidence_give_up(&ev);
	}
	regex_engine_reset(f.decider.regex);
	client_begin(&client, &ev, NULL, 0);
	for (i = 0; i < f.rules.rule.crit_len; i++)
		assert_int_equal(ask_criterion(&found, &view,
		    &f.rules.rule.crit[i], &f.e), 0);
	assert_int_equal(ask_rule(&found, &view, &f.rules.rule, &f.e), 0);
	return found.answer;
}

struct row {
	const char *criteria, *entry;
	enum answer want;
};

static void
check(const struct row *row, size_t count, bool searched)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (ask("block", row[i].criteria, row[i].entry, searched) !=
		    row[i].want)
			fail_msg("%s of %s", row[i].criteria, row[i].entry);
}

static void
ask_networks_hold_their_addresses(void **state)
{
	static const struct row row[] = {
		{ "@ip=192.0.2.0/24", "-/192.0.2.255", ANSWER_YES },
		{ "@ip=192.0.2.0/24", "-/192.0.3.0", ANSWER_NO },
		{ "@ip=192.0.2.0/24", "?/192.0.2.1", ANSWER_YES },
		{ "@ip=192.0.2.0/24", "-/::ffff:192.0.2.9", ANSWER_YES },
		{ "@ip=192.0.2.0/24", "h.example", ANSWER_NO },
		{ "!@ip=192.0.2.0/24", "h.example", ANSWER_YES },
		{ "@ip=0.0.0.0/0", "-/2001:db8::1", ANSWER_NO },
		{ "@ip=::/0", "-/192.0.2.1", ANSWER_NO },
		{ "@ip=192.0.2.1,2001:db8::/32", "-/2001:db8:ffff::1",
		    ANSWER_YES },
		{ "@range=192.0.2.7-192.0.2.9", "-/192.0.2.6", ANSWER_NO },
		{ "@range=192.0.2.7-192.0.2.9", "-/192.0.2.7", ANSWER_YES },
		{ "@range=192.0.2.7-192.0.2.9", "-/192.0.2.9", ANSWER_YES },
		{ "@range=192.0.2.7-192.0.2.9", "-/192.0.2.10", ANSWER_NO },
		{ "@ip=192.0.2.0/24 !@ip=192.0.2.9", "-/192.0.2.8",
		    ANSWER_YES },
		{ "@ip=192.0.2.0/24 !@ip=192.0.2.9", "-/192.0.2.9",
		    ANSWER_NO },
		{ "!@ip=192.0.2.0/24,198.51.100.0/24", "-/198.51.100.1",
		    ANSWER_NO },
	};

	(void)state;
	check(row, COUNT(row), false);
}

static void
ask_domains_end_at_labels(void **state)
{
	static const struct row row[] = {
		{ "@name=example.net", "example.net/192.0.2.1", ANSWER_YES },
		{ "@name=example.net", "a.b.example.net/192.0.2.1",
		    ANSWER_YES },
		{ "@name=example.net", "EXAMPLE.net.", ANSWER_YES },
		{ "@name=EXAMPLE.net", "a.example.NET", ANSWER_YES },
		{ "@name=example.net", "badexample.net", ANSWER_NO },
		{ "@name=example.net", "example.net.example", ANSWER_NO },
		{ "@name=example.net", "net", ANSWER_NO },
		{ "@name=a.example,b.example", "x.b.example", ANSWER_YES },
		{ "@name=a.example,b.example", "x.c.example", ANSWER_NO },
		{ "@name=example.net", "-/192.0.2.1", ANSWER_NO },
		{ "!@name=example.net", "-/192.0.2.1", ANSWER_YES },
		{ "@name=example.net", "?/192.0.2.1", ANSWER_UNKNOWN },
		{ "!@name=example.net", "?/192.0.2.1", ANSWER_UNKNOWN },
		{ "@host=a.example", "a.example", ANSWER_YES },
		{ "@host=a.example", "x.a.example", ANSWER_NO },
		{ "@host=a.example", "xa.example", ANSWER_NO },
		{ "@host=a.example,b.example", "B.example", ANSWER_YES },
		{ "@host=a.example", "?/192.0.2.1", ANSWER_UNKNOWN },
	};

	(void)state;
	check(row, COUNT(row), true);
}

static void
ask_expressions_see_the_name(void **state)
{
	static const struct row row[] = {
		{ "@regex=^dyn", "dyn.example", ANSWER_YES },
		{ "@regex=^dyn", "DYN.example", ANSWER_YES },
		{ "@regex=^dyn", "a.dyn", ANSWER_NO },
		{ "!@regex=^dyn", "a.dyn", ANSWER_YES },
		{ "@regex=^dyn", "?/192.0.2.1", ANSWER_UNKNOWN },
		{ "!@regex=^dyn", "?/192.0.2.1", ANSWER_UNKNOWN },
		{ "@regex=^192", "h.example/192.0.2.1", ANSWER_NO },
		/* dhf.conf(5): octets of the address, for IPv4 only */
		{ "@regex=^h$1-$2\\.", "h192-0.example/192.0.2.1",
		    ANSWER_YES },
		{ "@regex=^h$1-$2\\.", "h0192-000.example/192.0.2.1",
		    ANSWER_YES },
		{ "@regex=^h$1-$2\\.", "h192-0.example/192.1.2.1",
		    ANSWER_NO },
		{ "@regex=^p$5$6$7$8\\.", "pc0000201.example/192.0.2.1",
		    ANSWER_YES },
		{ "@regex=^p$5$6$7$8\\.", "PC0000201.example/192.0.2.1",
		    ANSWER_YES },
		{ "@regex=^h$1", "h32.example/2001:db8::1", ANSWER_NO },
		{ "!@regex=^h$1", "h32.example/2001:db8::1", ANSWER_YES },
		{ "@regex=^h$1", "h192.example", ANSWER_NO },
	};

	(void)state;
	check(row, COUNT(row), false);
	check(row, COUNT(row), true);
}

static void
ask_expressions_see_the_address_if_they_may(void **state)
{
	static const struct row row[] = {
		{ "@regex=^192\\.0\\.2\\.1$", "-/192.0.2.1", ANSWER_YES },
		{ "@regex=^2001:db8::1$", "-/2001:DB8:0::1", ANSWER_YES },
		{ "@regex=^192", "-/::ffff:192.0.2.1", ANSWER_YES },
		{ "@regex=$1.$2", "-/192.0.2.1", ANSWER_YES },
	};
	size_t i;

	(void)state;
	check(row, COUNT(row), true);
	for (i = 0; i < COUNT(row); i++)
		assert_int_equal(ask("block", row[i].criteria, row[i].entry,
		    false), ANSWER_NO);
	assert_int_equal(ask("block", "@regex=.", "", true), ANSWER_NO);
}

static void
ask_without_evidence_is_unknown(void **state)
{
	static const char *const criteria[] = { "@rdns=none",
		"@rdns=confirmed",
		"@dnsbl=list.example", "@rhsbl=list.example",
		"@dnswl=list.example=127.0.0.2" };
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(criteria); i++) {
		(void)snprintf(text, sizeof(text), "!%s", criteria[i]);
		assert_int_equal(ask("block", criteria[i],
		    "h.example/192.0.2.1", true), ANSWER_UNKNOWN);
		assert_int_equal(ask("block", text, "h.example/192.0.2.1",
		    true), ANSWER_UNKNOWN);
		(void)snprintf(text, sizeof(text), "%s @host=x.example",
		    criteria[i]);
		assert_int_equal(ask("block", text, "h.example/192.0.2.1",
		    true), ANSWER_NO);
		(void)snprintf(text, sizeof(text), "%s @host=h.example",
		    criteria[i]);
		assert_int_equal(ask("block", text, "h.example/192.0.2.1",
		    true), ANSWER_UNKNOWN);
	}
}

/* dhf.conf(5), Expressions: given up is unknown for pass, no for others. */
static void
ask_given_up_is_never_yes(void **state)
{
	static const char bomb[] = "@regex=^(x+x+)+[yz]";
	static const char name[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

	(void)state;
	assert_int_equal(ask("pass", bomb, name, false), ANSWER_UNKNOWN);
	assert_int_equal(ask("block", bomb, name, false), ANSWER_NO);
	assert_int_equal(ask("score 1", bomb, name, false), ANSWER_NO);
	assert_int_equal(ask("pass !@any", bomb, name, false), ANSWER_NO);
	assert_int_equal(ask("pass @rdns=none", bomb, name, false),
	    ANSWER_UNKNOWN);
	assert_int_equal(ask("block @rdns=none", bomb, name, false),
	    ANSWER_NO);
}

static void
ask_ports_are_unknown_unless_told(void **state)
{
	static const struct {
		const char *criteria, *port;
		enum answer want;
	} row[] = {
		{ "@port=25,587", "25", ANSWER_YES },
		{ "@port=25,587", "587", ANSWER_YES },
		{ "@port=25,587", "465", ANSWER_NO },
		{ "!@port=25,587", "465", ANSWER_YES },
		{ "@port=400-500", "400", ANSWER_YES },
		{ "@port=400-500", "500", ANSWER_YES },
		{ "@port=400-500", "399", ANSWER_NO },
		{ "@port=400-500", "501", ANSWER_NO },
		{ "@port=1-65535", NULL, ANSWER_UNKNOWN },
		{ "!@port=1-65535", NULL, ANSWER_UNKNOWN },
		{ "@port=1-65535", "", ANSWER_UNKNOWN },
		{ "@port=1-65535", "0", ANSWER_UNKNOWN },
		{ "@port=1-65535", "smtp", ANSWER_UNKNOWN },
		{ "@port=1-65535", "65536", ANSWER_UNKNOWN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		port = row[i].port;
		if (ask("block", row[i].criteria, "-/192.0.2.1", false) !=
		    row[i].want)
			fail_msg("%s: %s", row[i].criteria, port);
	}
	port = NULL;
}

static void
ask_recipients_never_hold_without_one(void **state)
{
	static const struct {
		const char *criteria, *rcpt;
		enum answer want;
	} row[] = {
		{ "@rcpt=example.com", "a@example.com", ANSWER_YES },
		{ "@rcpt=example.com", "A@Mail.EXAMPLE.com.", ANSWER_YES },
		{ "@rcpt=example.com", "a@badexample.com", ANSWER_NO },
		{ "@rcpt=example.com", "example.com", ANSWER_NO },
		{ "@rcpt=@example.com", "a@example.com", ANSWER_YES },
		{ "@rcpt=@example.com", "a@b.example.com", ANSWER_NO },
		{ "@rcpt=A@example.com", "a@EXAMPLE.com", ANSWER_YES },
		{ "@rcpt=a@example.com", "ab@example.com", ANSWER_NO },
		{ "@rcpt=a@example.com", "a@b.example.com", ANSWER_NO },
		{ "@rcpt=postmaster@", "PostMaster@a.example", ANSWER_YES },
		{ "@rcpt=postmaster@", "<Postmaster>", ANSWER_YES },
		{ "@rcpt=postmaster@", "a@postmaster.example", ANSWER_NO },
		{ "@rcpt=a.example,b@", "b@c.example", ANSWER_YES },
		{ "!@rcpt=example.com", "a@b.example", ANSWER_YES },
		{ "!@rcpt=example.com", "a@example.com", ANSWER_NO },
		{ "@rcpt=example.com", NULL, ANSWER_NO },
		{ "!@rcpt=example.com", NULL, ANSWER_NO },
		{ "!@rcpt=example.com @any", NULL, ANSWER_NO },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		rcpt = row[i].rcpt;
		if (ask("block", row[i].criteria, "h.example", false) !=
		    row[i].want)
			fail_msg("%s of %s", row[i].criteria,
			    rcpt != NULL ? rcpt : "nobody");
	}
	rcpt = NULL;
}

/* dhf.conf(5): whoever is told of is compared, or searched; of whom nobody has
 * told nothing holds. */
static void
ask_what_a_client_says(void **state)
{
	static const struct {
		const char *criteria, *helo, *sender, *rcpt;
		enum answer want;
	} row[] = {
		{ "@helo=example.com", "MX.Example.COM.", NULL, NULL,
		    ANSWER_YES },
		{ "@helo=@example.com", "mx.example.com", NULL, NULL,
		    ANSWER_NO },
		{ "@helo=@example.com", "example.com", NULL, NULL,
		    ANSWER_YES },
		{ "!@helo=example.com", "[192.0.2.1]", NULL, NULL,
		    ANSWER_YES },
		{ "@helo=~^\\[?$1[.]$2[.]", "[192.0.2.1]", NULL, NULL,
		    ANSWER_YES },
		{ "@helo=~^\\[?$1[.]$2[.]", "[192.1.2.1]", NULL, NULL,
		    ANSWER_NO },
		{ "@helo=~^ylmf-pc$", "YLMF-PC", NULL, NULL, ANSWER_YES },
		{ "@sender=<>", NULL, "", NULL, ANSWER_YES },
		{ "@sender=<>", NULL, "<>", NULL, ANSWER_YES },
		{ "@sender=<>", NULL, "a@b.example", NULL, ANSWER_NO },
		{ "!@sender=b.example", NULL, "", NULL, ANSWER_YES },
		{ "@sender=b.example", NULL, "<A@x.B.example>", NULL,
		    ANSWER_YES },
		{ "@sender=a@", NULL, "A@x.example", NULL, ANSWER_YES },
		{ "@sender=~^$", NULL, "", NULL, ANSWER_YES },
		{ "@sender=~^a,?@x[.]ex", NULL, "A@x.example", NULL,
		    ANSWER_YES },
		{ "@rcpt=~^a@x", NULL, NULL, "A@x.example", ANSWER_YES },
		{ "!@rcpt=~^a@x", NULL, NULL, "b@x.example", ANSWER_YES },
		{ "@rcpt=~^postmaster$", NULL, NULL, "<postmaster>",
		    ANSWER_YES },
	};
	static const char *const untold[] = { "@helo=a", "@helo=~.",
		"@sender=a", "@sender=~.", "@rcpt=a", "@rcpt=~.", "!@helo=a",
		"!@helo=~.", "!@sender=<>", "!@sender=~.", "!@rcpt=~." };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		helo = row[i].helo;
		sender = row[i].sender;
		rcpt = row[i].rcpt;
		if (ask("block", row[i].criteria, "-/192.0.2.1", false) !=
		    row[i].want)
			fail_msg("%s: %s %s %s", row[i].criteria, helo, sender,
			    rcpt);
	}
	helo = sender = rcpt = NULL;
	for (i = 0; i < 2 * COUNT(untold); i++) {
		session = i % 2 != 0;
		assert_int_equal(ask("block", untold[i / 2], "-/192.0.2.1",
		    false), session ? ANSWER_UNKNOWN : ANSWER_NO);
	}
	session = false;
}

/* A name that nobody has proved makes no exception from harm. */
static void
ask_believes_claims_that_do_harm(void **state)
{
	static const struct {
		const char *action, *criteria;
		enum answer want;
	} row[] = {
		{ "block", "@name=friend.example", ANSWER_YES },
		{ "pass", "@name=friend.example", ANSWER_UNKNOWN },
		{ "score 1", "@name=friend.example", ANSWER_YES },
		{ "score 0", "@name=friend.example", ANSWER_YES },
		{ "score -1", "@name=friend.example", ANSWER_UNKNOWN },
		{ "block", "!@name=friend.example", ANSWER_YES },
		{ "defer", "!@name=friend.example", ANSWER_YES },
		{ "grey", "!@name=friend.example", ANSWER_YES },
		{ "score 1", "!@name=friend.example", ANSWER_YES },
		{ "score 0.001", "!@name=friend.example", ANSWER_YES },
		{ "score 0", "!@name=friend.example", ANSWER_NO },
		{ "score -1", "!@name=friend.example", ANSWER_NO },
		{ "mark", "!@name=friend.example", ANSWER_NO },
		{ "score 1", "!@name=friend.example good=1", ANSWER_YES },
		{ "score 1", "@name=other.example good=-1", ANSWER_UNKNOWN },
		{ "score 1", "@name=other.example good=1", ANSWER_NO },
	};
	size_t i;

	(void)state;
	claimed = true;
	for (i = 0; i < COUNT(row); i++)
		if (ask(row[i].action, row[i].criteria,
		    "mail.friend.example/192.0.2.1", false) != row[i].want)
			fail_msg("%s %s", row[i].action, row[i].criteria);
	claimed = false;
}

/* Who asks for the name that nobody has told lets DNS be asked for it. */
static void
ask_wants_a_name_that_is_not_known_yet(void **state)
{
	static const struct {
		const char *criterion;
		enum answer has_name;
		bool wants;
	} row[] = {
		{ "@name=a.example", ANSWER_WAITING, true },
		{ "@regex=^a", ANSWER_WAITING, true },
		{ "@helo-is=name", ANSWER_WAITING, true },
		{ "@helo-is=numeric", ANSWER_WAITING, false },
		{ "@ip=192.0.2.1", ANSWER_WAITING, false },
		{ "@name=a.example", ANSWER_YES, false },
		{ "@helo-is=name", ANSWER_YES, false },
		{ "@helo-is=name", ANSWER_UNKNOWN, false },
	};
	char rules[64];
	struct evidence ev;
	struct client client;
	const struct view view = { .img = &f.img, .regex = f.decider.regex,
		.client = &client };
	struct finding found;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		(void)snprintf(rules, sizeof(rules), "block %s\n",
		    row[i].criterion);
		fixture_load(&f, rules);
		assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
		assert_int_equal(evidence_entry(&ev, "b.example/192.0.2.1",
		    &f.e), 0);
		ev.has_name = row[i].has_name;
		ev.helo = "h.example";
		client_begin(&client, &ev, NULL, 0);
		assert_int_equal(ask_criterion(&found, &view,
		    &f.rules.rule.crit[0], &f.e), 0);
		if (client.wants_name != row[i].wants)
			fail_msg("%s", row[i].criterion);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ask_ports_are_unknown_unless_told),
		cmocka_unit_test(ask_recipients_never_hold_without_one),
		cmocka_unit_test(ask_what_a_client_says),
		cmocka_unit_test(ask_networks_hold_their_addresses),
		cmocka_unit_test(ask_domains_end_at_labels),
		cmocka_unit_test(ask_expressions_see_the_name),
		cmocka_unit_test(
		    ask_expressions_see_the_address_if_they_may),
		cmocka_unit_test(ask_without_evidence_is_unknown),
		cmocka_unit_test(ask_given_up_is_never_yes),
		cmocka_unit_test(ask_believes_claims_that_do_harm),
		cmocka_unit_test(ask_wants_a_name_that_is_not_known_yet),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
