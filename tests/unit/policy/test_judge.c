/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many clients under way at once, over one image, one engine and one table of
 * answers that come in any order. */
#include "policy/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fakedns.h"
#include "lib/fixture.h"
#include "policy/session.h"
#include "wire/offence.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define CLIENTS 10000
#define QUESTIONS 8 /* most of one client */

static const char rules[] = "score_defer 3\nscore_block 6\n"
    "pass @dnswl=wl.test id=good\n"
    "pass @regex=^friend @rdns=confirmed id=friend\n"
    "block @regex=^(a|b)+[0-9] @dnsbl=bl.test id=pair\n"
    "mark @rdns=unknown id=dark\n"
    "score 3 @dnsbl=bl.test,bl.example good=-1\n"
    "score 4 @rhsbl=names.test\n"
    "score 2 @class=dynamic @rdns=unconfirmed\n"
    "block @rdns=none !@name=example.net id=nameless\n"
    "grey @embedded id=line\n";

/* One client: who it is, what it has asked, and which answers have come. */
struct guest {
	unsigned number;
	size_t asked;
	bool come[QUESTIONS];
	char name[QUESTIONS][DNS_NAME_SIZE];
	struct dns_answer answer[QUESTIONS];
	struct evidence ev;
	struct judge judge;
	struct verdict verdict;
	enum judge_answer state;
};

static struct fixture f;
static uint32_t seed = 20261129;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * below) >> 32);
}

