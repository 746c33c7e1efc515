/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A name that was told and that nobody has verified: DNS is asked whether it
 * leads back only where that makes a difference. */
#include "policy/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fakedns.h"
#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NAME "mail.friend.example"

static struct fixture f;

struct row {
	const char *rules, *addresses; /* of NAME, as fakedns has them */
	enum judge_answer first; /* of the first step */
	unsigned code;  /* at the end */
	int asked;      /* questions */
	const char *word; /* how the name is known */
};

static void
check(const struct row *row)
{
	const struct fakedns_row dns[] = { { NAME, DNS_A, "waiting" },
		{ "1.2.0.192.bl.example", DNS_A, "waiting" },
		{ "1.2.0.192.in-addr.arpa", DNS_PTR, "waiting" },
		{ NULL, DNS_A, NULL } };
	struct dns_source source;
	struct evidence ev;
	struct fakedns fake;
	struct judge j;
	struct verdict v;

	fixture_load(&f, row->rules);
	source = fakedns_begin(&fake, dns);
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, "192.0.2.1", &f.e), 0);
	evidence_name(&ev, NAME);
	evidence_doubt(&ev);
	judge_begin(&j, &f.decider, &ev, &source, FIXTURE_NOW);
	assert_int_equal(judge_step(&v, &j, &f.e), row->first);
	if (row->first == JUDGE_WAITING) {
		fakedns_answer(&fake, 0, row->addresses);
		if (strcmp(row->addresses, "waiting") == 0)
			assert_int_equal(judge_end(&v, &j, NULL, &f.e), 0);
		else
			assert_int_equal(judge_step(&v, &j, &f.e),
			    JUDGE_SETTLED);
	}
	assert_int_equal(v.code, row->code);
	assert_int_equal(fake.asked, row->asked);
	assert_string_equal(evidence_name_word(&ev), row->word);
}

#define PASS "pass @name=friend.example\nblock @any\n"
#define EXCEPT "block !@name=friend.example\n"
#define HARM "block @name=friend.example\n"

static void
a_told_name_is_proved_where_it_matters(void **state)
{
	static const struct row row[] = {
		{ PASS, "192.0.2.1", JUDGE_WAITING, 0, 1, "proven" },
		{ PASS, "192.0.2.7 192.0.2.1", JUDGE_WAITING, 0, 1, "proven" },
		{ PASS, "192.0.2.7", JUDGE_WAITING, 451, 1, "claimed" },
		{ PASS, "absent", JUDGE_WAITING, 451, 1, "claimed" },
		{ PASS, "unknown", JUDGE_WAITING, 451, 1, "claimed" },
		{ PASS, "waiting", JUDGE_WAITING, 451, 1, "claimed" },
		/* an exception that the name is */
		{ EXCEPT, "192.0.2.1", JUDGE_WAITING, 0, 1, "proven" },
		{ EXCEPT, "192.0.2.7", JUDGE_WAITING, 451, 1, "claimed" },
		{ "score -8 @name=friend.example\nscore 8 @any\n",
		    "192.0.2.1", JUDGE_WAITING, 0, 1, "proven" },
		/* no 5xx before the client's other names were looked at */
		{ HARM, "absent", JUDGE_WAITING, 553, 1, "claimed" },
		{ HARM, "unknown", JUDGE_WAITING, 451, 1, "doubtful" },
		{ HARM, "waiting", JUDGE_WAITING, 451, 1, "claimed" },
		{ "block @ip=192.0.2.1\n" PASS, "absent", JUDGE_WAITING, 553,
		    1, "claimed" },
		/* it makes no difference */
		{ "pass @ip=192.0.2.1\n", "", JUDGE_SETTLED, 0, 0, "claimed" },
		{ "pass @name=friend.example\n", "", JUDGE_SETTLED, 0, 0,
		    "claimed" },
		{ "block @dnsbl=bl.example\n", "absent", JUDGE_WAITING, 0, 1,
		    "claimed" },
		{ "pass @name=other.example\nblock @any\n", "unknown",
		    JUDGE_WAITING, 451, 1, "doubtful" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		check(&row[i]);
}

/* Nobody has told it who has verified it, where the settings say so; and its
 * proof is asked for once. */
static void
a_told_name_is_doubted_by_the_settings(void **state)
{
	static const struct fakedns_row dns[] = { { NAME, DNS_A, "absent" },
		{ "1.2.0.192.bl.example", DNS_A, "waiting" },
		{ NULL, DNS_A, NULL } };
	struct dns_source source;
	struct evidence ev;
	struct fakedns fake;
	struct judge j;
	struct verdict v;

	(void)state;
	fixture_load(&f, "names unverified\npass @name=friend.example\n"
	    "block @dnsbl=bl.example\n");
	source = fakedns_begin(&fake, dns);
	assert_int_equal(evidence_entry(&ev, NAME "/192.0.2.1", &f.e), 0);
	judge_begin(&j, &f.decider, &ev, &source, FIXTURE_NOW);
	assert_true(ev.provable);
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_WAITING);
	assert_string_equal(evidence_name_word(&ev), "claimed");
	assert_false(ev.provable);
	assert_int_equal(fake.asked, 2);
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_WAITING);
	assert_int_equal(fake.asked, 2);
}

