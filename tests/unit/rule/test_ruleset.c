/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/ruleset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <unistd.h>

#include <cmocka.h>

#include "base/le.h"
#include "lib/fixture.h"
#include "rule/page.h"
#include "rule/value.h"

static struct fixture f;

static void
ruleset_gives_the_rules_in_order(void **state)
{
	static const char *const id[] = { "a", "b", "c" };
	char label[RULESET_LABEL];
	uint32_t at[3];
	size_t i;

	(void)state;
	fixture_load(&f, "pass @any id=a\nscore 1 @any id=b\n"
	    "block ^x\nmark @any id=c mode=off\n");
	for (i = 0; i < 2; i++) {
		assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
		assert_string_equal(f.rules.rule.id, id[i]);
		assert_int_equal(ruleset_label(&f.rules, label, &f.e), 0);
		assert_string_equal(label, id[i]);
		at[i] = f.rules.at;
	}
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	assert_int_equal(ruleset_label(&f.rules, label, &f.e), 0);
	assert_string_equal(strrchr(label, '/'), "/rules:3");
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_END);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_END);
	ruleset_seek(&f.rules, at[1]);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	assert_string_equal(f.rules.rule.id, "b");
	ruleset_seek(&f.rules, 0);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	assert_string_equal(f.rules.rule.id, "a");
}

/* Records that lie over the seams of pages. */
static void
ruleset_reads_rules_longer_than_a_page(void **state)
{
	static char text[8 * 12000];
	struct buf room = { 0 };
	size_t len = 0, i, k;

	(void)state;
	for (i = 0; i < 8; i++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "block @name=h%zu", i);
		for (k = 0; k < 300; k++)
			len += (size_t)snprintf(text + len,
			    sizeof(text) - len, ",n%03zu.example.net", k);
		text[len++] = '\n';
	}
	fixture_load(&f, text);
	for (i = 0; i < 8; i++) {
		const char *value;
		char want[8];

		(void)snprintf(want, sizeof(want), "h%zu,", i);
		assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
		value = value_text(&room, &f.rules.rule.crit[0]);
		assert_int_equal(strncmp(value, want, 3), 0);
		assert_string_equal(strrchr(value, ','), ",n299.example.net");
	}
	buf_free(&room);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_END);
}

static void
ruleset_of_no_rules_ends(void **state)
{
	(void)state;
	fixture_load(&f, "");
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_END);
}

/* The bytes of a rule, all of which are on page 0. */
static unsigned char *
record_of(uint32_t offset)
{
	uint32_t at = f.img.head.rules.at + offset;

	assert_true(at + f.rules.rule.size <= PAGE_PAYLOAD);
	return f.image.data + at;
}

static void
ruleset_refuses_records_that_are_none(void **state)
{
	static const uint32_t size[] = { 0, 39, 40, 1000, 32769, UINT32_MAX };
	unsigned char *record;
	size_t i;

	(void)state;
	fixture_load(&f, "reply_code 550\npass @any id=a\nblock @any\n");
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	record = record_of(f.rules.at);
	for (i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
		le_put32(record, size[i]);
		page_seal(f.image.data, 0);
		ruleset_seek(&f.rules, 0);
		f.e.class = ERR_NONE;
		assert_int_equal(ruleset_next(&f.rules, &f.e),
		    RULESET_FAILED);
		assert_int_equal(f.e.class, ERR_PERM);
		assert_string_equal(f.e.msg,
		    "the rules are damaged: run dhf-compile");
	}
	f.img.sound = false;
	*record ^= 1; /* the page with the settings, too */
	assert_int_equal(ruleset_begin(&f.rules, &f.img, &f.e), -1);
	*record ^= 1;
	assert_int_equal(ruleset_begin(&f.rules, &f.img, &f.e), 0);
	ruleset_seek(&f.rules, f.img.head.rules.len + 1);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_FAILED);
	ruleset_seek(&f.rules, UINT32_MAX);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_FAILED);
}

