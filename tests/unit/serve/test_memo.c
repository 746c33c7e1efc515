/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/memo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"
#include "policy/verdict.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;
static struct memo *m;

static int
begin(void **state)
{
	struct err e;

	(void)state;
	fixture_begin(&f);
	fixture_load(&f, "block @ip=192.0.2.0/24\n");
	m = memo_new(MEMO_HELO | MEMO_SENDER | MEMO_RCPT, &e);
	return m != NULL ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	memo_free(m);
	memo_free(NULL);
	fixture_end(&f);
	return 0;
}

static void
key_of(struct memo_key *out, const struct evidence *ev)
{
	assert_true(memo_key(out, m, ev, &f.rules, FIXTURE_NOW));
}

static void
entry(struct evidence *ev, const char *text)
{
	struct err e;

	assert_int_equal(evidence_entry(ev, text, &e), 0);
	evidence_give_up(ev);
}

static void
memo_gives_back_what_was_put(void **state)
{
	struct verdict v, got;
	struct evidence ev;
	struct memo_key key;

	(void)state;
	entry(&ev, "a.example/192.0.2.1");
	key_of(&key, &ev);
	assert_false(memo_get(&got, m, &key));
	fixture_decide(&f, &v, &ev, NULL);
	v.score_milli = -7;
	v.class = "mail";
	memo_put(m, &key, &v);
	memo_put(m, &key, &v);
	memset(&got, 7, sizeof(got));
	assert_true(memo_get(&got, m, &key));
	assert_int_equal(got.action, RULE_BLOCK);
	assert_int_equal(got.code, 553);
	assert_int_equal(got.score_milli, -7);
	assert_string_equal(got.class, "mail");
	assert_string_equal(got.dsn, v.dsn);
	assert_string_equal(got.rule, v.rule);
	assert_string_equal(got.text, v.text);
	assert_string_equal(got.listed, "");
	assert_false(got.capped || got.odd_name || got.literal);
	assert_true(got.settled);
}

/* Each differs from the first in what a rule can see. */
static void
whatever_changes_a_verdict_changes_the_key(void **state)
{
	struct mailbox box[2];
	struct memo_key key[20];
	struct evidence ev[20];
	struct err e;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(ev); i++)
		entry(&ev[i], "a.example/192.0.2.1");
	entry(&ev[1], "b.example/192.0.2.1");
	entry(&ev[2], "a.example/192.0.2.2");
	entry(&ev[3], "-/192.0.2.1");
	entry(&ev[4], "?/192.0.2.1");
	ev[5].unproven = true;
	ev[6].doubtful = true;
	ev[7].odd = true;
	assert_int_equal(mailbox_parse(&box[0], "a@example.org", &e), 0);
	assert_int_equal(mailbox_parse(&box[1], "b@example.org", &e), 0);
	ev[8].rcpt = &box[0];
	ev[9].rcpt = &box[1];
	ev[10].offender = ANSWER_NO;
	ev[11].offender = ev[12].offender = ANSWER_YES;
	ev[11].offences = 1;
	ev[12].offences = 2;
	ev[13].sender = &box[0];
	ev[14].sender = &box[1];
	ev[15].helo = "a";
	ev[16].helo = "b";
	ev[17].session = true;
	ev[18].port = 25;
	ev[19].port = 587;
	for (i = 0; i < COUNT(ev); i++)
		key_of(&key[i], &ev[i]);
	for (i = 0; i < COUNT(ev); i++)
		for (k = 0; k < i; k++)
			if (key[i].len == key[k].len &&
			    memcmp(key[i].octet, key[k].octet, key[i].len) ==
			    0)
				fail_msg("%zu and %zu", i, k);
}