/* What the world answers depends on name and type alone. */
static void
know(struct dns_answer *a, const char *name)
{
	uint32_t hash = 2166136261u;
	const char *p;

	for (p = name; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	hash = (hash ^ (unsigned)a->type) * 16777619u;
	hash ^= hash >> 15;
	switch (hash % 4) {
	case 0:
		a->state = DNS_ABSENT;
		return;
	case 1:
		answer_unknown(a, a->type, "silent");
		return;
	default:
		a->state = DNS_FOUND;
	}
	a->count = 1;
	if (a->type == DNS_PTR)
		(void)snprintf(a->name[0], DNS_NAME_SIZE, "%s%u.example.net",
		    hash % 3 == 0 ? "friend" : "ab", (unsigned)(hash % 1000));
	else
		a->ip[0] = (struct ip){ { 127, 0, 0, 2 }, 32 };
	/* a forward answer leads back to some of the clients */
	if (a->type == DNS_A && strstr(name, "example.net") == name + strlen(
	    name) - 11 && hash % 2 == 0)
		a->ip[0] = (struct ip){ { 192, 0, (unsigned char)(hash % 40),
			1 }, 32 };
}

static int
on_ask(void *of, const char *name, enum dns_type type)
{
	struct guest *g = of;
	size_t i;

	for (i = 0; i < g->asked; i++)
		if (g->answer[i].type == type && strcmp(g->name[i], name) == 0)
			return (int)i;
	assert_true(g->asked < QUESTIONS);
	(void)strcpy(g->name[i], name);
	g->answer[i] = (struct dns_answer){ .type = type, .why = "" };
	g->come[i] = false;
	g->asked++;
	return (int)i;
}

static const struct dns_answer *
on_answer(void *of, int question)
{
	struct guest *g = of;

	if (!g->come[question])
		return &g->answer[question];
	if (g->answer[question].state == DNS_WAITING)
		know(&g->answer[question], g->name[question]);
	return &g->answer[question];
}

static void
come(struct guest *g, unsigned number)
{
	static const char *const host[] = { "?", "ab12.example.com", "-",
		"friend.example.org", "host-192-0-7-1.dyn.example.com" };
	const struct dns_source source = { on_ask, on_answer, g };
	char ip[32];

	g->number = number;
	g->asked = 0;
	(void)snprintf(ip, sizeof(ip), "192.0.%u.%u", number % 251,
	    number % 7 + 1);
	evidence_init(&g->ev);
	assert_int_equal(evidence_ip(&g->ev, ip, &f.e), 0);
	evidence_host(&g->ev, host[number % COUNT(host)]);
	judge_begin(&g->judge, &f.decider, &g->ev, &source, FIXTURE_NOW);
}

static void
step(struct guest *g)
{
	g->state = judge_step(&g->verdict, &g->judge, &f.e);
	assert_int_not_equal(g->state, JUDGE_FAILED);
}

static void
arrive(struct guest *g, unsigned number)
{
	come(g, number);
	step(g);
}

/* One of the answers that are still to come is there. */
static void
answer_one(struct guest *g)
{
	size_t open[QUESTIONS], n = 0, i;

	for (i = 0; i < g->asked; i++)
		if (!g->come[i])
			open[n++] = i;
	assert_true(n > 0); /* else it waits for nothing */
	g->come[open[draw((uint32_t)n)]] = true;
}

static void
advance(struct guest *g)
{
	answer_one(g);
	step(g);
}

static void
clients_under_way_at_once_are_judged_as_if_alone(void **state)
{
	struct guest *g = calloc(CLIENTS, sizeof(*g)), alone;
	size_t *waits = calloc(CLIENTS, sizeof(*waits)), n = 0, i, at;
	size_t by_code[3] = { 0, 0, 0 };

	(void)state;
	assert_non_null(g);
	assert_non_null(waits);
	fixture_load(&f, rules);
	for (i = 0; i < CLIENTS; i++) {
		arrive(&g[i], (unsigned)i);
		if (g[i].state == JUDGE_WAITING)
			waits[n++] = i;
	}
	assert_true(n > CLIENTS / 4);
	while (n > 0) {
		at = draw((uint32_t)n);
		advance(&g[waits[at]]);
		if (g[waits[at]].state == JUDGE_SETTLED)
			waits[at] = waits[--n];
	}
	for (i = 0; i < CLIENTS; i++) {
		arrive(&alone, (unsigned)i);
		while (alone.state == JUDGE_WAITING)
			advance(&alone);
		assert_int_equal(g[i].verdict.action, alone.verdict.action);
		assert_int_equal(g[i].verdict.code, alone.verdict.code);
		by_code[alone.verdict.code / 100 == 5 ? 2 :
		    alone.verdict.code / 100 == 4]++;
	}
	assert_true(by_code[0] > 100 && by_code[1] > 100 && by_code[2] > 100);
	free(waits);
	free(g);
}

/* The same as without: the name is asked for first. */
static void
the_name_may_be_asked_for_first(void **state)
{
	struct guest first, alone;
	unsigned i, names = 0;

	(void)state;
	fixture_load(&f, rules);
	for (i = 0; i < CLIENTS; i++) {
		arrive(&alone, i);
		while (alone.state == JUDGE_WAITING)
			advance(&alone);
		come(&first, i);
		while (!judge_name(&first.judge))
			answer_one(&first);
		names += first.asked > 0;
		assert_int_not_equal(first.ev.has_name, ANSWER_WAITING);
		step(&first);
		while (first.state == JUDGE_WAITING)
			advance(&first);
		assert_int_equal(first.verdict.action, alone.verdict.action);
		assert_int_equal(first.verdict.code, alone.verdict.code);
	}
	assert_true(names > CLIENTS / 6);
}

/* Nothing that is asked has come, and nothing more will. */
static void
what_is_open_at_the_end_is_unknown(void **state)
{
	static const struct {
		const char *rules, *rule;
		unsigned code;
	} row[] = {
		{ "pass @dnswl=wl.test\nblock @any id=b\n", "b", 451 },
		{ "pass @rhsbl=names.test\nblock @any id=b\n", "b", 451 },
		{ "pass @rdns=confirmed\nblock @any id=b\n", "b", 451 },
		{ "block @rdns=unknown id=dark\n", "dark", 451 },
		{ "score 9 @ip=192.0.0.7\nscore -5 @dnswl=wl.test\n",
		    "score_block", 451 },
		{ "block @dnsbl=bl.test\nblock @any id=b\n", "b", 553 },
	};
	struct guest g;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		fixture_load(&f, row[i].rules);
		arrive(&g, 251); /* 192.0.0.7, has a name */
		assert_int_equal(judge_end(&g.verdict, &g.judge, NULL, &f.e),
		    0);
		assert_string_equal(g.verdict.rule, row[i].rule);
		assert_int_equal(g.verdict.code, row[i].code);
	}
}

