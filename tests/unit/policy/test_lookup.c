/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/lookup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fakedns.h"
#include "lib/valued.h"

#include "base/err.h"
#include "policy/ask.h"
#include "rule/listspec.h"
#include "rule/mailbox.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The reverse of 192.0.2.1 and 2001:db8::1 (RFC 5782 sections 2.1, 2.4). */
#define R4 "1.2.0.192."
#define R6 "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."

static struct arena arena;

/* Ask about a client as rows answer. */
struct place {
	struct notes notes;
	char said[NOTES_SIZE]; /* the notes about DNS */
	struct fakedns dns;
	struct evidence ev;
	struct lookup lookup;
};

static void
begin(struct place *p, const char *ip, const struct fakedns_row *row)
{
	struct dns_source source = fakedns_begin(&p->dns, row);
	struct err e;

	evidence_init(&p->ev);
	assert_int_equal(evidence_ip(&p->ev, ip, &e), 0);
	lookup_begin(&p->lookup, &source, &p->ev);
	notes_clear(&p->notes);
}

static void
ask_lists(struct place *p, const struct criterion *c, struct finding *f)
{
	finding_set(f, ANSWER_UNKNOWN);
	lookup_lists(f, &p->lookup, c, &p->notes);
	notes_join(p->said, &p->notes, NOTE_DNS);
}

struct row {
	enum criterion_kind kind;
	const char *value;
	struct fakedns_row dns[4];
	enum answer want;
	const char *zone, *note;
	bool moot;
};

static void
check(const struct row *row, size_t count, const char *ip)
{
	struct finding f;
	struct place p;
	size_t i;

	for (i = 0; i < count; i++) {
		struct criterion c = valued(&arena, row[i].kind,
		    row[i].value);

		begin(&p, ip, row[i].dns);
		ask_lists(&p, &c, &f);
		if (f.answer != row[i].want || f.moot != row[i].moot)
			fail_msg("%s, row %zu: moot %d", row[i].value, i,
			    f.moot);
		assert_string_equal(f.zone, row[i].zone);
		assert_string_equal(p.said, row[i].note);
		assert_false(f.by_unknown);
	}
}

#define BL CRITERION_DNSBL
#define A(zone, answer) { R4 zone, DNS_A, answer }

static void
a_list_has_says_no_or_is_unknown(void **state)
{
	static const struct row row[] = {
		{ BL, "a.ex", { A("a.ex", "127.0.0.2") }, ANSWER_YES, "a.ex",
		    "a.ex:listed", false },
		{ BL, "a.ex", { A("a.ex", "absent") }, ANSWER_NO, "", "",
		    false },
		{ BL, "a.ex", { A("a.ex", "waiting") }, ANSWER_WAITING, "", "",
		    false },
		{ BL, "a.ex", { A("a.ex", "unknown") }, ANSWER_UNKNOWN, "",
		    "a.ex:unknown", false },
		/* issue 5, list hygiene */
		{ BL, "a.ex", { A("a.ex", "192.0.2.7") }, ANSWER_UNKNOWN, "",
		    "a.ex:error", false },
		{ BL, "a.ex", { A("a.ex", "127.0.0.2 127.255.255.254") },
		    ANSWER_UNKNOWN, "", "a.ex:error", false },
		{ CRITERION_DNSWL, "a.ex", { A("a.ex", "127.0.0.255") },
		    ANSWER_UNKNOWN, "", "a.ex:error", false },
		{ CRITERION_DNSWL, "a.ex", { A("a.ex", "127.0.5.1") },
		    ANSWER_YES, "a.ex", "a.ex:listed", false },
	};

	(void)state;
	check(row, COUNT(row), "192.0.2.1");
}

