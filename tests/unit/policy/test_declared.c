/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/declared.h"

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
#define REVERSE "7.2.0.192.in-addr.arpa"
#define REVERSE6 "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0" \
    ".8.b.d.0.1.0.0.2.ip6.arpa"

static struct fixture f;

/* What "pass CRITERION" says of a client. */
static enum answer
ask(const char *criterion, const char *ip, const struct fakedns_row *dns)
{
	struct dns_source source;
	struct evidence ev;
	struct fakedns fake;
	struct lookup lookup;
	struct verdict v;
	char rules[128];

	(void)snprintf(rules, sizeof(rules), "pass %s\nblock @any\n",
	    criterion);
	fixture_load(&f, rules);
	source = fakedns_begin(&fake, dns);
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, ip, &f.e), 0);
	evidence_name(&ev, "h7.dyn.d.example");
	lookup_begin(&lookup, &source, &ev);
	fixture_decide(&f, &v, &ev, &lookup);
	if (!v.settled)
		return ANSWER_WAITING;
	return v.code == 0 ? ANSWER_YES : v.code == 553 ? ANSWER_NO :
	    ANSWER_UNKNOWN;
}

static void
a_domain_declares_few_addresses(void **state)
{
	static const struct {
		const char *own, *organisation; /* records */
		enum answer want;
	} row[] = {
		{ "absent", "v=spf1 ip4:192.0.2.7 -all", ANSWER_YES },
		{ "absent", "v=spf1 ip4:192.0.0.0/20 -all", ANSWER_YES },
		{ "absent", "v=spf1 ip4:192.0.0.0/19 -all", ANSWER_NO },
		{ "absent", "v=spf1 a:a.example -all", ANSWER_YES },
		{ "absent", "v=spf1 a:a.example/19 -all", ANSWER_NO },
		{ "absent", "v=spf1 mx:a.example -all", ANSWER_YES },
		{ "absent", "v=spf1 include:i.example -all", ANSWER_YES },
		{ "absent", "v=spf1 include:all.example -all", ANSWER_NO },
		{ "absent", "v=spf1 +all", ANSWER_NO },
		{ "absent", "v=spf1 exists:a.example -all", ANSWER_NO },
		{ "absent", "v=spf1 ptr -all", ANSWER_NO },
		{ "absent", "v=spf1 -all", ANSWER_NO },
		{ "absent", "v=spf1 ~ip4:192.0.2.7 -all", ANSWER_NO },
		{ "absent", "v=spf1 ?all", ANSWER_NO },
		{ "absent", "absent", ANSWER_NO },
		{ "absent", "some other text", ANSWER_NO },
		{ "absent", "unknown", ANSWER_UNKNOWN },
		{ "absent", "waiting", ANSWER_WAITING },
		{ "absent", "v=spf1 ip4:192.0.2.7 a:", ANSWER_UNKNOWN },
		{ "absent", "v=spf1 exists:%{i}.example ip4:192.0.2.7",
		    ANSWER_UNKNOWN },
		{ "unknown", "v=spf1 ip4:192.0.2.7 -all", ANSWER_UNKNOWN },
		{ "waiting", "v=spf1 ip4:192.0.2.7 -all", ANSWER_WAITING },
		{ "v=spf1 a -all", "unknown", ANSWER_YES },
		{ "v=spf1 -all", "v=spf1 ip4:192.0.2.7 -all", ANSWER_NO },
	};
	enum answer want;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const struct fakedns_row dns[] = {
			{ REVERSE, DNS_PTR, "h7.dyn.d.example" },
			{ "h7.dyn.d.example", DNS_A, "192.0.2.7" },
			{ "h7.dyn.d.example", DNS_TXT, row[i].own },
			{ "d.example", DNS_TXT, row[i].organisation },
			{ "a.example", DNS_A, "192.0.2.7" },
			{ "a.example", DNS_MX, "a.example" },
			{ "i.example", DNS_TXT, "v=spf1 ip4:192.0.2.0/24" },
			{ "all.example", DNS_TXT, "v=spf1 +all" },
			{ NULL, DNS_A, NULL },
		};

		want = row[i].want;
		if (ask("@declared", "192.0.2.7", dns) != want)
			fail_msg("%s, %s", row[i].own, row[i].organisation);
		want = want == ANSWER_YES ? ANSWER_NO :
		    want == ANSWER_NO ? ANSWER_YES : want;
		if (ask("!@declared", "192.0.2.7", dns) != want)
			fail_msg("not %s, %s", row[i].own,
			    row[i].organisation);
	}
}