static void
what_no_rule_asks_for_changes_nothing(void **state)
{
	struct memo *none = memo_new(0, &f.e);
	struct mailbox box[2];
	struct memo_key key[2];
	struct evidence ev;

	(void)state;
	assert_non_null(none);
	entry(&ev, "a.example/192.0.2.1");
	assert_true(memo_key(&key[0], none, &ev, &f.rules, FIXTURE_NOW));
	assert_int_equal(mailbox_parse(&box[0], "a@example.org", &f.e), 0);
	assert_int_equal(mailbox_parse(&box[1], "abuse@x.example", &f.e), 0);
	ev.rcpt = ev.sender = &box[0];
	ev.helo = "a";
	ev.session = true;
	assert_true(memo_key(&key[1], none, &ev, &f.rules, FIXTURE_NOW));
	assert_int_equal(key[0].hash, key[1].hash);
	ev.rcpt = &box[1]; /* but for whom no rule is asked */
	assert_true(memo_key(&key[1], none, &ev, &f.rules, FIXTURE_NOW));
	assert_int_not_equal(key[0].hash, key[1].hash);
	memo_free(none);
}

/* Nobody knows the name: the networks of the rules count, not the address. */
static void
clients_without_a_name_count_by_network(void **state)
{
	static const char *const text[] = { "?/192.0.2.1", "?/192.0.2.2",
		"?/192.0.3.1", "?/10.0.0.1" };
	struct memo *none = memo_new(0, &f.e);
	struct memo_key key[COUNT(text)], asked[COUNT(text)];
	struct evidence ev;
	size_t i;

	(void)state;
	assert_non_null(none);
	for (i = 0; i < COUNT(text); i++) {
		entry(&ev, text[i]);
		assert_true(memo_key(&key[i], none, &ev, &f.rules,
		    FIXTURE_NOW));
		key_of(&asked[i], &ev);
	}
	memo_free(none);
	assert_memory_equal(key[0].octet, key[1].octet, key[0].len);
	assert_memory_not_equal(key[0].octet, key[2].octet, key[0].len);
	assert_memory_equal(key[2].octet, key[3].octet, key[2].len);
	/* what a client says may be its address */
	assert_memory_not_equal(asked[0].octet, asked[1].octet, asked[0].len);
}

static void
time_counts_if_a_rule_ends_some_day(void **state)
{
	struct memo_key now, later;
	struct evidence ev;

	(void)state;
	entry(&ev, "a.example/192.0.2.1");
	key_of(&now, &ev);
	assert_true(memo_key(&later, m, &ev, &f.rules, FIXTURE_NOW + 1));
	assert_int_equal(now.hash, later.hash);
	fixture_load(&f, "block @ip=192.0.2.1 expires=2027-01-01\n");
	key_of(&now, &ev);
	assert_true(memo_key(&later, m, &ev, &f.rules, FIXTURE_NOW + 1));
	assert_int_not_equal(now.hash, later.hash);
}

static void
memo_keeps_the_last_ones(void **state)
{
	struct verdict v, got;
	struct evidence ev;
	struct memo_key key;
	char text[64];
	int i, kept = 0;

	(void)state;
	verdict_init(&v);
	memset(v.text, 'a', sizeof(v.text) - 1);
	v.text[sizeof(v.text) - 1] = '\0';
	for (i = 0; i < 40000; i++) {
		(void)snprintf(text, sizeof(text), "n%d.example/192.0.2.1", i);
		entry(&ev, text);
		key_of(&key, &ev);
		memo_put(m, &key, &v);
		assert_true(memo_get(&got, m, &key));
	}
	for (i = 0; i < 40000; i++) {
		(void)snprintf(text, sizeof(text), "n%d.example/192.0.2.1", i);
		entry(&ev, text);
		key_of(&key, &ev);
		kept += memo_get(&got, m, &key);
	}
	/* some 670 bytes each */
	assert_in_range(kept, 10000, (int)(MEMO_BYTES / 620));
}

#define t(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		t(memo_gives_back_what_was_put),
		t(whatever_changes_a_verdict_changes_the_key),
		t(what_no_rule_asks_for_changes_nothing),
		t(clients_without_a_name_count_by_network),
		t(time_counts_if_a_rule_ends_some_day),
		t(memo_keeps_the_last_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