/* Who has said more, in a session, is asked what that could change. */
static void
whoever_says_more_is_judged_again(void **state)
{
	struct session_room room;
	struct evidence ev;
	struct judge j;
	struct verdict v;

	(void)state;
	fixture_load(&f, "block @sender=a.example\n");
	assert_int_equal(evidence_entry(&ev, "mx.c.example/192.0.2.1", &f.e),
	    0);
	judge_begin(&j, &f.decider, &ev, NULL, FIXTURE_NOW);
	ev.to_say = true;
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_SETTLED);
	assert_int_equal(v.code, 0);
	assert_true(v.undecided);
	judge_again(&j);
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_SETTLED);
	assert_true(v.undecided); /* as before: it has said nothing yet */
	ev.to_say = false;
	session_say(&ev, &room, &(struct session){ .sender = "b@a.example" });
	judge_again(&j);
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_SETTLED);
	assert_int_equal(v.code, 553);
	assert_false(v.undecided);
}

/* What had come in time counts, and what comes until the second verdict. */
static void
whoever_says_more_may_be_told_more_by_dns(void **state)
{
	static const struct fakedns_row none[] = {
		{ "1.2.0.192.bl.test", DNS_A, "waiting" },
		{ NULL, DNS_A, NULL },
	};
	struct dns_source source;
	struct fakedns dns;
	struct evidence ev;
	struct judge j;
	struct verdict v;

	(void)state;
	fixture_load(&f, "block @dnsbl=bl.test id=bl\n");
	source = fakedns_begin(&dns, none);
	assert_int_equal(evidence_entry(&ev, "mx.c.example/192.0.2.1", &f.e),
	    0);
	judge_begin(&j, &f.decider, &ev, &source, FIXTURE_NOW);
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_WAITING);
	assert_int_equal(judge_end(&v, &j, NULL, &f.e), 0);
	assert_int_equal(v.code, 0);
	judge_again(&j);
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_WAITING);
	fakedns_answer(&dns, 0, "127.0.0.2");
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_SETTLED);
	assert_string_equal(v.rule, "bl");
	assert_int_equal(v.code, 553);
}

/* Of two names neither leads back, as far as anybody knows: the client's could
 * be the other. */
static void
a_name_that_dns_has_not_told_for_sure_is_in_doubt(void **state)
{
	static const struct {
		const char *second; /* the address of the second name */
		const char *word;
		unsigned code;
	} row[] = {
		{ "unknown", "doubtful", 451 },
		{ "absent", "claimed", 553 },
	};
	struct dns_source source;
	struct fakedns dns;
	struct evidence ev;
	struct judge j;
	struct verdict v;
	size_t i;

	(void)state;
	fixture_load(&f, "block @name=pool.test\n");
	for (i = 0; i < COUNT(row); i++) {
		const struct fakedns_row names[] = {
			{ "1.2.0.192.in-addr.arpa", DNS_PTR,
			    "a.pool.test b.pool.test" },
			{ "a.pool.test", DNS_A, "absent" },
			{ "b.pool.test", DNS_A, row[i].second },
			{ NULL, DNS_A, NULL },
		};

		source = fakedns_begin(&dns, names);
		assert_int_equal(evidence_entry(&ev, "?/192.0.2.1", &f.e), 0);
		judge_begin(&j, &f.decider, &ev, &source, FIXTURE_NOW);
		assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_SETTLED);
		assert_string_equal(evidence_name_word(&ev), row[i].word);
		assert_int_equal(v.code, row[i].code);
	}
}

static void
the_class_of_a_verdict_is_told_once(void **state)
{
	struct verdict v = { .class = "told" };
	struct evidence ev;
	struct judge j;

	(void)state;
	fixture_load(&f, "block @class=dynamic\n");
	assert_int_equal(evidence_entry(&ev, "-/192.0.2.1", &f.e), 0);
	judge_begin(&j, &f.decider, &ev, NULL, FIXTURE_NOW);
	assert_int_equal(judge_class(&v, &j, &f.e), 0);
	assert_string_equal(v.class, "told");
	v.class = NULL;
	assert_int_equal(judge_class(&v, &j, &f.e), 0);
	assert_null(v.class); /* nobody who has no name has one */
}