/* The client has another name, which leads away for certain, too. */
static void
a_name_stands_if_no_other_leads_back(void **state)
{
	static const struct fakedns_row dns[] = {
		{ "1.2.0.192.in-addr.arpa", DNS_PTR, "x.example" },
		{ "x.example", DNS_A, "203.0.113.1" },
		{ NULL, DNS_A, NULL } };
	struct dns_source source;
	struct evidence ev;
	struct fakedns fake;
	struct judge j;
	struct verdict v;

	(void)state;
	fixture_load(&f, HARM);
	source = fakedns_begin(&fake, dns);
	assert_int_equal(evidence_entry(&ev, NAME "/192.0.2.1", &f.e), 0);
	evidence_doubt(&ev);
	judge_begin(&j, &f.decider, &ev, &source, FIXTURE_NOW);
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_SETTLED);
	assert_int_equal(v.code, 553);
	assert_string_equal(evidence_name_word(&ev), "claimed");
	assert_string_equal(ev.name, NAME);
}

static void
without_dns_a_told_name_stays_a_claim(void **state)
{
	struct evidence ev;
	struct judge j;
	struct verdict v;

	(void)state;
	fixture_load(&f, PASS);
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, "192.0.2.1", &f.e), 0);
	evidence_name(&ev, NAME);
	evidence_doubt(&ev);
	judge_begin(&j, &f.decider, &ev, NULL, FIXTURE_NOW);
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_SETTLED);
	assert_int_equal(v.code, 451);
}

/* Who has no name has none that could be proved. */
static void
no_name_is_no_claim(void **state)
{
	static const struct fakedns_row dns[] = {
		{ "1.2.0.192.in-addr.arpa", DNS_PTR, "absent" },
		{ NULL, DNS_A, NULL } };
	struct dns_source source;
	struct evidence ev;
	struct fakedns fake;
	struct judge j;
	struct verdict v;

	(void)state;
	fixture_load(&f, PASS);
	source = fakedns_begin(&fake, dns);
	assert_int_equal(evidence_entry(&ev, "?/192.0.2.1", &f.e), 0);
	judge_begin(&j, &f.decider, &ev, &source, FIXTURE_NOW);
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_SETTLED);
	assert_int_equal(v.code, 553);
	assert_int_equal(ev.has_name, ANSWER_NO);
	assert_false(ev.unproven);
	assert_false(ev.doubtful);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_told_name_is_proved_where_it_matters),
		cmocka_unit_test(without_dns_a_told_name_stays_a_claim),
		cmocka_unit_test(a_told_name_is_doubted_by_the_settings),
		cmocka_unit_test(a_name_stands_if_no_other_leads_back),
		cmocka_unit_test(no_name_is_no_claim),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
