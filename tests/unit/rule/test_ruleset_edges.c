/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The longest that an image may hold: settings, names of files, labels. */
#include "rule/ruleset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/le.h"
#include "lib/fenced.h"
#include "lib/fixture.h"

/* Pages of an image that nothing lies behind. */
#define PAGES 4
#define SIZE ((PAGES - 1) * IMAGE_PAGE + IMAGE_PAYLOAD)
#define STREAM (PAGES * IMAGE_PAYLOAD)

static struct image img;
static struct ruleset rules;
static unsigned char *data;
static struct fixture f;

static int
begin(void **state)
{
	(void)state;
	data = fenced_new(SIZE);
	img = (struct image){ .head.pages = PAGES, .data = data, .fd = -1,
		.sound = true };
	memset(&rules, 0xff, sizeof(rules));
	rules.img = &img;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fenced_free(data, SIZE);
	return 0;
}

/* Write bytes to the stream. */
static void
put(uint32_t at, const void *from, size_t len)
{
	const unsigned char *byte = from;
	size_t i;

	for (i = 0; i < len; i++, at++)
		data[at / IMAGE_PAYLOAD * IMAGE_PAGE + at % IMAGE_PAYLOAD] =
		    byte[i];
}

/* Write settings of so many bytes to the end of the stream: a number of five
 * bytes, over and over, and a text. */
static void
make_settings(uint32_t len)
{
	static const unsigned char number[] = { SET_TARPIT, 7, 0, 0, 0 };
	static const unsigned char text = 0x80 | SET_REPLY_TEXT;
	uint32_t at = STREAM - len;

	img.head.settings = (struct image_part){ at, len };
	for (; len >= 7; len -= 5, at += 5)
		put(at, number, sizeof(number));
	put(at, &text, 1);
	put(at + 1, &"xxxx"[6 - len], len - 1);
}

