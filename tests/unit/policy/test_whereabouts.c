/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the hosts of a domain are, what a HELO is, and the score so far. */
#include "policy/whereabouts.h"

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
#include "policy/session.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;
static const char *from = "192.0.2.1";

static const struct fakedns_row dns[] = {
	{ "good.example", DNS_MX, "mx1.good.example mx2.good.example" },
	{ "mx1.good.example", DNS_A, "198.51.100.7" },
	{ "mx2.good.example", DNS_A, "192.0.2.1" },
	{ "good.example", DNS_A, "198.51.100.80" },
	{ "host.example", DNS_MX, "absent" },
	{ "host.example", DNS_A, "192.0.2.1" },
	{ "sub.good.example", DNS_MX, "absent" },
	{ "sub.good.example", DNS_A, "absent" },
	{ "near.example", DNS_MX, "absent" },
	{ "near.example", DNS_A, "192.0.2.99" },
	{ "far.example", DNS_MX, "absent" },
	{ "far.example", DNS_A, "192.0.77.1" },
	{ "away.example", DNS_MX, "." },
	{ "away.example", DNS_A, "203.0.113.1" },
	{ "private.example", DNS_MX, "mx.private.example" },
	{ "mx.private.example", DNS_A, "10.0.0.1" },
	{ "private.example", DNS_A, "absent" },
	{ "none.example", DNS_MX, "absent" },
	{ "none.example", DNS_A, "absent" },
	{ "fail.example", DNS_MX, "unknown" },
	{ "fail.example", DNS_A, "192.0.2.99" },
	{ "slow.example", DNS_MX, "waiting" },
	{ "slow.example", DNS_A, "absent" },
	{ "more.example", DNS_MX, "absent" },
	{ "more.example", DNS_A, "203.0.113.1 more" },
	{ "six.example", DNS_MX, "absent" },
	{ "six.example", DNS_AAAA, "2001:db8::1" },
	{ "a.b.c.d.deep.example", DNS_MX, "absent" },
	{ "a.b.c.d.deep.example", DNS_A, "absent" },
	{ "b.c.d.deep.example", DNS_MX, "absent" },
	{ "b.c.d.deep.example", DNS_A, "absent" },
	{ "c.d.deep.example", DNS_MX, "absent" },
	{ "c.d.deep.example", DNS_A, "absent" },
	{ "d.deep.example", DNS_MX, "absent" },
	{ "d.deep.example", DNS_A, "absent" }, /* no more than four */
	{ "no.example.l.example", DNS_A, "absent" },
	{ "good.example.l.example", DNS_A, "127.0.0.2" },
	{ NULL, DNS_A, NULL },
};

static unsigned
code_of(const char *rules, const char *name, const char *helo,
    const char *sender, bool *settled)
{
	struct dns_source source;
	struct session s = { .name = name, .helo = helo, .sender = sender };
	struct session_room room;
	struct evidence ev;
	struct fakedns fake;
	struct lookup lookup;
	struct verdict v;

	fixture_load(&f, rules);
	source = fakedns_begin(&fake, dns);
	assert_int_equal(ip_parse(&s.ip, from, &f.e), 0);
	session_take(&ev, &room, &s);
	lookup_begin(&lookup, &source, &ev);
	fixture_decide(&f, &v, &ev, &lookup);
	*settled = v.settled;
	return v.code;
}

/* The code of "block CRITERION": 553 yes, 0 no; of "pass CRITERION" and a block
 * 451 if it is unknown. */
static enum answer
ask(const char *criterion, const char *name, const char *helo,
    const char *sender)
{
	char rules[256];
	bool settled;
	unsigned code;

	(void)snprintf(rules, sizeof(rules), "pass %s\nblock @any\n",
	    criterion);
	code = code_of(rules, name, helo, sender, &settled);
	if (!settled)
		return ANSWER_WAITING;
	return code == 0 ? ANSWER_YES : code == 553 ? ANSWER_NO :
	    ANSWER_UNKNOWN;
}

