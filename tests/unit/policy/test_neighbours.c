/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/neighbours.h"

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

static struct fixture f;

/* Four, all different, in the network, none of them the client. */
static void
check_places(const char *text, unsigned net_octets)
{
	struct ip client, out[NEIGHBOURS];
	struct err e;
	int i, k;

	assert_int_equal(ip_parse(&client, text, &e), 0);
	neighbours_find(out, &client);
	for (i = 0; i < NEIGHBOURS; i++) {
		assert_int_equal(out[i].bits, client.bits);
		assert_memory_equal(out[i].octet, client.octet, net_octets);
		assert_int_not_equal(ip_compare(&out[i], &client), 0);
		for (k = 0; k < i; k++)
			assert_int_not_equal(ip_compare(&out[i], &out[k]), 0);
		if (client.bits == 32)
			assert_in_range(out[i].octet[3], 1, 254);
	}
}

static void
neighbours_are_four_of_the_network(void **state)
{
	static const char *const ip6[] = { "2001:db8::", "2001:db8::1",
		"2001:db8::2", "2001:db8::ff", "2001:db8::100",
		"2001:db8::ffff:ffff:ffff:ffff",
		"2001:db8::ffff:ffff:ffff:fffe", "2001:db8:0:ff::ffff:ffff" };
	char text[32];
	size_t i;

	(void)state;
	for (i = 0; i < 256; i++) {
		(void)snprintf(text, sizeof(text), "192.0.2.%zu", i);
		check_places(text, 3);
	}
	for (i = 0; i < COUNT(ip6); i++)
		check_places(ip6[i], 8);
}

static void
neighbours_are_the_nearest(void **state)
{
	static const struct {
		const char *client, *want[NEIGHBOURS];
	} row[] = {
		{ "192.0.2.77", { "192.0.2.76", "192.0.2.78", "192.0.2.75",
		    "192.0.2.79" } },
		{ "192.0.2.1", { "192.0.2.2", "192.0.2.3", "192.0.2.4",
		    "192.0.2.5" } },
		{ "192.0.2.253", { "192.0.2.252", "192.0.2.254",
		    "192.0.2.251", "192.0.2.250" } },
		{ "2001:db8::100", { "2001:db8::ff", "2001:db8::101",
		    "2001:db8::fe", "2001:db8::102" } },
		{ "2001:db8::100:0:0:0", { "2001:db8::ff:ffff:ffff:ffff",
		    "2001:db8::100:0:0:1", "2001:db8::ff:ffff:ffff:fffe",
		    "2001:db8::100:0:0:2" } },
	};
	struct ip client, out[NEIGHBOURS];
	char text[IP_TEXT_SIZE];
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(ip_parse(&client, row[i].client, &f.e), 0);
		neighbours_find(out, &client);
		for (k = 0; k < NEIGHBOURS; k++) {
			ip_format(&out[k], text);
			assert_string_equal(text, row[i].want[k]);
		}
	}
}

/* What "pass @neighbours=WORD" says of 192.0.2.77. */
static enum answer
ask(const char *word, const char *name, const struct fakedns_row *dns)
{
	struct dns_source source;
	struct evidence ev;
	struct fakedns fake;
	struct lookup lookup;
	struct verdict v;
	char rules[128];

	(void)snprintf(rules, sizeof(rules), "pass %s\nblock @any\n", word);
	fixture_load(&f, rules);
	source = fakedns_begin(&fake, dns);
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, "192.0.2.77", &f.e), 0);
	evidence_name(&ev, name);
	lookup_begin(&lookup, &source, &ev);
	fixture_decide(&f, &v, &ev, &lookup);
	assert_in_range(fake.asked, 0, NEIGHBOURS);
	if (!v.settled)
		return ANSWER_WAITING;
	return v.code == 0 ? ANSWER_YES : v.code == 553 ? ANSWER_NO :
	    ANSWER_UNKNOWN;
}

#define POOL(n) "h" #n ".pool.example"