static void
only_the_answers_asked_for_count(void **state)
{
	static const char two[] = "a.ex=127.0.0.2-127.0.0.4,127.0.0.9";
	static const char pattern[] = "a.ex=127.0.[2..20].[1;3]";
	static const struct row row[] = {
		{ BL, two, { A("a.ex", "127.0.0.8") }, ANSWER_NO, "", "",
		    false },
		{ BL, two, { A("a.ex", "127.0.0.2") }, ANSWER_YES, "a.ex",
		    "a.ex:listed", false },
		{ BL, two, { A("a.ex", "127.0.0.4") }, ANSWER_YES, "a.ex",
		    "a.ex:listed", false },
		{ BL, two, { A("a.ex", "127.0.0.5") }, ANSWER_NO, "", "",
		    false },
		{ BL, two, { A("a.ex", "127.0.0.8 127.0.0.9") }, ANSWER_YES,
		    "a.ex", "a.ex:listed", false },
		{ BL, two, { A("a.ex", "127.0.0.8 more") }, ANSWER_UNKNOWN,
		    "", "a.ex:unknown", false },
		{ BL, two, { A("a.ex", "127.0.0.4 more") }, ANSWER_YES,
		    "a.ex", "a.ex:listed", false },
		{ BL, two, { A("a.ex", "absent") }, ANSWER_NO, "", "", false },
		{ BL, two, { A("a.ex", "unknown") }, ANSWER_UNKNOWN, "",
		    "a.ex:unknown", false },
		{ BL, two, { A("a.ex", "waiting") }, ANSWER_WAITING, "", "",
		    false },
		{ BL, pattern, { A("a.ex", "127.0.20.3") }, ANSWER_YES,
		    "a.ex", "a.ex:listed", false },
		{ BL, pattern, { A("a.ex", "127.0.20.2") }, ANSWER_NO, "", "",
		    false },
		{ BL, pattern, { A("a.ex", "127.0.21.1") }, ANSWER_NO, "", "",
		    false },
		{ BL, two, { A("a.ex", "127.0.0.9 10.0.0.1") },
		    ANSWER_UNKNOWN, "", "a.ex:error", false },
	};

	(void)state;
	check(row, COUNT(row), "192.0.2.1");
}

/* uribl.com/refused.shtml: 127.0.0.1 is no listing.  Nor are the others, but
 * hostkarma means good hosts by 127.0.0.1, and a rule says so by naming it. */
static void
a_refusal_is_a_listing_if_the_rule_names_it(void **state)
{
	static const struct {
		const char *answers, *answer;
		enum answer want;
	} row[] = {
		{ "", "127.0.0.1", ANSWER_UNKNOWN },
		{ "=127.0.0.2", "127.0.0.1", ANSWER_UNKNOWN },
		{ "=127.0.0.2", "127.0.0.1 127.0.0.2", ANSWER_UNKNOWN },
		{ "=127.0.0.1", "127.0.0.1", ANSWER_YES },
		{ "=127.0.0.1", "127.0.0.1 127.0.0.2", ANSWER_YES },
		{ "=127.0.0.1", "127.0.0.2", ANSWER_NO },
		{ "=127.0.0.1", "127.0.0.1 127.0.0.255", ANSWER_UNKNOWN },
		{ "=127.0.0.1", "127.0.1.255", ANSWER_UNKNOWN },
		{ "=127.0.0.2,127.0.0.1", "127.0.0.1", ANSWER_YES },
		{ "=127.0.0.[1;3]", "127.0.0.1", ANSWER_YES },
		{ "=127.0.0.[1]", "127.0.0.1", ANSWER_YES },
		{ "=127.0.0.0-127.0.0.9", "127.0.0.1", ANSWER_UNKNOWN },
		{ "=127.0.0.[1..3]", "127.0.0.1", ANSWER_UNKNOWN },
		{ "=127.0.[0..255].[1;3]", "127.0.0.1", ANSWER_UNKNOWN },
		{ "=127.0.[0..255].[1;3]", "127.0.2.1", ANSWER_YES },
		{ "=127.0.1.255", "127.0.1.255", ANSWER_YES },
		{ "=127.255.255.254", "127.255.255.254", ANSWER_YES },
		{ "=127.255.255.9", "127.255.255.9", ANSWER_UNKNOWN },
	};
	static const enum criterion_kind kind[] = { CRITERION_DNSBL,
		CRITERION_DNSWL };
	struct fakedns_row dns[2] = { A("a.ex", "") };
	char value[64] = "a.ex";
	struct finding f;
	struct place p;
	size_t i;

	(void)state;
	for (i = 0; i < 2 * COUNT(row); i++) {
		struct criterion c;

		strcpy(value + 4, row[i / 2].answers);
		c = valued(&arena, kind[i % 2], value);
		dns[0].answer = row[i / 2].answer;
		begin(&p, "192.0.2.1", dns);
		ask_lists(&p, &c, &f);
		if (f.answer != row[i / 2].want)
			fail_msg("%s: %s", value, dns[0].answer);
		assert_string_equal(p.said, f.answer == ANSWER_YES ?
		    "a.ex:listed" : f.answer == ANSWER_NO ? "" : "a.ex:error");
	}
}

