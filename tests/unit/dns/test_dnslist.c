/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/dnslist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "dns/listprobe.h"
#include "lib/fakedns.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ip
ip_at(const char *text)
{
	struct err e;
	struct ip ip;

	if (ip_parse(&ip, text, &e) == -1)
		fail_msg("%s", e.msg);
	return ip;
}

/* RFC 5782: sections 2.1, 2.4 (octets, nibbles) and 3.1 (names). */
static void
questions_are_those_of_rfc5782(void **state)
{
	static const struct fakedns_row table[] = {
		{ "99.2.0.192.bad.example.com", DNS_A, "127.0.0.2" },
		{ "99.2.0.192.bad.example.com", DNS_TXT, "Dynamic address" },
		{ "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0."
		  "1.0.0.2.ugly.example.com", DNS_A, "absent" },
		{ "invalid.edu.doms.example.net", DNS_A, "127.0.0.2" },
		{ NULL, DNS_A, NULL } };
	struct ip four = ip_at("192.0.2.99");
	struct ip six = ip_at("2001:db8:1:2:3:4:567:89ab");
	struct fakedns f;
	struct dns_source s = fakedns_begin(&f, table);

	(void)state;
	assert_int_equal(dnslist_ask_ip(&s, "bad.example.com", &four, DNS_A),
	    0);
	assert_int_equal(dnslist_ask_ip(&s, "bad.example.com", &four, DNS_TXT),
	    1);
	assert_int_equal(dnslist_ask_ip(&s, "ugly.example.com", &six, DNS_A),
	    2);
	assert_int_equal(dnslist_ask_name(&s, "doms.example.net",
	    "invalid.edu", DNS_A), 3);
}

static void
a_name_too_long_is_no_name(void **state)
{
	static const struct fakedns_row table[] = {
		{ "", DNS_A, "unknown" }, { NULL, DNS_A, NULL } };
	struct ip four = ip_at("192.0.2.99");
	char zone[DNS_NAME_SIZE + 1];
	struct fakedns f;
	struct dns_source s = fakedns_begin(&f, table);

	(void)state;
	memset(zone, 'x', sizeof(zone));
	zone[DNS_NAME_SIZE - 2] = '\0';
	assert_int_equal(dnslist_ask_ip(&s, zone, &four, DNS_A), 0);
	assert_int_equal(dnslist_ask_name(&s, zone, "a", DNS_A), 0);
}

static struct dns_answer
answer_of(const char *text)
{
	struct fakedns f = { .answer[0].type = DNS_A };

	fakedns_answer(&f, 0, text);
	return f.answer[0];
}

static void
only_clean_answers_in_127_list(void **state)
{
	static const struct {
		const char *answer;
		enum dnslist_state want;
		bool refuses;
		const char *reason;
	} row[] = {
		{ "127.0.0.2", DNSLIST_LISTED, false, "" },
		{ "127.0.0.2 127.255.254.255", DNSLIST_LISTED, false, "" },
		{ "127.0.0.254 127.0.1.254 127.0.2.1", DNSLIST_LISTED, false,
		    "" },
		{ "127.0.0.0 127.1.0.1 127.0.3.255", DNSLIST_LISTED, false,
		    "" },
		{ "absent", DNSLIST_ABSENT, false, "" },
		{ "waiting", DNSLIST_WAITING, false, "" },
		{ "unknown", DNSLIST_UNKNOWN, false, "silent" },
		{ "192.0.2.1", DNSLIST_ERROR, false, "192.0.2.1: no list's "
		    "answer, the domain may be sold" },
		{ "127.0.0.2 192.0.2.1", DNSLIST_ERROR, false, "192.0.2.1: no "
		    "list's answer, the domain may be sold" },
		{ "127.0.0.2 127.255.255.0", DNSLIST_ERROR, true,
		    "127.255.255.0: refuses to answer" },
		{ "127.255.255.252", DNSLIST_ERROR, true,
		    "127.255.255.252: says that the zone is misspelt" },
		{ "127.255.255.254", DNSLIST_ERROR, true,
		    "127.255.255.254: refuses this resolver" },
		{ "127.255.255.255", DNSLIST_ERROR, true,
		    "127.255.255.255: refuses: too many questions" },
		{ "127.0.0.255", DNSLIST_ERROR, true,
		    "127.0.0.255: refuses: blocked or over its limit" },
		{ "127.0.0.1", DNSLIST_ERROR, true,
		    "127.0.0.1: refuses this resolver" },
		{ "127.0.0.1 127.0.0.2", DNSLIST_ERROR, true,
		    "127.0.0.1: refuses this resolver" },
		{ "127.0.1.255", DNSLIST_ERROR, true, "127.0.1.255: a list of "
		    "names, asked about an address" },
		{ "127.0.2.255", DNSLIST_ERROR, true, "127.0.2.255: a list of "
		    "names, asked about an address" },
		{ "127.0.53.53", DNSLIST_ERROR, false, "127.0.53.53: name "
		    "collision, not the list's answer" },
	};
	char reason[DNSLIST_REASON_SIZE];
	struct dns_answer a;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		a = answer_of(row[i].answer);
		if (dnslist_state(&a, 0) != row[i].want ||
		    dnslist_refuses(&a, 0) != row[i].refuses)
			fail_msg("%s: %d", row[i].answer,
			    (int)dnslist_state(&a, 0));
		dnslist_reason(reason, &a, 0);
		assert_string_equal(reason, row[i].reason);
	}
}

