/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a name is worth that leads back to nobody: criterion x negated x
 * claimed x action. */
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fakedns.h"
#include "lib/fixture.h"
#include "wire/offence.h"
#include "policy/lookup.h"
#include "rule/mailbox.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NAME "mail-192-0-2-1.friend.example"
#define R4 "1.2.0.192."

static struct fixture f;

/* Criteria that all hold for the client; those that ask its name, and those
 * that only ask the address or DNS. */
static const struct {
	const char *text;
	enum criterion_kind kind;
	bool by_name;
} criterion[] = {
	{ "@any", CRITERION_ANY, false },
	{ "@ip=192.0.2.0/24", CRITERION_IP, false },
	{ "@name=friend.example", CRITERION_NAME, true },
	{ "@host=" NAME, CRITERION_HOST, true },
	{ "@regex=friend", CRITERION_REGEX, true },
	{ "@embedded", CRITERION_EMBEDDED, true },
	{ "@class=dynamic,static-generic,hosting,mail,plain,odd",
	    CRITERION_CLASS, true },
	{ "@rdns=confirmed,unconfirmed", CRITERION_RDNS, false },
	{ "@dnsbl=bl.example", CRITERION_DNSBL, false },
	{ "@dnswl=bl.example", CRITERION_DNSWL, false },
	{ "@rhsbl=n.example", CRITERION_RHSBL, false },
	{ "@port=25", CRITERION_PORT, false },
	{ "@rcpt=rcpt.example", CRITERION_RCPT, false },
	{ "@offender=trap", CRITERION_OFFENDER, false },
	{ "@helo=friend.example", CRITERION_HELO, false },
	{ "@sender=rcpt.example", CRITERION_SENDER, false },
	{ "@helo=~^mx[.]helo", CRITERION_HELO_SEARCH, false },
	{ "@sender=~^u@", CRITERION_SENDER_SEARCH, false },
	{ "@rcpt=~^u@", CRITERION_RCPT_SEARCH, false },
	{ "@helo-is=client", CRITERION_HELO_IS, true },
	{ "@helo-at=a", CRITERION_HELO_AT, false },
	{ "@sender-at=mx", CRITERION_SENDER_AT, false },
	{ "@sender-rhsbl=n.example", CRITERION_SENDER_RHSBL, false },
	{ "@score=0", CRITERION_SCORE, false },
	{ "@neighbours=same", CRITERION_NEIGHBOURS, true },
	{ "@declared", CRITERION_DECLARED, false },
};

static const struct fakedns_row dns[] = {
	{ R4 "in-addr.arpa", DNS_PTR, NAME },
	{ NAME, DNS_A, "192.0.2.1" },
	{ "2.2.0.192.in-addr.arpa", DNS_PTR, "mail-192-0-2-2.friend.example" },
	{ "3.2.0.192.in-addr.arpa", DNS_PTR, "mail-192-0-2-3.friend.example" },
	{ "4.2.0.192.in-addr.arpa", DNS_PTR, "absent" },
	{ "5.2.0.192.in-addr.arpa", DNS_PTR, "unknown" },
	{ NAME, DNS_TXT, "v=spf1 ip4:192.0.2.0/24 -all" },
	{ R4 "bl.example", DNS_A, "127.0.0.2" },
	{ NAME ".n.example", DNS_A, "127.0.0.2" },
	{ "rcpt.example.n.example", DNS_A, "127.0.0.2" },
	{ "mx.helo.friend.example", DNS_MX, "absent" },
	{ "mx.helo.friend.example", DNS_A, "192.0.2.1" },
	{ "rcpt.example", DNS_MX, "mx.rcpt.example" },
	{ "mx.rcpt.example", DNS_A, "192.0.2.1" },
	{ "rcpt.example", DNS_A, "absent" },
	{ NULL, DNS_A, NULL },
};