/* Kleene's disjunction; what waits may still be yes. */
static void
one_of_several_lists_is_enough(void **state)
{
	static const struct row row[] = {
		{ BL, "a.ex,b.ex", { A("a.ex", "absent"),
		    A("b.ex", "127.0.0.2") }, ANSWER_YES, "b.ex",
		    "b.ex:listed", false },
		{ BL, "a.ex,b.ex", { A("a.ex", "unknown"),
		    A("b.ex", "127.0.0.2") }, ANSWER_YES, "b.ex",
		    "a.ex:unknown,b.ex:listed", false },
		{ BL, "a.ex,b.ex", { A("a.ex", "waiting"),
		    A("b.ex", "127.0.0.2") }, ANSWER_YES, "b.ex",
		    "b.ex:listed", false },
		{ BL, "a.ex,b.ex", { A("a.ex", "unknown"),
		    A("b.ex", "absent") }, ANSWER_UNKNOWN, "",
		    "a.ex:unknown", false },
		{ BL, "a.ex,b.ex", { A("a.ex", "unknown"),
		    A("b.ex", "waiting") }, ANSWER_WAITING, "",
		    "a.ex:unknown", false },
		{ BL, "a.ex,b.ex", { A("a.ex", "waiting"),
		    A("b.ex", "unknown") }, ANSWER_WAITING, "",
		    "b.ex:unknown", false },
		{ BL, "a.ex,b.ex", { A("a.ex", "absent"),
		    A("b.ex", "absent") }, ANSWER_NO, "", "", false },
	};

	(void)state;
	check(row, COUNT(row), "192.0.2.1");
}

static void
a_list_of_the_other_family_is_not_asked(void **state)
{
	static const struct row four[] = {
		{ BL, "a.ex/6", { { NULL, DNS_A, NULL } }, ANSWER_NO, "", "",
		    true },
		{ BL, "a.ex/6,b.ex/4", { A("b.ex", "absent") }, ANSWER_NO, "",
		    "", false },
		{ BL, "a.ex/4", { A("a.ex", "127.0.0.2") }, ANSWER_YES,
		    "a.ex", "a.ex:listed", false },
	};
	static const struct row six[] = {
		{ BL, "a.ex/4", { { NULL, DNS_A, NULL } }, ANSWER_NO, "", "",
		    true },
		{ BL, "a.ex/6", { { R6 "a.ex", DNS_A, "127.0.0.2" } },
		    ANSWER_YES, "a.ex", "a.ex:listed", false },
		{ BL, "a.ex", { { R6 "a.ex", DNS_A, "absent" } }, ANSWER_NO,
		    "", "", false },
	};

	(void)state;
	check(four, COUNT(four), "192.0.2.1");
	check(six, COUNT(six), "2001:db8::1");
}

#define PTR(answer) { R4 "in-addr.arpa", DNS_PTR, answer }
#define H(answer) { "h.ex", DNS_A, answer }
#define AT(name, answer) { name, DNS_A, answer }
#define RHS(answer) { "h.ex.n.ex", DNS_A, answer }

static void
a_list_of_names_is_asked_for_the_confirmed_one(void **state)
{
	static const enum criterion_kind kind = CRITERION_RHSBL;
	const struct row row[] = {
		{ kind, "n.ex", { PTR("h.ex"), H("192.0.2.1"),
		    RHS("127.0.1.2") }, ANSWER_YES, "n.ex", "n.ex:listed",
		    false },
		{ kind, "n.ex", { PTR("h.ex"), H("192.0.2.1"),
		    RHS("absent") }, ANSWER_NO, "", "", false },
		{ kind, "n.ex", { PTR("h.ex"), H("192.0.2.2") }, ANSWER_NO, "",
		    "", true },
		{ kind, "n.ex", { PTR("absent") }, ANSWER_NO, "", "", true },
		{ kind, "n.ex", { PTR("unknown") }, ANSWER_UNKNOWN, "", "",
		    false },
		{ kind, "n.ex", { PTR("h.ex"), H("unknown") },
		    ANSWER_UNKNOWN, "", "", false },
		{ kind, "n.ex", { PTR("waiting") }, ANSWER_WAITING, "", "",
		    false },
		/* a.ex, the first, may still lead back */
		{ kind, "n.ex", { PTR("a.ex h.ex"), H("192.0.2.1"),
		    { "a.ex", DNS_A, "waiting" } }, ANSWER_WAITING, "", "",
		    false },
	};

	(void)state;
	check(row, COUNT(row), "192.0.2.1");
}