/* What is beside a client that is POOL(77), and what holds then. */
static const struct {
	const char *name[NEIGHBOURS]; /* .76 .78 .75 .79 */
	enum answer same, other, none;
	const char *note;
} beside[] = {
	{ { POOL(76), POOL(78), POOL(75), POOL(79) },
	    ANSWER_YES, ANSWER_NO, ANSWER_NO, "neighbours:same" },
	{ { POOL(76), "waiting", "waiting", POOL(79) },
	    ANSWER_YES, ANSWER_NO, ANSWER_NO, "neighbours:same" },
	{ { POOL(76), "mail.other.example", "absent", POOL(79) },
	    ANSWER_YES, ANSWER_NO, ANSWER_NO, "neighbours:same" },
	{ { "www.a.example", "mail.b.example", "absent", "absent" },
	    ANSWER_NO, ANSWER_YES, ANSWER_NO, "neighbours:other" },
	{ { "www.a.example", "mail.b.example", POOL(75), "absent" },
	    ANSWER_NO, ANSWER_YES, ANSWER_NO, "neighbours:other" },
	{ { "www.a.example", "mail.b.example", POOL(75), "unknown" },
	    ANSWER_UNKNOWN, ANSWER_UNKNOWN, ANSWER_NO,
	    "neighbours:unknown" },
	{ { "www.a.example", "mail.b.example", "unknown", "absent" },
	    ANSWER_NO, ANSWER_YES, ANSWER_NO, "neighbours:other" },
	{ { "absent", "absent", "absent", "absent" },
	    ANSWER_NO, ANSWER_NO, ANSWER_YES, "neighbours:none" },
	{ { POOL(76) " www.a.example", "www.b.example mail.b.example",
	    POOL(75), "absent" },
	    ANSWER_YES, ANSWER_NO, ANSWER_NO, "neighbours:same" },
	{ { "absent", "absent", ".", "absent" },
	    ANSWER_NO, ANSWER_NO, ANSWER_YES, "neighbours:none" },
	{ { "absent", "unknown", "absent", "absent" },
	    ANSWER_NO, ANSWER_NO, ANSWER_UNKNOWN,
	    "neighbours:unknown" },
	{ { "absent", "absent", "absent", "waiting" },
	    ANSWER_NO, ANSWER_NO, ANSWER_WAITING, "" },
	{ { POOL(76), "absent", "absent", "absent" },
	    ANSWER_NO, ANSWER_NO, ANSWER_NO, "neighbours:mixed" },
	{ { "unknown", "unknown", "unknown", "unknown" },
	    ANSWER_UNKNOWN, ANSWER_UNKNOWN, ANSWER_UNKNOWN,
	    "neighbours:unknown" },
	{ { "waiting", "unknown", "unknown", "unknown" },
	    ANSWER_WAITING, ANSWER_WAITING, ANSWER_WAITING, "" },
	{ { POOL(77), POOL(77), POOL(77), POOL(77) }, /* twins */
	    ANSWER_NO, ANSWER_NO, ANSWER_NO, "neighbours:mixed" },
	{ { "a.example " POOL(76), "some " POOL(78), "absent",
	    "absent" }, /* of several names one counts */
	    ANSWER_YES, ANSWER_NO, ANSWER_NO, "neighbours:same" },
	{ { "a.example more", "b.example more", "absent", "absent" },
	    ANSWER_UNKNOWN, ANSWER_UNKNOWN, ANSWER_UNKNOWN,
	    "neighbours:unknown" }, /* one that is not kept may be like it */
	{ { POOL(76) " more", POOL(78), "absent", "absent" },
	    ANSWER_YES, ANSWER_NO, ANSWER_NO, "neighbours:same" },
	{ { "h76.pool2.example", "h78.pool3.example", "absent",
	    "absent" }, /* other domains */
	    ANSWER_NO, ANSWER_YES, ANSWER_NO, "neighbours:other" },
};

static void
neighbours_say_what_they_are_called(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(beside); i++) {
		const struct fakedns_row dns[] = {
			{ "76.2.0.192.in-addr.arpa", DNS_PTR,
			    beside[i].name[0] },
			{ "78.2.0.192.in-addr.arpa", DNS_PTR,
			    beside[i].name[1] },
			{ "75.2.0.192.in-addr.arpa", DNS_PTR,
			    beside[i].name[2] },
			{ "79.2.0.192.in-addr.arpa", DNS_PTR,
			    beside[i].name[3] },
			{ NULL, DNS_A, NULL },
		};

		if (ask("@neighbours=same", POOL(77), dns) !=
		    beside[i].same ||
		    ask("@neighbours=other", POOL(77), dns) !=
		    beside[i].other ||
		    ask("@neighbours=none", POOL(77), dns) !=
		    beside[i].none)
			fail_msg("row %zu", i);
		assert_string_equal(fixture_notes(&f, NOTE_DNS),
		    beside[i].note);
	}
}