/* What an action says of whom it does and does not hold for, and what is left
 * of either where it is a claim: a claim gains nobody anything, and costs
 * nobody more than a 4xx that would not have been there without it. */
static const struct {
	const char *action, *rest;
	unsigned yes, no;         /* SMTP code, 0: let in */
	unsigned claimed_yes, claimed_no;
} action[] = {
	{ "pass", "block @any", 0, 553, 451, 553 },
	{ "block", "", 553, 0, 553, 451 },
	{ "defer", "", 451, 0, 451, 451 },
	{ "grey", "block @any", 0, 553, 0, 0 }, /* would be asked back */
	{ "score 8", "dnsbl_agree 1", 553, 0, 553, 451 },
	{ "score -8", "score 8 @any", 0, 553, 451, 553 },
	{ "mark", "block @any", 553, 553, 553, 553 },
};

static unsigned
code_of(const char *rules, bool claimed)
{
	struct dns_source source;
	struct evidence ev;
	struct fakedns fake;
	struct lookup lookup;
	struct mailbox rcpt;
	struct verdict v;

	fixture_load(&f, rules);
	source = fakedns_begin(&fake, dns);
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, "192.0.2.1", &f.e), 0);
	evidence_name(&ev, NAME);
	evidence_port(&ev, "25");
	assert_int_equal(mailbox_parse(&rcpt, "u@rcpt.example", &f.e), 0);
	ev.rcpt = ev.sender = &rcpt;
	ev.helo = "mx.helo.friend.example";
	ev.offender = ANSWER_YES;
	ev.offences = 1u << OFFENCE_TRAP;
	ev.unproven = claimed;
	lookup_begin(&lookup, &source, &ev);
	fixture_decide(&f, &v, &ev, &lookup);
	return v.code;
}

static void
a_claim_does_its_owner_no_good(void **state)
{
	char rules[256];
	unsigned want, got;
	size_t c, a, k;

	(void)state;
	for (c = 0; c < COUNT(criterion); c++)
		for (a = 0; a < COUNT(action); a++)
			for (k = 0; k < 4; k++) {
				bool negated = (k & 1) != 0;
				bool claim = (k & 2) != 0;

				(void)snprintf(rules, sizeof(rules),
				    "%s %s%s\n%s\n", action[a].action,
				    negated ? "!" : "", criterion[c].text,
				    action[a].rest);
				want = negated ? action[a].no : action[a].yes;
				if (claim && criterion[c].by_name)
					want = negated ?
					    action[a].claimed_no :
					    action[a].claimed_yes;
				got = code_of(rules, claim);
				if (got != want)
					fail_msg("claimed %d: %s -> %u, "
					    "want %u", claim, rules, got,
					    want);
			}
}

/* That a rule does not hold may do good, too: what its owner could change by
 * calling himself otherwise. */
static void
a_claim_does_no_good_by_a_miss(void **state)
{
	static const struct {
		const char *rules;
		unsigned told, claimed;
	} row[] = {
		{ "score 9 @port=25\nscore 2 @name=no.example good=-5\n",
		    0, 451 },
		{ "score 9 @port=25\nscore 2 @name=no.example good=1\n",
		    553, 553 },
		{ "score 9 @port=25\nscore 2 @rcpt=no.example good=-5\n",
		    0, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(code_of(row[i].rules, false), row[i].told);
		assert_int_equal(code_of(row[i].rules, true), row[i].claimed);
	}
}

/* A kind that nobody thought of here would not be asked. */
static void
all_kinds_are_asked(void **state)
{
	bool seen[CRITERION_KINDS] = { false };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(criterion); i++)
		seen[criterion[i].kind] = true;
	for (i = 0; i < CRITERION_KINDS; i++)
		if (!seen[i])
			fail_msg("@%s", criterion_trait((enum criterion_kind)
			    i)->word);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claim_does_its_owner_no_good),
		cmocka_unit_test(a_claim_does_no_good_by_a_miss),
		cmocka_unit_test(all_kinds_are_asked),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
