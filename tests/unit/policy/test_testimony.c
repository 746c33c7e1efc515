/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/testimony.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "name/class.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What is decided about a client of which DNS has told the name. */
static void
write_sound(struct testimony *t)
{
	struct verdict v;
	struct evidence ev;
	struct notes n;

	verdict_init(&v);
	verdict_say(&v, 553, "", "go away");
	v.action = RULE_BLOCK;
	v.ban.wanted = true;
	v.ban.kind = 3;
	v.class = class_word(CLASS_DYNAMIC);
	memcpy(v.rule, "some:1", 7);
	evidence_init(&ev);
	evidence_name(&ev, "ppp7.example.net");
	ev.learnt = true;
	ev.offender = ANSWER_YES;
	ev.offences = 5;
	ev.odd = ev.unproven = ev.provable = ev.doubtful = true;
	notes_clear(&n);
	notes_add(&n, NOTE_MARK, "some:2", "");
	notes_add(&n, NOTE_DNS, "bl.example", "listed");
	memset(t, 0x5a, sizeof(*t)); /* nobody looks at what nobody wrote */
	testimony_write(t, &v, &ev, &n);
}

static void
what_was_decided_is_taken(void **state)
{
	struct testimony t;
	struct verdict v;
	struct evidence ev;
	struct notes n;
	size_t at = 0;

	(void)state;
	write_sound(&t);
	evidence_init(&ev);
	evidence_name(&ev, "a-name-that-is-longer.example.net");
	assert_int_equal(evidence_ip(&ev, "198.51.100.7", NULL), 0);
	ev.port = 25;
	ev.helo = "h.example";
	ev.has_name = ANSWER_WAITING;
	assert_true(testimony_read(&v, &ev, &n, &t));
	assert_int_equal(v.action, RULE_BLOCK);
	assert_int_equal(v.code, 553);
	assert_string_equal(v.text, "go away");
	assert_string_equal(v.rule, "some:1");
	assert_true(v.ban.wanted);
	assert_string_equal(v.class, "dynamic");
	assert_string_equal(ev.name, "ppp7.example.net");
	assert_int_equal(ev.name_len, 16);
	assert_int_equal(ev.has_name, ANSWER_YES);
	assert_true(ev.learnt);
	assert_true(ev.odd && ev.unproven && ev.provable && ev.doubtful);
	assert_int_equal(ev.offender, ANSWER_YES);
	assert_int_equal(ev.offences, 5);
	/* what it knows itself is not for another to tell */
	assert_string_equal(ev.ip_text, "198.51.100.7");
	assert_int_equal(ev.port, 25);
	assert_string_equal(ev.helo, "h.example");
	assert_string_equal(notes_next(&n, NOTE_MARK, &at), "some:2");
	at = 0;
	assert_string_equal(notes_next(&n, NOTE_DNS, &at), "bl.example:listed");
}

static void
a_class_is_none_or_one_that_there_is(void **state)
{
	struct testimony t;
	struct verdict v;
	struct evidence ev;
	struct notes n;

	(void)state;
	write_sound(&t);
	v.class = "kept";
	evidence_init(&ev);
	t.class = CLASS_KINDS;
	t.verdict.class = "its own pointer";
	assert_true(testimony_read(&v, &ev, &n, &t));
	assert_null(v.class);
	v.class = NULL;
	testimony_write(&t, &v, &ev, &n);
	assert_int_equal(t.class, CLASS_KINDS);
	assert_true(testimony_read(&v, &ev, &n, &t));
	assert_null(v.class);
}

/* Write so many bytes of a value from a place on. */
struct damage {
	const char *what;
	size_t at, len;
	unsigned char value;
};

#define FLAG(member) { #member, offsetof(struct testimony, member), 1, 2 }
#define FILLED(member) { #member, offsetof(struct testimony, member), \
	sizeof(((struct testimony *)NULL)->member), 'x' }

static const struct damage damage[] = {
	FLAG(verdict.literal), FLAG(verdict.capped), FLAG(verdict.settled),
	FLAG(verdict.undecided), FLAG(verdict.odd_name), FLAG(verdict.vouched),
	FLAG(verdict.ban.wanted), FLAG(learnt.unproven), FLAG(learnt.provable),
	FLAG(learnt.doubtful), FLAG(learnt.learnt), FLAG(learnt.odd),
	FILLED(verdict.dsn), FILLED(verdict.receipt), FILLED(verdict.rule),
	FILLED(verdict.text), FILLED(verdict.listed),
	FILLED(verdict.list_text), FILLED(verdict.remedy), FILLED(verdict.url),
	FILLED(verdict.action), FILLED(verdict.code),
	FILLED(verdict.listed_kind), FILLED(class), FILLED(learnt.has_name),
	FILLED(learnt.offender), FILLED(learnt.name_len), FILLED(learnt.name),
	FILLED(notes.len),
	{ "a NUL within the name", offsetof(struct testimony, learnt.name), 1,
	    0 },
	{ "notes that do not end", offsetof(struct testimony, notes.text),
	    NOTES_SIZE, 'x' },
	{ "a name that goes on", offsetof(struct testimony, learnt.name_len),
	    1, 15 },
	/* "some:2" and its NUL end after 8, with the kind */
	{ "a kind without a note", offsetof(struct testimony, notes.len), 1,
	    9 },
};

static void
what_no_process_of_ours_says_is_not_taken(void **state)
{
	struct testimony t;
	struct verdict v = { .code = 451 };
	struct evidence ev;
	struct notes n = { .len = 0 };
	size_t i;

	(void)state;
	evidence_init(&ev);
	for (i = 0; i < COUNT(damage); i++) {
		write_sound(&t);
		memset((unsigned char *)&t + damage[i].at, damage[i].value,
		    damage[i].len);
		if (testimony_read(&v, &ev, &n, &t))
			fail_msg("taken: %s", damage[i].what);
		assert_int_equal(v.code, 451);
		assert_int_equal(ev.name_len, 0);
		assert_int_equal(n.len, 0);
	}
}

/* A client that is let in hears nothing, and one that is refused something of
 * 4xx or 5xx. */
static void
action_and_code_agree(void **state)
{
	static const struct {
		enum rule_action action;
		unsigned code;
		bool taken;
	} row[] = {
		{ RULE_PASS, 0, true }, { RULE_PASS, 451, false },
		{ RULE_GREY, 0, true }, { RULE_GREY, 451, true },
		{ RULE_GREY, 399, false }, { RULE_GREY, 500, false },
		{ RULE_BLOCK, 0, false }, { RULE_BLOCK, 250, false },
		{ RULE_BLOCK, 400, true }, { RULE_BLOCK, 599, true },
		{ RULE_BLOCK, 600, false }, { RULE_DEFER, 354, false },
		{ RULE_DEFER, 421, true }, { RULE_SCORE, 0, false },
		{ RULE_MARK, 0, false }, { RULE_NEXT, 0, false },
	};
	struct testimony t;
	struct verdict v;
	struct evidence ev;
	struct notes n;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		evidence_init(&ev);
		write_sound(&t);
		t.verdict.action = row[i].action;
		t.verdict.code = row[i].code;
		assert_int_equal(testimony_read(&v, &ev, &n, &t),
		    row[i].taken);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_decided_is_taken),
		cmocka_unit_test(a_class_is_none_or_one_that_there_is),
		cmocka_unit_test(what_no_process_of_ours_says_is_not_taken),
		cmocka_unit_test(action_and_code_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
