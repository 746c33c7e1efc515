/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check_host step by step; what it says of whole records is the RFC's own suite
 * in tests/e2e/spf.t. */
#include "spf/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fakedns.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define REVERSE "7.2.0.192.in-addr.arpa"

static void
check(struct spf_found *out, struct fakedns *fake,
    const struct fakedns_row *dns)
{
	struct dns_source source = fakedns_begin(fake, dns);
	struct ip ip;
	struct err e;

	assert_int_equal(ip_parse(&ip, "192.0.2.7", &e), 0);
	spf_check(out, &source, &ip, "d.example");
}

/* What a record of d.example says: the result, of a pass also the term and the
 * bits. */
static const struct {
	const char *record, *want;
} record[] = {
	{ "v=spf1 ip4:192.0.2.0/24", "pass by ip4:192.0.2.0/24 24" },
	{ "v=spf1 ip4:192.0.3.0/24 ip4:192.0.0.0/16",
	    "pass by ip4:192.0.0.0/16 16" },
	{ "v=spf1 +all", "pass by +all 0" },
	{ "v=spf1 a:h.example", "pass by a:h.example 32" },
	{ "v=spf1 a:n.example/24", "pass by a:n.example/24 24" },
	{ "v=spf1 mx:m.example", "pass by mx:m.example 32" },
	{ "v=spf1 include:i.example", "pass by ip4:192.0.2.0/25 25" },
	{ "v=spf1 redirect=i.example", "pass by ip4:192.0.2.0/25 25" },
	{ "v=spf1 include:j.example a:h.example",
	    "pass by a:h.example 32" },
	{ "v=spf1 -include:i.example", "fail" },
	{ "v=spf1 ?ip4:192.0.2.7", "neutral" },
	{ "v=spf1 exists:h.example", "pass by exists:h.example 32" },
	{ "v=spf1 ptr:h.example", "pass by ptr:h.example 32" },
	{ "v=spf1 exists:%{i}.h.example ip4:192.0.2.7", "unread" },
	{ "v=spf1 ip4:192.0.2.7 exists:%{i}.h.example",
	    "pass by ip4:192.0.2.7 32" },
	{ "v=spf1 redirect=%{d}.example", "unread" },
	{ "v=spf1 -all exp=%{d}.example", "fail" },
	{ "v=spf1 ip4:192.0.2.7 a:x", "permerror" },
	{ "v=spf1 ip4:192.0.2.7 redirect=a.b redirect=a.b",
	    "permerror" },
	{ "v=spf1 mx:many.example a:h.example", "permerror" },
	{ "v=spf1 a:f.example a:h.example", "temperror" },
	{ "v=spf1 mx:f.example a:h.example", "temperror" },
	{ "v=spf1 exists:f.example a:h.example", "temperror" },
	{ "v=spf1 include:f.example a:h.example", "temperror" },
	{ "v=spf1 redirect=f.example", "temperror" },
	{ "v=spf1 a:w.example a:h.example", "waiting" },
	{ "v=spf1 include:w.example a:h.example", "waiting" },
	{ "v=spf1 a:v.example a:v.example a:h.example",
	    "pass by a:h.example 32" },
	{ "v=spf1 a:v.example a:v.example a:v.example a:h.example",
	    "permerror" },
	{ "v=spf1 include:d.example", "permerror" }, /* a circle */
	{ "v=spf1 a:n.example a:n.example a:n.example a:n.example a:n.example "
	    "a:n.example a:n.example a:n.example a:n.example a:h.example",
	    "pass by a:h.example 32" },
	{ "v=spf1 a:n.example a:n.example a:n.example a:n.example a:n.example "
	    "a:n.example a:n.example a:n.example a:n.example a:n.example "
	    "a:h.example", "permerror" }, /* eleven */
};