static void
hosts_are_where_dns_says(void **state)
{
	static const struct {
		const char *criterion, *domain;
		enum answer want;
	} row[] = {
		{ "mx", "good.example", ANSWER_YES },
		{ "a", "good.example", ANSWER_NO },
		{ "mx", "sub.good.example", ANSWER_YES }, /* above it */
		{ "a", "host.example", ANSWER_YES },
		{ "mx", "host.example", ANSWER_NO },
		{ "mx,a", "host.example", ANSWER_YES },
		{ "net24", "near.example", ANSWER_YES },
		{ "net16", "near.example", ANSWER_NO },
		{ "mx,a,other", "near.example", ANSWER_NO },
		{ "net16", "far.example", ANSWER_YES },
		{ "net24", "far.example", ANSWER_NO },
		{ "other", "away.example", ANSWER_YES },
		{ "nowhere", "away.example", ANSWER_NO },
		{ "private", "private.example", ANSWER_YES },
		{ "nowhere", "none.example", ANSWER_YES },
		{ "nowhere", "friend", ANSWER_YES }, /* one label */
		{ "other", "none.example", ANSWER_NO },
		{ "mx", "fail.example", ANSWER_UNKNOWN },
		{ "net24", "fail.example", ANSWER_YES },
		{ "other,nowhere", "fail.example", ANSWER_NO },
		{ "mx", "slow.example", ANSWER_WAITING },
		{ "mx,a", "slow.example", ANSWER_WAITING },
		{ "mx,a", "fail.example", ANSWER_UNKNOWN },
		{ "mx,a,nowhere", "fail.example", ANSWER_UNKNOWN },
		{ "a", "more.example", ANSWER_UNKNOWN },
		{ "other", "more.example", ANSWER_UNKNOWN },
		{ "nowhere", "a.b.c.d.deep.example", ANSWER_YES },
	};
	char text[64], negated[66], sender[64];
	enum answer want;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		want = row[i].want;
		(void)snprintf(text, sizeof(text), "@helo-at=%s",
		    row[i].criterion);
		(void)snprintf(sender, sizeof(sender), "u@%s", row[i].domain);
		if (ask(text, "x.example", row[i].domain, NULL) != want)
			fail_msg("%s %s", text, row[i].domain);
		(void)snprintf(text, sizeof(text), "@sender-at=%s",
		    row[i].criterion);
		if (ask(text, "x.example", NULL, sender) != want)
			fail_msg("%s %s", text, row[i].domain);
		(void)snprintf(negated, sizeof(negated), "!%s", text);
		if (ask(negated, "x.example", NULL, sender) !=
		    (want == ANSWER_YES ? ANSWER_NO : want == ANSWER_NO ?
		    ANSWER_YES : want))
			fail_msg("%s %s", negated, row[i].domain);
	}
}

/* RFC 1122 section 3.2.1.3, RFC 1918, RFC 4193; of the client's family only. */
static void
an_address_is_where_its_bits_say(void **state)
{
	static const struct {
		const char *from, *helo, *word;
		enum answer want;
	} row[] = {
		{ "192.0.2.1", "[192.0.2.1]", "net24", ANSWER_YES },
		{ "192.0.2.1", "[192.0.2.1]", "mx,a", ANSWER_NO },
		{ "192.0.2.1", "[127.0.0.1]", "private", ANSWER_YES },
		{ "192.0.2.1", "[10.255.0.1]", "private", ANSWER_YES },
		{ "192.0.2.1", "[11.0.0.1]", "private", ANSWER_NO },
		{ "192.0.2.1", "[172.15.255.255]", "private", ANSWER_NO },
		{ "192.0.2.1", "[172.16.0.0]", "private", ANSWER_YES },
		{ "192.0.2.1", "[172.31.255.255]", "private", ANSWER_YES },
		{ "192.0.2.1", "[172.32.0.0]", "private", ANSWER_NO },
		{ "192.0.2.1", "[192.167.255.255]", "private", ANSWER_NO },
		{ "192.0.2.1", "[192.168.0.0]", "private", ANSWER_YES },
		{ "192.0.2.1", "[IPv6:fc00::1]", "private", ANSWER_NO },
		{ "2001:db8::1", "[IPv6:::1]", "private", ANSWER_YES },
		{ "2001:db8::1", "[IPv6:::2]", "private", ANSWER_NO },
		{ "2001:db8::1", "[IPv6:fc00::1]", "private", ANSWER_YES },
		{ "2001:db8::1", "[IPv6:fdff::1]", "private", ANSWER_YES },
		{ "2001:db8::1", "[IPv6:fe00::1]", "private", ANSWER_NO },
		{ "2001:db8::1", "[10.0.0.1]", "private", ANSWER_NO },
		{ "2001:db8::1", "[IPv6:2001:db8::f:1]", "net24",
		    ANSWER_YES },
		{ "2001:db8::1", "[IPv6:2001:db8:0:1::1]", "net24",
		    ANSWER_NO },
		{ "2001:db8::1", "[IPv6:2001:db8:0:1::1]", "net16",
		    ANSWER_YES },
		{ "2001:db8::1", "[IPv6:2001:db8:1::1]", "other",
		    ANSWER_YES },
		{ "2001:db8::1", "six.example", "a", ANSWER_YES },
	};
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		from = row[i].from;
		(void)snprintf(text, sizeof(text), "@helo-at=%s",
		    row[i].word);
		if (ask(text, "x.example", row[i].helo, NULL) != row[i].want)
			fail_msg("%s %s of %s", text, row[i].helo, from);
	}
	from = "192.0.2.1";
}