/* All that the settings may be, and one byte more. */
static void
ruleset_takes_settings_of_all_the_room(void **state)
{
	struct err e = { 0 };

	(void)state;
	make_settings(SETTINGS_SIZE_MAX);
	assert_int_equal(ruleset_begin(&rules, &img, &e), 0);
	assert_int_equal(rules.settings.number[SET_TARPIT], 7);
	assert_string_equal(rules.settings.text[SET_REPLY_TEXT], "");
	assert_ptr_equal(rules.record, rules.raw + SETTINGS_SIZE_MAX);
	assert_int_equal(rules.at, 0);
	assert_int_equal(rules.next, 0);
	make_settings(SETTINGS_SIZE_MAX + 1);
	assert_int_equal(ruleset_begin(&rules, &img, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_string_equal(e.msg, "the settings are damaged: run dhf-compile");
}

/* Write a table of files with one name of so many bytes behind another, at the
 * end of the stream. */
static void
make_files(uint32_t len)
{
	static const char zero[2] = "";
	uint32_t at = STREAM - len - 1;
	char c = 'a';
	uint32_t i;

	put(at - 2, "f", 2);
	for (i = 0; i < len; i++, c = c < 'z' ? (char)(c + 1) : 'a')
		put(at + i, &c, 1);
	put(at + i, zero, 1);
	img.head.files = (struct image_part){ at - 2, len + 3 };
}

/* What does not fit, the line, its colon and a NUL, goes at the name's end. */
static void
ruleset_places_fill_their_room(void **state)
{
	static const struct {
		uint32_t line;
		const char *text;
	} row[] = { { 7, ":7" }, { 12345, ":12345" },
		{ UINT32_MAX, ":4294967295" } };
	struct {
		char place[RULESET_LABEL], behind[4];
	} out;
	struct err e = { 0 };
	uint32_t len;
	size_t i, kept;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		for (len = 1; len < RULESET_LABEL; len++) {
			make_files(len);
			rules.rule.file = 1;
			rules.rule.line = row[i].line;
			memset(&out, '.', sizeof(out));
			assert_int_equal(ruleset_place(&rules, out.place, &e),
			    0);
			assert_memory_equal(out.behind, "....", 4);
			kept = strlen(out.place) - strlen(row[i].text);
			assert_string_equal(out.place + kept, row[i].text);
			assert_int_equal(kept, len + strlen(row[i].text) <
			    RULESET_LABEL ? len : RULESET_LABEL - 1 -
			    strlen(row[i].text));
			assert_int_equal(out.place[kept - 1], 'a' +
			    (int)(kept - 1) % 26);
		}
}

/* Names end within the table. */
static void
ruleset_place_refuses_a_table_that_is_cut(void **state)
{
	char place[RULESET_LABEL];
	struct err e = { 0 };
	uint32_t len;

	(void)state;
	for (len = 1; len < 600; len += 23) {
		make_files(len);
		rules.rule.file = 2;
		assert_int_equal(ruleset_place(&rules, place, &e), -1);
		assert_int_equal(e.class, ERR_PERM);
		assert_string_equal(e.msg, "the table of files is damaged: "
		    "run dhf-compile");
		rules.rule.file = 1;
		img.head.files.len--;
		assert_int_equal(ruleset_place(&rules, place, &e), -1);
		img.head.files.len++;
		assert_int_equal(ruleset_place(&rules, place, &e),
		    len < RULESET_LABEL ? 0 : -1);
	}
	rules.rule.file = 0;
	assert_int_equal(ruleset_place(&rules, place, &e), 0);
	img.head.pages--;
	assert_int_equal(ruleset_place(&rules, place, &e), -1);
	assert_string_equal(e.msg, "the rule image points beyond its end: "
	    "run dhf-compile again");
}

/* A rule that begins behind the last one, wherever that leads. */
static void
ruleset_next_stays_in_the_rules(void **state)
{
	unsigned char record[50] = { 50 }; /* six empty strings at its end */
	struct err e = { 0 };
	uint32_t at;

	(void)state;
	rules.record = rules.raw;
	img.head.rules = (struct image_part){ 100, 60 };
	for (at = 61; at < 2000; at += 61) {
		put(100 + at, record, sizeof(record));
		ruleset_seek(&rules, at);
		assert_int_equal(ruleset_next(&rules, &e), RULESET_FAILED);
		assert_string_equal(e.msg,
		    "the rules are damaged: run dhf-compile");
		e = (struct err){ 0 };
	}
	put(100 + 11, record, sizeof(record));
	ruleset_seek(&rules, 11); /* ends one byte behind them */
	assert_int_equal(ruleset_next(&rules, &e), RULESET_FAILED);
	assert_string_equal(e.msg, "the rules are damaged: run dhf-compile");
	put(100 + 10, record, sizeof(record));
	ruleset_seek(&rules, 10);
	assert_int_equal(ruleset_next(&rules, &e), RULESET_RULE);
	assert_int_equal(rules.at, 10);
	assert_int_equal(ruleset_next(&rules, &e), RULESET_END);
	put(100 + 10 + 4, "\xff", 1); /* no action */
	ruleset_seek(&rules, 10);
	assert_int_equal(ruleset_next(&rules, &e), RULESET_FAILED);
	assert_string_equal(e.msg, "a rule record is damaged: run "
	    "dhf-compile");
	ruleset_seek(&rules, STREAM - 100);
	assert_int_equal(ruleset_next(&rules, &e), RULESET_FAILED);
	assert_string_equal(e.msg, "the rule image points beyond its end: "
	    "run dhf-compile again");
}

static void
ruleset_places_are_those_of_each_file(void **state)
{
	static const char *const want[] = { "/three:1", "/two:2", "/rules:2",
		"/three:1", "/rules:4" };
	char label[RULESET_LABEL];
	size_t i;

	(void)state;
	fixture_text(&f, "three", "pass ^c\n");
	fixture_text(&f, "two", "include three\npass ^b\n");
	fixture_load(&f, "include two\npass ^a\ninclude three\npass ^a\n");
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
		assert_int_equal(ruleset_label(&f.rules, label, &f.e), 0);
		assert_string_equal(strrchr(label, '/'), want[i]);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(ruleset_takes_settings_of_all_the_room),
		TEST(ruleset_places_fill_their_room),
		TEST(ruleset_place_refuses_a_table_that_is_cut),
		TEST(ruleset_next_stays_in_the_rules),
		cmocka_unit_test(ruleset_places_are_those_of_each_file),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