static void
a_pass_tells_by_what(void **state)
{
	struct spf_found found;
	struct fakedns fake;
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(record); i++) {
		const struct fakedns_row dns[] = {
			{ "d.example", DNS_TXT, record[i].record },
			{ "h.example", DNS_A, "192.0.2.6 192.0.2.7" },
			{ "n.example", DNS_A, "192.0.2.200" },
			{ "m.example", DNS_MX, ". h.example n.example" },
			{ "many.example", DNS_MX, "h.example more" },
			{ "i.example", DNS_TXT,
			    "v=spf1 ip4:192.0.2.0/25 -all" },
			{ "j.example", DNS_TXT, "v=spf1 -all" },
			{ "v.example", DNS_A, "absent" },
			{ "f.example", DNS_TXT, "unknown" },
			{ "f.example", DNS_A, "unknown" },
			{ "f.example", DNS_MX, "unknown" },
			{ "w.example", DNS_TXT, "waiting" },
			{ "w.example", DNS_A, "waiting" },
			{ REVERSE, DNS_PTR, "x.h.example" },
			{ "x.h.example", DNS_A, "192.0.2.7" },
			{ NULL, DNS_A, NULL },
		};

		check(&found, &fake, dns);
		(void)snprintf(text, sizeof(text), "%s",
		    spf_result_word(found.result));
		if (found.result == SPF_PASS)
			(void)snprintf(text, sizeof(text), "pass by %s %u",
			    found.term, found.bits);
		if (strcmp(text, record[i].want) != 0)
			fail_msg("\"%s\": %s", record[i].record, text);
	}
}

/* Each step asks what the one before led to, and no more. */
static void
questions_go_out_when_they_are_needed(void **state)
{
	static const struct fakedns_row dns[] = {
		{ "d.example", DNS_TXT, "waiting" },
		{ "m.example", DNS_MX, "waiting" },
		{ "h.example", DNS_A, "waiting" },
		{ "n.example", DNS_A, "waiting" },
		{ NULL, DNS_A, NULL },
	};
	struct spf_found found;
	struct fakedns fake;
	struct dns_source source;
	struct err e;
	struct ip ip;

	(void)state;
	assert_int_equal(ip_parse(&ip, "192.0.2.7", &e), 0);
	source = fakedns_begin(&fake, dns);
	spf_check(&found, &source, &ip, "d.example");
	assert_int_equal(fake.asked, 1);
	fakedns_answer(&fake, 0, "v=spf1 ip4:192.0.3.0/24 mx:m.example -all");
	spf_check(&found, &source, &ip, "d.example");
	assert_int_equal(fake.asked, 2);
	fakedns_answer(&fake, 1, "h.example n.example");
	spf_check(&found, &source, &ip, "d.example");
	assert_int_equal(fake.asked, 4); /* its hosts at once */
	assert_int_equal(found.result, SPF_WAITING);
	fakedns_answer(&fake, 3, "192.0.2.7");
	spf_check(&found, &source, &ip, "d.example");
	assert_int_equal(found.result, SPF_PASS); /* whatever h.example is */
	fakedns_answer(&fake, 3, "192.0.2.8");
	fakedns_answer(&fake, 2, "unknown");
	spf_check(&found, &source, &ip, "d.example");
	assert_int_equal(found.result, SPF_TEMPERROR);
	fakedns_answer(&fake, 2, "192.0.2.9");
	spf_check(&found, &source, &ip, "d.example");
	assert_int_equal(found.result, SPF_FAIL);
	assert_int_equal(fake.asked, 4);
}

/* Section 5.5 goes on where ptr fails, and so do we, but it is known. */
static void
a_ptr_that_fails_leaves_a_doubt(void **state)
{
	static const struct fakedns_row dns[] = {
		{ "d.example", DNS_TXT, "v=spf1 ptr ip4:192.0.2.7 -all" },
		{ REVERSE, DNS_PTR, "unknown" },
		{ NULL, DNS_A, NULL },
	};
	static const struct fakedns_row dns2[] = {
		{ "d.example", DNS_TXT, "v=spf1 ptr ip4:192.0.2.7 -all" },
		{ REVERSE, DNS_PTR, "a.d.example" },
		{ "a.d.example", DNS_A, "unknown" },
		{ NULL, DNS_A, NULL },
	};
	struct spf_found found;
	struct fakedns fake;

	(void)state;
	check(&found, &fake, dns);
	assert_int_equal(found.result, SPF_PASS);
	assert_true(found.doubt);
	check(&found, &fake, dns2);
	assert_int_equal(found.result, SPF_PASS);
	assert_true(found.doubt);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pass_tells_by_what),
		cmocka_unit_test(questions_go_out_when_they_are_needed),
		cmocka_unit_test(a_ptr_that_fails_leaves_a_doubt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