/* A jump back would be asked for ever.  The name is unknown, so that every
 * rule is asked. */
static void
ruleset_that_jumps_back_comes_to_an_end(void **state)
{
	struct evidence ev;
	struct client client;
	struct verdict v;
	uint32_t first;

	(void)state;
	fixture_text(&f, "list", "192.0.2.1:allow\n");
	fixture_load(&f, "score 1 @any\nmark @any id=m\n"
	    "import tcprules list\n");
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	first = f.rules.rule.size;
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	assert_int_not_equal(f.rules.rule.target, 0);
	rule_retarget(record_of(f.rules.at), first);
	page_seal(f.image.data, 0);
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, "192.0.2.1", &f.e), 0);
	ev.has_name = ANSWER_UNKNOWN;
	(void)alarm(10); /* SIGALRM ends the test program */
	client_begin(&client, &ev, NULL, FIXTURE_NOW);
	(void)decide(&v, &f.decider, &client, &f.e);
	(void)alarm(0);
}

static void
ruleset_refuses_a_file_that_is_none(void **state)
{
	char label[RULESET_LABEL];

	(void)state;
	fixture_load(&f, "pass ^a\n");
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	f.rules.rule.file = 1;
	assert_int_equal(ruleset_label(&f.rules, label, &f.e), -1);
	assert_int_equal(f.e.class, ERR_PERM);
	f.rules.rule.file = UINT32_MAX;
	assert_int_equal(ruleset_label(&f.rules, label, &f.e), -1);
}

/* dhf-compile keeps 240 bytes of a name; an image may say otherwise. */
static void
ruleset_cuts_a_place_that_is_too_long(void **state)
{
	unsigned char *name;
	char label[RULESET_LABEL], want[RULESET_LABEL];

	(void)state;
	fixture_load(&f, "pass ^a\n");
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	name = f.image.data + f.img.head.files.at;
	assert_true(f.img.head.files.at + RULESET_LABEL <= PAGE_PAYLOAD);
	memset(name, 'x', RULESET_LABEL - 1);
	name[RULESET_LABEL - 1] = '\0';
	f.img.head.files.len = RULESET_LABEL;
	page_seal(f.image.data, 0);
	f.rules.rule.line = UINT32_MAX;
	assert_int_equal(ruleset_label(&f.rules, label, &f.e), 0);
	memset(want, 'x', sizeof(want));
	strcpy(want + RULESET_LABEL - 12, ":4294967295");
	assert_string_equal(label, want);
}

/* The longest label that an image can hold, and one more byte. */
static void
ruleset_labels_stay_in_their_room(void **state)
{
	struct {
		char label[RULESET_LABEL], behind;
	} out = { .behind = 'x' };
	char id[RULESET_LABEL + 1];

	(void)state;
	fixture_load(&f, "pass ^a\n");
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	memset(id, 'i', sizeof(id));
	f.rules.rule.id = id;
	id[RULESET_LABEL] = '\0';
	assert_int_equal(ruleset_label(&f.rules, out.label, &f.e), 0);
	assert_string_equal(strrchr(out.label, '/'), "/rules:1");
	id[RULESET_LABEL - 1] = '\0';
	assert_int_equal(ruleset_label(&f.rules, out.label, &f.e), 0);
	assert_string_equal(out.label, id);
	assert_int_equal(out.behind, 'x');
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ruleset_gives_the_rules_in_order),
		cmocka_unit_test(ruleset_reads_rules_longer_than_a_page),
		cmocka_unit_test(ruleset_of_no_rules_ends),
		cmocka_unit_test(ruleset_refuses_records_that_are_none),
		cmocka_unit_test(ruleset_that_jumps_back_comes_to_an_end),
		cmocka_unit_test(ruleset_refuses_a_file_that_is_none),
		cmocka_unit_test(ruleset_cuts_a_place_that_is_too_long),
		cmocka_unit_test(ruleset_labels_stay_in_their_room),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