static void
a_prefix_of_ip6_is_48_at_least(void **state)
{
	static const struct {
		const char *record;
		enum answer want;
	} row[] = {
		{ "v=spf1 ip6:2001:db8::/48 -all", ANSWER_YES },
		{ "v=spf1 ip6:2001:db8::/47 -all", ANSWER_NO },
		{ "v=spf1 a//48 -all", ANSWER_YES },
		{ "v=spf1 a//47 -all", ANSWER_NO },
		{ "v=spf1 a/1 -all", ANSWER_YES },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const struct fakedns_row dns[] = {
			{ REVERSE6, DNS_PTR, "h7.dyn.d.example" },
			{ "h7.dyn.d.example", DNS_AAAA, "2001:db8::7" },
			{ "h7.dyn.d.example", DNS_TXT, row[i].record },
			{ NULL, DNS_A, NULL },
		};

		if (ask("@declared", "2001:db8::7", dns) != row[i].want)
			fail_msg("%s", row[i].record);
	}
}

/* No domain is above a name of one label, or the registered one. */
static void
a_domain_is_asked_once(void **state)
{
	static const struct fakedns_row one[] = {
		{ REVERSE, DNS_PTR, "d7" },
		{ "d7", DNS_A, "192.0.2.7" },
		{ NULL, DNS_A, NULL },
	};
	static const struct fakedns_row registered[] = {
		{ REVERSE, DNS_PTR, "d.example" },
		{ "d.example", DNS_A, "192.0.2.7" },
		{ "d.example", DNS_TXT, "absent" },
		{ NULL, DNS_A, NULL },
	};

	(void)state;
	assert_int_equal(ask("@declared", "192.0.2.7", one), ANSWER_NO);
	assert_int_equal(ask("@declared", "192.0.2.7", registered),
	    ANSWER_NO);
}

/* Whoever may write any reverse name is no domain's. */
static void
only_a_confirmed_name_has_a_domain(void **state)
{
	static const struct fakedns_row away[] = {
		{ REVERSE, DNS_PTR, "h7.dyn.d.example" },
		{ "h7.dyn.d.example", DNS_A, "192.0.2.8" },
		{ NULL, DNS_A, NULL },
	};
	static const struct fakedns_row none[] = {
		{ REVERSE, DNS_PTR, "absent" },
		{ NULL, DNS_A, NULL },
	};
	static const struct fakedns_row unknown[] = {
		{ REVERSE, DNS_PTR, "h7.dyn.d.example" },
		{ "h7.dyn.d.example", DNS_A, "unknown" },
		{ NULL, DNS_A, NULL },
	};

	(void)state;
	assert_int_equal(ask("@declared", "192.0.2.7", away), ANSWER_NO);
	assert_int_equal(ask("!@declared", "192.0.2.7", away), ANSWER_YES);
	assert_int_equal(ask("@declared", "192.0.2.7", none), ANSWER_NO);
	assert_int_equal(ask("@declared", "192.0.2.7", unknown),
	    ANSWER_UNKNOWN);
	assert_int_equal(ask("!@declared", "192.0.2.7", unknown),
	    ANSWER_UNKNOWN);
	assert_string_equal(fixture_notes(&f, NOTE_DNS), "declared:unknown");
}

/* Had the other name led back, the pass would be one by ptr. */
static void
a_pass_behind_a_ptr_that_failed_is_unknown(void **state)
{
	static const struct fakedns_row dns[] = {
		{ REVERSE, DNS_PTR, "h7.d.example z.example" },
		{ "h7.d.example", DNS_A, "192.0.2.7" },
		{ "z.example", DNS_A, "unknown" },
		{ "h7.d.example", DNS_TXT,
		    "v=spf1 ptr:z.example ip4:192.0.2.7 -all" },
		{ NULL, DNS_A, NULL },
	};

	(void)state;
	assert_int_equal(ask("@declared", "192.0.2.7", dns), ANSWER_UNKNOWN);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_domain_declares_few_addresses),
		cmocka_unit_test(a_prefix_of_ip6_is_48_at_least),
		cmocka_unit_test(only_a_confirmed_name_has_a_domain),
		cmocka_unit_test(
		    a_pass_behind_a_ptr_that_failed_is_unknown),
		cmocka_unit_test(a_domain_is_asked_once),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