/* Each fault alone, and only it, is a listing for who expects it. */
static void
a_fault_that_is_expected_is_a_listing(void **state)
{
	char text[IP_TEXT_SIZE], reason[DNSLIST_REASON_SIZE];
	struct dns_answer a;
	unsigned i, other;
	struct ip ip;

	(void)state;
	for (i = 0; i < DNSLIST_FAULTS; i++) {
		ip = dnslist_fault(i);
		ip_format(&ip, text);
		a = answer_of(text);
		assert_int_equal(dnslist_state(&a, 0), DNSLIST_ERROR);
		assert_int_equal(dnslist_state(&a, 1u << i), DNSLIST_LISTED);
		assert_false(dnslist_refuses(&a, 1u << i));
		dnslist_reason(reason, &a, 1u << i);
		assert_string_equal(reason, "");
		for (other = 0; other < DNSLIST_FAULTS; other++)
			assert_int_equal(dnslist_state(&a, 1u << other),
			    other == i ? DNSLIST_LISTED : DNSLIST_ERROR);
	}
	a = answer_of("192.0.2.1");
	assert_int_equal(dnslist_state(&a, ~0u), DNSLIST_ERROR);
	a = answer_of("127.255.255.1");
	assert_int_equal(dnslist_state(&a, ~0u), DNSLIST_ERROR);
	a = answer_of("127.0.0.1 127.0.0.255");
	assert_int_equal(dnslist_state(&a, 1), DNSLIST_ERROR);
}

static void
a_probe_tells_what_is_wrong_with_a_list(void **state)
{
	static const struct {
		const char *listed, *absent;
		enum listprobe_result want;
		const char *reason;
	} row[] = {
		{ "127.0.0.2", "absent", LISTPROBE_OK, "" },
		{ "absent", "absent", LISTPROBE_DEAD, "" },
		{ "127.0.0.2", "127.0.0.2", LISTPROBE_WILDCARD, "" },
		{ "192.0.2.1", "192.0.2.1", LISTPROBE_WILDCARD,
		    "192.0.2.1: no list's answer, the domain may be sold" },
		{ "127.255.255.254", "127.255.255.254", LISTPROBE_REFUSES,
		    "127.255.255.254: refuses this resolver" },
		{ "127.0.0.2", "127.0.0.255", LISTPROBE_REFUSES,
		    "127.0.0.255: refuses: blocked or over its limit" },
		/* the worse of two */
		{ "127.255.255.254", "127.0.0.2", LISTPROBE_WILDCARD, "" },
		{ "127.255.255.254", "unknown", LISTPROBE_REFUSES,
		    "127.255.255.254: refuses this resolver" },
		{ "unknown", "127.255.255.254", LISTPROBE_REFUSES,
		    "127.255.255.254: refuses this resolver" },
		{ "absent", "unknown", LISTPROBE_SILENT, "silent" },
		{ "unknown", "unknown", LISTPROBE_SILENT, "silent" },
		{ "unknown", "absent", LISTPROBE_SILENT, "silent" },
		{ "127.0.0.2", "unknown", LISTPROBE_SILENT, "silent" },
		{ "127.0.0.2", "waiting", LISTPROBE_WAITING, "" },
		{ "waiting", "127.0.0.2", LISTPROBE_WAITING, "" },
	};
	char reason[DNSLIST_REASON_SIZE];
	struct dns_source s;
	struct listprobe p;
	struct fakedns f;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const struct fakedns_row table[] = {
			{ "2.0.0.127.bl.example", DNS_A, row[i].listed },
			{ "1.0.0.127.bl.example", DNS_A, row[i].absent },
			{ NULL, DNS_A, NULL } };

		s = fakedns_begin(&f, table);
		listprobe_begin(&p, &s, "bl.example", LISTPROBE_IPV4, 0);
		if (listprobe_result(&p) != row[i].want)
			fail_msg("row %zu: %d", i, (int)listprobe_result(&p));
		listprobe_reason(reason, &p);
		assert_string_equal(reason, row[i].reason);
	}
}

/* RFC 5782 section 5, and the nibbles of ::FFFF:7F00:2 and 1 and of ::2. */
#define ZEROS "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
#define IN6 "2.0.0.0.0.0.f.7.f.f.f.f." ZEROS
#define OUT6 "1.0.0.0.0.0.f.7.f.f.f.f." ZEROS
#define TWO6 "2.0.0.0.0.0.0.0.0.0.0.0." ZEROS