static void
a_name_that_dns_has_no_room_for_is_nowhere(void **state)
{
	(void)state;
	assert_int_equal(ask("@helo-at=nowhere", "x.example", "a..b.", NULL),
	    ANSWER_YES);
	assert_int_equal(ask("@helo-at=mx", "x.example", "a..b.", NULL),
	    ANSWER_NO);
}

/* What waits is asked again, what does not is not. */
static void
two_criteria_see_the_same_hosts(void **state)
{
	(void)state;
	assert_int_equal(ask("@helo-at=net24 !@helo-at=a,mx", "x.example",
	    "near.example", NULL), ANSWER_YES);
	assert_int_equal(ask("@helo-at=a !@helo-at=mx", "x.example",
	    "slow.example", NULL), ANSWER_WAITING);
}

static void
what_is_not_told_is_unknown(void **state)
{
	static const char *const criteria[] = { "@helo-at=nowhere",
		"!@helo-at=mx", "@sender-at=nowhere", "!@sender-at=mx",
		"@helo-is=numeric", "!@helo-is=numeric",
		"@sender-rhsbl=l.example", "!@sender-rhsbl=l.example" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(criteria); i++)
		assert_int_equal(ask(criteria[i], "x.example", NULL, NULL),
		    ANSWER_UNKNOWN);
	assert_int_equal(ask("@sender-at=nowhere", "x.example", NULL, "<>"),
	    ANSWER_YES);
	assert_int_equal(ask("@helo-is=sender", "x.example", "a.example",
	    NULL), ANSWER_UNKNOWN);
}