static void
a_sender_is_waited_for_until_it_is_told(void **state)
{
	static const struct fakedns_row row[] = {
		{ "b.ex.n.ex", DNS_A, "127.0.0.2" }, { NULL, DNS_A, NULL } };
	struct mailbox sender = { .domain = "b.ex", .domain_len = 4 };
	struct criterion c = valued(&arena, CRITERION_SENDER_RHSBL, "n.ex");
	struct finding f;
	struct place p;

	(void)state;
	begin(&p, "192.0.2.1", row);
	ask_lists(&p, &c, &f); /* nobody will tell */
	assert_int_equal(f.answer, ANSWER_NO);
	assert_true(f.moot);
	p.ev.to_say = true;
	ask_lists(&p, &c, &f);
	assert_int_equal(f.answer, ANSWER_WAITING);
	assert_true(f.said);
	p.ev.sender = &sender;
	ask_lists(&p, &c, &f);
	assert_int_equal(f.answer, ANSWER_YES);
	assert_false(f.said);
}

static void
a_name_that_is_odd_is_not_asked_for(void **state)
{
	static const struct fakedns_row row[] = { { NULL, DNS_A, NULL } };
	struct place p;

	(void)state;
	begin(&p, "192.0.2.1", row);
	evidence_name(&p.ev, "a b");
	assert_true(p.ev.odd);
	assert_int_not_equal(lookup_proof(&p.lookup), ANSWER_YES);
	assert_int_equal(p.dns.asked, 0);
}

static void
rdns_is_in_one_of_the_states(void **state)
{
	static const struct {
		struct fakedns_row dns[3];
		const char *value;
		enum answer want;
		const char *note;
		bool by_unknown;
	} row[] = {
		{ { PTR("absent") }, "none", ANSWER_YES, "rdns:none", false },
		{ { PTR("absent") }, "unconfirmed,confirmed", ANSWER_NO,
		    "rdns:none", false },
		{ { PTR("h.ex"), H("192.0.2.1") }, "none,confirmed",
		    ANSWER_YES, "rdns:confirmed", false },
		{ { PTR("h.ex"), H("192.0.2.2") }, "unconfirmed", ANSWER_YES,
		    "rdns:unconfirmed", false },
		{ { PTR("h.ex"), H("192.0.2.2") }, "confirmed", ANSWER_NO,
		    "rdns:unconfirmed", false },
		{ { PTR("unknown") }, "none", ANSWER_UNKNOWN, "rdns:unknown",
		    false },
		{ { PTR("unknown") }, "none,unknown", ANSWER_YES,
		    "rdns:unknown", true },
		{ { PTR("h.ex"), H("waiting") }, "unknown", ANSWER_WAITING,
		    "", false },
	};
	struct finding f;
	struct place p;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct criterion c = valued(&arena, CRITERION_RDNS,
		    row[i].value);

		begin(&p, "192.0.2.1", row[i].dns);
		finding_set(&f, ANSWER_UNKNOWN);
		lookup_rdns(&f, &p.lookup, &c, &p.notes);
		notes_join(p.said, &p.notes, NOTE_DNS);
		assert_int_equal(f.answer, row[i].want);
		assert_string_equal(p.said, row[i].note);
		assert_int_equal(f.by_unknown, row[i].by_unknown);
		assert_string_equal(f.zone, "");
	}
}

static void
the_name_is_the_first_that_leads_back_or_else_the_first(void **state)
{
	static const struct {
		struct fakedns_row dns[4];
		enum answer want;
		const char *name;
		bool proven, doubtful;
	} row[] = {
		{ { PTR("a.ex b.ex"), AT("a.ex", "192.0.2.1"),
		    AT("b.ex", "192.0.2.1") }, ANSWER_YES,
		    "a.ex", true, false },
		{ { PTR("a.ex b.ex"), AT("a.ex", "192.0.2.9"),
		    AT("b.ex", "192.0.2.1") }, ANSWER_YES,
		    "b.ex", true, false },
		{ { PTR("a.ex b.ex"), AT("a.ex", "absent"),
		    AT("b.ex", "192.0.2.9") }, ANSWER_YES,
		    "a.ex", false, false },
		{ { PTR("a.ex b.ex"), AT("a.ex", "unknown"),
		    AT("b.ex", "192.0.2.9") }, ANSWER_YES,
		    "a.ex", false, true },
		{ { PTR("a.ex b.ex"), AT("a.ex", "waiting"),
		    AT("b.ex", "192.0.2.1") }, ANSWER_WAITING,
		    "", true, false },
		{ { PTR(". b.ex"), AT("b.ex", "absent") }, ANSWER_YES, "b.ex",
		    false, false },
		{ { PTR(".") }, ANSWER_UNKNOWN, "", false, false },
		{ { PTR("absent") }, ANSWER_NO, "", false, false },
		{ { PTR("unknown") }, ANSWER_UNKNOWN, "", false, false },
		{ { PTR("waiting") }, ANSWER_WAITING, "", false, false },
	};
	struct lookup_named got;
	struct place p;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		begin(&p, "192.0.2.1", row[i].dns);
		assert_int_equal(lookup_name(&p.lookup, &got),
		    row[i].want);
		if (row[i].want != ANSWER_YES)
			continue;
		assert_string_equal(got.name, row[i].name);
		assert_int_equal(got.proven, row[i].proven);
		assert_int_equal(got.doubtful, row[i].doubtful);
	}
}