static void
offences_are_asked_for_once(void **state)
{
	struct evidence ev;
	struct judge j;
	struct verdict v;

	(void)state;
	fixture_load(&f, "block @offender=trap id=t\n");
	assert_int_equal(evidence_entry(&ev, "-/192.0.2.1", &f.e), 0);
	judge_begin(&j, &f.decider, &ev, NULL, FIXTURE_NOW);
	ev.offender = ANSWER_WAITING;
	assert_false(judge_wants_offences(&j)); /* before a rule does */
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_WAITING);
	assert_true(judge_wants_offences(&j));
	judge_tell_offences(&j, true, 1u << OFFENCE_TRAP);
	assert_false(judge_wants_offences(&j));
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_SETTLED);
	assert_string_equal(v.rule, "t");
	judge_tell_offences(&j, false, 1u << OFFENCE_TRAP);
	assert_int_equal(ev.offender, ANSWER_UNKNOWN);
	assert_int_equal(ev.offences, 0);
	judge_begin(&j, &f.decider, &ev, NULL, FIXTURE_NOW);
	ev.offender = ANSWER_WAITING;
	assert_int_equal(judge_step(&v, &j, &f.e), JUDGE_WAITING);
	assert_int_equal(judge_end(&v, &j, NULL, &f.e), 0);
	assert_int_equal(ev.offender, ANSWER_UNKNOWN);
	assert_string_not_equal(v.rule, "t");
}

/* A verdict owns its text: it stays when the rules go on to other clients. */
static void
a_verdict_keeps_its_text(void **state)
{
	struct verdict first, second;

	(void)state;
	fixture_load(&f, "block @ip=192.0.2.1 text=\"one\"\n"
	    "block @ip=192.0.2.2 text=\"another\"\n");
	fixture_ask(&f, &first, "192.0.2.1", NULL);
	fixture_ask(&f, &second, "192.0.2.2", NULL);
	assert_string_equal(first.text, "one");
	assert_string_equal(second.text, "another");
}

/* A 5xx of any code waits for the name, which may be in doubt. */
static void
no_5xx_stands_before_the_name_is_known(void **state)
{
	static const struct fakedns_row dns[] = {
		{ "1.2.0.192.in-addr.arpa", DNS_PTR, "waiting" },
		{ NULL, DNS_A, NULL },
	};
	static const struct {
		const char *rules;
		enum judge_answer want;
	} row[] = {
		{ "block @ip=192.0.2.1 code=500\nblock @name=a.test\n",
		    JUDGE_WAITING },
		{ "block @ip=192.0.2.1 code=499\nblock @name=a.test\n",
		    JUDGE_SETTLED },
	};
	struct dns_source source;
	struct fakedns fake;
	struct evidence ev;
	struct judge j;
	struct verdict v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		fixture_load(&f, row[i].rules);
		source = fakedns_begin(&fake, dns);
		assert_int_equal(evidence_entry(&ev, "?/192.0.2.1", &f.e), 0);
		judge_begin(&j, &f.decider, &ev, &source, FIXTURE_NOW);
		assert_int_equal(judge_step(&v, &j, &f.e), row[i].want);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    clients_under_way_at_once_are_judged_as_if_alone),
		cmocka_unit_test(the_name_may_be_asked_for_first),
		cmocka_unit_test(what_is_open_at_the_end_is_unknown),
		cmocka_unit_test(whoever_says_more_is_judged_again),
		cmocka_unit_test(whoever_says_more_may_be_told_more_by_dns),
		cmocka_unit_test(
		    a_name_that_dns_has_not_told_for_sure_is_in_doubt),
		cmocka_unit_test(the_class_of_a_verdict_is_told_once),
		cmocka_unit_test(offences_are_asked_for_once),
		cmocka_unit_test(a_verdict_keeps_its_text),
		cmocka_unit_test(no_5xx_stands_before_the_name_is_known),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