static void
test_points_are_those_of_rfc5782(void **state)
{
	static const struct fakedns_row table[] = {
		{ IN6 "six.example", DNS_A, "127.0.0.2" },
		{ OUT6 "six.example", DNS_A, "absent" },
		{ TWO6 "six.example", DNS_A, "absent" },
		{ "test.name.example", DNS_A, "127.0.0.2" },
		{ "2.0.0.127.name.example", DNS_A, "absent" },
		{ "invalid.name.example", DNS_A, "absent" },
		{ NULL, DNS_A, NULL } };
	struct listprobe p;
	struct fakedns f;
	struct dns_source s = fakedns_begin(&f, table);

	(void)state;
	listprobe_begin(&p, &s, "six.example", LISTPROBE_IPV6, 0);
	assert_int_equal(listprobe_result(&p), LISTPROBE_OK);
	listprobe_begin(&p, &s, "name.example", LISTPROBE_NAME, 0);
	assert_int_equal(listprobe_result(&p), LISTPROBE_OK);
	assert_int_equal(f.asked, 6);
}

/* Where a list has an entry of its own instead, it works; that one cannot
 * speak against it. */
static void
a_lists_own_test_entry_will_do(void **state)
{
	static const struct {
		const char *first, *own, *absent;
		enum listprobe_result want;
	} row[] = {
		{ "absent", "127.0.10.0", "absent", LISTPROBE_OK },
		{ "unknown", "127.0.10.0", "absent", LISTPROBE_OK },
		{ "waiting", "127.0.10.0", "absent", LISTPROBE_OK },
		{ "127.0.0.2", "unknown", "absent", LISTPROBE_OK },
		{ "127.0.0.2", "127.0.1.255", "absent", LISTPROBE_OK },
		{ "absent", "absent", "absent", LISTPROBE_DEAD },
		{ "absent", "unknown", "absent", LISTPROBE_SILENT },
		{ "absent", "waiting", "absent", LISTPROBE_WAITING },
		{ "absent", "127.0.1.255", "absent", LISTPROBE_DEAD },
		{ "127.0.0.1", "absent", "absent", LISTPROBE_REFUSES },
		{ "absent", "127.0.10.0", "127.0.10.0", LISTPROBE_WILDCARD },
		{ "absent", "127.0.10.0", "127.0.0.1", LISTPROBE_REFUSES },
	};
	static const enum listprobe_kind kind[] = { LISTPROBE_IPV6,
		LISTPROBE_NAME };
	struct dns_source s;
	struct listprobe p;
	struct fakedns f;
	size_t i;

	(void)state;
	for (i = 0; i < 2 * COUNT(row); i++) {
		const struct fakedns_row table[] = {
			{ i % 2 == 0 ? IN6 "l.ex" : "test.l.ex", DNS_A,
			    row[i / 2].first },
			{ i % 2 == 0 ? TWO6 "l.ex" : "2.0.0.127.l.ex", DNS_A,
			    row[i / 2].own },
			{ i % 2 == 0 ? OUT6 "l.ex" : "invalid.l.ex", DNS_A,
			    row[i / 2].absent },
			{ NULL, DNS_A, NULL } };

		s = fakedns_begin(&f, table);
		listprobe_begin(&p, &s, "l.ex", kind[i % 2], 0);
		if (listprobe_result(&p) != row[i / 2].want)
			fail_msg("row %zu: %d", i / 2,
			    (int)listprobe_result(&p));
	}
}

static void
a_probe_expects_what_rules_name(void **state)
{
	static const struct fakedns_row table[] = {
		{ "2.0.0.127.l.ex", DNS_A, "127.0.0.1" },
		{ "1.0.0.127.l.ex", DNS_A, "absent" },
		{ NULL, DNS_A, NULL } };
	struct listprobe p;
	struct fakedns f;
	struct dns_source s = fakedns_begin(&f, table);
	char reason[DNSLIST_REASON_SIZE];

	(void)state;
	listprobe_begin(&p, &s, "l.ex", LISTPROBE_IPV4, 0);
	assert_int_equal(listprobe_result(&p), LISTPROBE_REFUSES);
	listprobe_begin(&p, &s, "l.ex", LISTPROBE_IPV4, 1);
	assert_int_equal(listprobe_result(&p), LISTPROBE_OK);
	listprobe_reason(reason, &p);
	assert_string_equal(reason, "");
}

int
main(void)
{
	const struct CMUnitTest test[] = {
		cmocka_unit_test(questions_are_those_of_rfc5782),
		cmocka_unit_test(a_name_too_long_is_no_name),
		cmocka_unit_test(only_clean_answers_in_127_list),
		cmocka_unit_test(a_fault_that_is_expected_is_a_listing),
		cmocka_unit_test(a_probe_tells_what_is_wrong_with_a_list),
		cmocka_unit_test(test_points_are_those_of_rfc5782),
		cmocka_unit_test(a_lists_own_test_entry_will_do),
		cmocka_unit_test(a_probe_expects_what_rules_name),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