static void
the_text_is_what_the_list_says(void **state)
{
	static const struct fakedns_row row[] = {
		{ R4 "a.ex", DNS_TXT, "listed, see a.ex" },
		{ R4 "b.ex", DNS_TXT, "absent" },
		{ R4 "c.ex", DNS_TXT, "unknown" },
		{ R4 "d.ex", DNS_TXT, "waiting" },
		PTR("h.ex"), H("192.0.2.1"),
		{ "h.ex.n.ex", DNS_TXT, "a bad name" },
		{ NULL, DNS_A, NULL }
	};
	const char *text = "";
	struct place p;

	(void)state;
	begin(&p, "192.0.2.1", row);
	assert_int_equal(lookup_text(&p.lookup, BL, "b.ex", &text), ANSWER_NO);
	assert_int_equal(lookup_text(&p.lookup, BL, "c.ex", &text), ANSWER_NO);
	assert_int_equal(lookup_text(&p.lookup, BL, "d.ex", &text),
	    ANSWER_WAITING);
	assert_string_equal(text, "");
	assert_int_equal(lookup_text(&p.lookup, BL, "a.ex", &text),
	    ANSWER_YES);
	assert_string_equal(text, "listed, see a.ex");
	assert_int_equal(lookup_text(&p.lookup, CRITERION_RHSBL, "n.ex",
	    &text), ANSWER_YES);
	assert_string_equal(text, "a bad name");
	begin(&p, "192.0.2.1", (const struct fakedns_row[]){ PTR("waiting"),
		{ NULL, DNS_A, NULL } });
	assert_int_equal(lookup_text(&p.lookup, CRITERION_RHSBL, "n.ex",
	    &text), ANSWER_WAITING); /* for the name */
}

/* With 249 bytes of zone there is no room for an address before it. */
static void
a_zone_too_long_to_ask_is_cut_in_the_note_only(void **state)
{
	char zone[DNS_NAME_SIZE] = "", want[DNS_NAME_SIZE + 24];
	const struct fakedns_row row[] = { { "", DNS_A, "unknown" },
		{ NULL, DNS_A, NULL } };
	struct criterion c;
	struct finding f;
	struct place p;
	size_t i;

	(void)state;
	for (i = 0; i < 249; i++)
		zone[i] = i % 50 == 49 ? '.' : 'z';
	(void)strcpy(want, zone);
	(void)strcat(want, ":unknown");
	c = valued(&arena, BL, zone);
	begin(&p, "192.0.2.1", row);
	ask_lists(&p, &c, &f);
	assert_int_equal(f.answer, ANSWER_UNKNOWN);
	assert_string_equal(p.said, want);
}

static int
end(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_has_says_no_or_is_unknown),
		cmocka_unit_test(only_the_answers_asked_for_count),
		cmocka_unit_test(a_refusal_is_a_listing_if_the_rule_names_it),
		cmocka_unit_test(one_of_several_lists_is_enough),
		cmocka_unit_test(a_list_of_the_other_family_is_not_asked),
		cmocka_unit_test(
		    a_list_of_names_is_asked_for_the_confirmed_one),
		cmocka_unit_test(rdns_is_in_one_of_the_states),
		cmocka_unit_test(
		    the_name_is_the_first_that_leads_back_or_else_the_first),
		cmocka_unit_test(a_sender_is_waited_for_until_it_is_told),
		cmocka_unit_test(a_name_that_is_odd_is_not_asked_for),
		cmocka_unit_test(the_text_is_what_the_list_says),
		cmocka_unit_test(
		    a_zone_too_long_to_ask_is_cut_in_the_note_only),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