/* RFC 5321 section 4.1.3 */
static void
a_greeting_is_held_against_what_is_known(void **state)
{
	static const struct {
		const char *criterion, *name, *helo, *sender;
		enum answer want;
	} row[] = {
		{ "numeric", "x.example", "192.0.2.7", NULL, ANSWER_YES },
		{ "numeric", "x.example", "[192.0.2.7]", NULL, ANSWER_YES },
		{ "numeric", "x.example", "[IPv6:2001:db8::1]", NULL,
		    ANSWER_YES },
		{ "numeric", "x.example", "192.0.2.7.example", NULL,
		    ANSWER_NO },
		{ "numeric", "x.example", "[192.0.2.7", NULL, ANSWER_NO },
		{ "numeric", "x.example", "h", NULL, ANSWER_NO },
		{ "numeric", "x.example", "[]", NULL, ANSWER_NO },
		{ "numeric", "x.example", "a-name-that-is-longer-than-any-"
		    "address-is-in-all-its-letters.example", NULL, ANSWER_NO },
		{ "own", "x.example", "[192.0.2.1]", NULL, ANSWER_YES },
		{ "own", "x.example", "[192.0.2.7]", NULL, ANSWER_NO },
		{ "own", "x.example", "192.0.2.1", NULL, ANSWER_NO },
		{ "name", "X.example", "x.EXAMPLE.", NULL, ANSWER_YES },
		{ "name", "x.example", "y.x.example", NULL, ANSWER_NO },
		{ "client", "x.b.example", "y.b.example", NULL, ANSWER_YES },
		{ "client", "x.b.example", "b.example", NULL, ANSWER_YES },
		{ "client", "x.b.example", "y.c.example", NULL, ANSWER_NO },
		{ "client", "x.b.example", "b", NULL, ANSWER_NO },
		{ "sender", "x.example", "y.b.example", "u@b.example",
		    ANSWER_YES },
		{ "sender", "x.example", "y.c.example", "u@b.example",
		    ANSWER_NO },
		{ "sender", "x.example", "y.c.example", "<>", ANSWER_NO },
		{ "name,numeric", "x.example", "192.0.2.7", NULL,
		    ANSWER_YES },
		{ "name", NULL, "x.example", NULL, ANSWER_WAITING },
		{ "name,sender", NULL, "b.example", "u@c.example",
		    ANSWER_WAITING },
		{ "name,sender", NULL, "b.example", "u@b.example",
		    ANSWER_YES },
		{ "name @helo-is=name", "x.example", "x.example", NULL,
		    ANSWER_YES },
	};
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		(void)snprintf(text, sizeof(text), "@helo-is=%s",
		    row[i].criterion);
		if (ask(text, row[i].name, row[i].helo, row[i].sender) !=
		    row[i].want)
			fail_msg("%s %s", text, row[i].helo);
	}
	assert_int_equal(ask("@sender-rhsbl=l.example", "x.example", NULL,
	    "u@good.example"), ANSWER_YES);
	assert_int_equal(ask("@sender-rhsbl=l.example", "x.example", NULL,
	    "u@no.example"), ANSWER_NO);
	assert_int_equal(ask("@sender-rhsbl=l.example", "x.example", NULL,
	    "<>"), ANSWER_NO); /* nobody has no domain */
}

static void
the_score_so_far_is_asked_for(void **state)
{
	static const struct {
		const char *rules;
		unsigned code;
		bool settled;
	} row[] = {
		{ "score 2 @any\nblock @score=2\n", 553, true },
		{ "score 2 @any\nblock @score=2.001\n", 0, true },
		{ "block @score=2\nscore 2 @any\n", 0, true }, /* so far */
		{ "score -2 @any\nblock !@score=-1\n", 553, true },
		{ "score 2 @any\nscore -1 @sender-at=a\nblock @score=2\n",
		    451, true }, /* could be 1 */
		{ "score 2 @any\nscore -1 @sender-at=a\nblock @score=1\n",
		    553, true },
		{ "score 2 @any\nscore 1 @sender-at=a\nblock @score=3\n",
		    0, true }, /* nobody knows whether it is 3 */
		{ "score 2 @any\nscore 1 @helo-at=mx\nblock @score=3\n",
		    0, false }, /* but DNS may tell */
		{ "score 2 @any\nscore 1 @helo-at=mx\nblock @score=2\n",
		    553, true },
		{ "score 2 @any\nscore -1 @helo-at=mx\nblock @score=2\n",
		    0, false },
		{ "score 2 @any\nscore -1 @sender-at=a\nblock !@score=2\n",
		    0, true }, /* nor whether it is less */
	};
	bool settled;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (code_of(row[i].rules, "x.example", "slow.example", NULL,
		    &settled) != row[i].code || settled != row[i].settled)
			fail_msg("%s", row[i].rules);
}

/* What is known is not found out again, and waiting is not known. */
static void
a_greeting_is_asked_about_twice(void **state)
{
	bool settled;

	(void)state;
	assert_int_equal(ask("@helo-is=numeric\npass @helo-is=numeric",
	    "x.example", "h", NULL), ANSWER_NO);
	(void)code_of("mark @helo-is=name,sender\nblock @helo-is=name\n"
	    "pass @any\n", NULL, "b.example", "u@b.example", &settled);
	assert_false(settled);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_are_where_dns_says),
		cmocka_unit_test(an_address_is_where_its_bits_say),
		cmocka_unit_test(a_name_that_dns_has_no_room_for_is_nowhere),
		cmocka_unit_test(two_criteria_see_the_same_hosts),
		cmocka_unit_test(what_is_not_told_is_unknown),
		cmocka_unit_test(a_greeting_is_held_against_what_is_known),
		cmocka_unit_test(the_score_so_far_is_asked_for),
		cmocka_unit_test(a_greeting_is_asked_about_twice),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