static void
nobody_is_asked_without_need(void **state)
{
	static const struct fakedns_row none[] = { { NULL, DNS_A, NULL } };

	(void)state;
	assert_int_equal(ask("@name=a.example @neighbours=same",
	    "b.example", none), ANSWER_NO);
	assert_int_equal(ask("@class=dynamic @neighbours=same",
	    "mail.b.example", none), ANSWER_NO);
}

/* A name that is no host's, too long to be held against the client's, is one
 * of its own. */
static void
a_name_that_is_cut_is_like_nobody_s(void **state)
{
	char longest[DNS_NAME_SIZE];
	const struct fakedns_row dns[] = {
		{ "76.2.0.192.in-addr.arpa", DNS_PTR, longest },
		{ "78.2.0.192.in-addr.arpa", DNS_PTR, longest },
		{ "75.2.0.192.in-addr.arpa", DNS_PTR, "absent" },
		{ "79.2.0.192.in-addr.arpa", DNS_PTR, "absent" },
		{ NULL, DNS_A, NULL },
	};

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_true(strlen(longest) > HOST_MAX);
	assert_int_equal(ask("@neighbours=other", POOL(77), dns), ANSWER_YES);
	assert_int_equal(ask("@neighbours=same", POOL(77), dns), ANSWER_NO);
}

/* One of them may turn out to hold: nobody knows which. */
static void
of_several_words_one_is_enough(void **state)
{
	static const struct {
		const char *name[NEIGHBOURS];
		enum answer want;
	} row[] = {
		{ { POOL(76), POOL(78), "absent", "absent" }, ANSWER_YES },
		{ { "a.example", "b.example", "absent", "absent" },
		    ANSWER_NO },
		{ { "absent", "absent", "absent", "absent" }, ANSWER_YES },
		{ { "unknown", "unknown", "unknown", "unknown" },
		    ANSWER_UNKNOWN },
		{ { "waiting", "absent", "absent", "absent" },
		    ANSWER_WAITING },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const struct fakedns_row dns[] = {
			{ "76.2.0.192.in-addr.arpa", DNS_PTR, row[i].name[0] },
			{ "78.2.0.192.in-addr.arpa", DNS_PTR, row[i].name[1] },
			{ "75.2.0.192.in-addr.arpa", DNS_PTR, row[i].name[2] },
			{ "79.2.0.192.in-addr.arpa", DNS_PTR, row[i].name[3] },
			{ NULL, DNS_A, NULL },
		};

		if (ask("@neighbours=same,none", POOL(77), dns) != row[i].want)
			fail_msg("row %zu", i);
	}
}

static void
each_kind_has_a_word(void **state)
{
	static const char *const word[NEIGHBOUR_KINDS] = {
		[NEIGHBOUR_WAITING] = "waiting",
		[NEIGHBOUR_UNKNOWN] = "unknown", [NEIGHBOUR_NAMELESS] = "none",
		[NEIGHBOUR_LIKE] = "same", [NEIGHBOUR_TWIN] = "twin",
		[NEIGHBOUR_OWN] = "other",
	};
	int i;

	(void)state;
	for (i = 0; i < NEIGHBOUR_KINDS; i++)
		assert_string_equal(neighbour_word((enum neighbour_kind)i),
		    word[i]);
}

/* Whoever has no name is not like those who have. */
static void
a_client_without_a_name_has_neighbours_too(void **state)
{
	static const struct fakedns_row dns[] = {
		{ "76.2.0.192.in-addr.arpa", DNS_PTR, POOL(76) },
		{ "78.2.0.192.in-addr.arpa", DNS_PTR, POOL(78) },
		{ "75.2.0.192.in-addr.arpa", DNS_PTR, POOL(75) },
		{ "79.2.0.192.in-addr.arpa", DNS_PTR, "absent" },
		{ NULL, DNS_A, NULL },
	};

	(void)state;
	assert_int_equal(ask("@neighbours=same", NULL, dns), ANSWER_NO);
	assert_int_equal(ask("@neighbours=other", NULL, dns), ANSWER_YES);
	assert_int_equal(ask("!@neighbours=none", NULL, dns), ANSWER_YES);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_are_four_of_the_network),
		cmocka_unit_test(neighbours_are_the_nearest),
		cmocka_unit_test(neighbours_say_what_they_are_called),
		cmocka_unit_test(nobody_is_asked_without_need),
		cmocka_unit_test(a_name_that_is_cut_is_like_nobody_s),
		cmocka_unit_test(of_several_words_one_is_enough),
		cmocka_unit_test(each_kind_has_a_word),
		cmocka_unit_test(a_client_without_a_name_has_neighbours_too),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
