/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"
#include "rule/value.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* dhf.db(5): where a record's numbers stand. */
enum { AT_ACTION = 4, AT_MODE = 5, AT_COUNT = 6 };

static const struct criterion two[] = {
	{ CRITERION_IP, false, 7, "192.0.2.0/24,2001:db8::/32", 27 },
	{ CRITERION_REGEX, true, 0, "^dyn\\.$1", 9 },
};

static const struct rule full = { .action = RULE_SCORE, .mode = RULE_WATCH,
	.code = 550, .score_milli = -1500, .good_milli = 250,
	.expires_s = INT64_C(253402300800), .file = 3, .line = 70000,
	.target = 12345, .id = "an-id", .dsn = "5.7.1", .text = "go away",
	.owner = "postmaster", .ref = "ticket 12", .remedy = "",
	.source = "@ip=...",
	.crit = two, .crit_len = 2 };

static const struct rule banning = { .action = RULE_BLOCK, .id = "",
	.dsn = "", .text = "", .owner = "", .ref = "", .remedy = "",
	.source = "x",
	.crit = two, .crit_len = 2, .ban = { true, 4, 2592000 } };

static const struct rule advising = { .action = RULE_BLOCK, .id = "",
	.dsn = "", .text = "", .owner = "", .ref = "", .source = "x",
	.remedy = "write to us", .crit = two, .crit_len = 2 };

static const struct rule both = { .action = RULE_BLOCK, .id = "",
	.dsn = "", .text = "", .owner = "", .ref = "", .source = "x",
	.remedy = "w", .ban = { true, 1, 60 } };

static const struct rule blank = { .id = "", .dsn = "", .text = "",
	.owner = "", .ref = "", .remedy = "", .source = "" };

static void
assert_same(const struct rule *got, const struct rule *want)
{
	size_t i;

	assert_int_equal(got->action, want->action);
	assert_int_equal(got->mode, want->mode);
	assert_int_equal(got->code, want->code);
	assert_int_equal(got->score_milli, want->score_milli);
	assert_int_equal(got->good_milli, want->good_milli);
	assert_true(got->expires_s == want->expires_s);
	assert_int_equal(got->file, want->file);
	assert_int_equal(got->line, want->line);
	assert_int_equal(got->target, want->target);
	assert_string_equal(got->id, want->id);
	assert_string_equal(got->dsn, want->dsn);
	assert_string_equal(got->text, want->text);
	assert_string_equal(got->owner, want->owner);
	assert_string_equal(got->ref, want->ref);
	assert_string_equal(got->source, want->source);
	assert_string_equal(got->remedy, want->remedy);
	assert_int_equal(got->ban.wanted, want->ban.wanted);
	assert_int_equal(got->ban.kind, want->ban.kind);
	assert_int_equal(got->ban.seconds, want->ban.seconds);
	assert_int_equal(got->crit_len, want->crit_len);
	for (i = 0; i < want->crit_len; i++) {
		assert_int_equal(got->crit[i].kind, want->crit[i].kind);
		assert_int_equal(got->crit[i].negated,
		    want->crit[i].negated);
		assert_int_equal(got->crit[i].set, want->crit[i].set);
		assert_int_equal(got->crit[i].len, want->crit[i].len);
		assert_memory_equal(got->crit[i].value, want->crit[i].value,
		    want->crit[i].len);
	}
}

static void
rule_decode_gives_what_was_encoded(void **state)
{
	struct criterion crit[RULE_CRITERIA_MAX], many[RULE_CRITERIA_MAX];
	struct rule r, most = full;
	const struct rule *const row[] = { &full, &blank, &most, &banning,
		&advising, &both };
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < RULE_CRITERIA_MAX; i++) {
		many[i] = two[i % 2];
		many[i].negated = i % 3 == 0;
	}
	most.crit = many;
	most.crit_len = RULE_CRITERIA_MAX;
	most.action = RULE_NEXT;
	most.mode = RULE_OFF;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct buf b = { 0 };

		buf_add_text(&b, "before"); /* rule_encode appends */
		assert_int_equal(rule_encode(&b, row[i], &e), 0);
		assert_int_equal(rule_record_size(b.data + 6), b.len - 6);
		assert_int_equal(rule_size(row[i]), b.len - 6);
		assert_int_equal(rule_decode(&r, crit, b.data + 6, b.len - 6,
		    &e), 0);
		assert_int_equal(r.size, b.len - 6);
		assert_same(&r, row[i]);
		rule_retarget(b.data + 6, 99);
		assert_int_equal(rule_decode(&r, crit, b.data + 6, b.len - 6,
		    &e), 0);
		assert_int_equal(r.target, 99);
		buf_free(&b);
	}
}

static void
rule_encode_refuses_what_is_too_large(void **state)
{
	static char text[RULE_RECORD_MAX + 1];
	struct criterion many[RULE_CRITERIA_MAX + 1] = { 0 };
	struct rule r = blank;
	struct buf b = { 0 };
	struct err e = { 0 };

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	r.source = text;
	/* 44 fixed bytes, 6 NULs: RULE_RECORD_MAX in all fits */
	text[RULE_RECORD_MAX - 50] = '\0';
	assert_int_equal(rule_encode(&b, &r, &e), 0);
	assert_int_equal(b.len, RULE_RECORD_MAX);
	text[RULE_RECORD_MAX - 50] = 'x';
	text[RULE_RECORD_MAX - 49] = '\0';
	assert_int_equal(rule_encode(&b, &r, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	e.class = ERR_NONE;
	r = blank;
	r.crit = many;
	r.crit_len = RULE_CRITERIA_MAX + 1;
	many[0].value = NULL;
	assert_int_equal(rule_encode(&b, &r, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	buf_free(&b);
}

static void
rule_record_size_is_in_bounds_or_0(void **state)
{
	static const struct {
		uint32_t in, want;
	} row[] = { { 0, 0 }, { 43, 0 }, { 44, 44 }, { 32768, 32768 },
		{ 32769, 0 }, { UINT32_MAX, 0 } };
	unsigned char raw[4];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		le_put32(raw, row[i].in);
		assert_int_equal(rule_record_size(raw), row[i].want);
	}
}

/* Decode a copy on the heap of exactly len bytes, where the sanitizer sees a
 * byte read beyond. */
static int
decode(const unsigned char *record, size_t len)
{
	struct criterion crit[RULE_CRITERIA_MAX];
	unsigned char *copy = malloc(len > 0 ? len : 1);
	struct err e = { 0 };
	struct rule r;
	int rc;

	assert_non_null(copy);
	memcpy(copy, record, len);
	rc = rule_decode(&r, crit, copy, len, &e);
	assert_int_equal(e.class, rc == 0 ? ERR_NONE : ERR_PERM);
	free(copy);
	return rc;
}

static void
rule_decode_refuses_every_cut(void **state)
{
	struct buf b = { 0 };
	struct err e;
	size_t len;

	(void)state;
	assert_int_equal(rule_encode(&b, &full, &e), 0);
	for (len = 0; len < b.len; len++) {
		assert_int_equal(decode(b.data, len), -1);
		if (len >= 4) { /* with a size that agrees */
			le_put32(b.data, (uint32_t)len);
			assert_int_equal(decode(b.data, len), -1);
			le_put32(b.data, (uint32_t)b.len);
		}
	}
	assert_int_equal(decode(b.data, b.len), 0);
	buf_free(&b);
}

static void
rule_decode_refuses_what_no_writer_makes(void **state)
{
	struct { size_t at; unsigned char value; } row[] = {
		{ AT_ACTION, RULE_ACTIONS }, { AT_ACTION, 255 },
		{ AT_MODE, RULE_MODES }, { AT_MODE, 255 },
		{ AT_COUNT, 3 }, { AT_COUNT, RULE_CRITERIA_MAX + 1 },
		{ AT_COUNT + 1, 1 }, { 0, 0 }, { 1, 0xff },
		{ 0, CRITERION_KINDS }, { 0, 2 } /* of the last criterion */
	};
	struct buf b = { 0 };
	struct err e;
	size_t i, crit;

	(void)state;
	assert_int_equal(rule_encode(&b, &full, &e), 0);
	crit = b.len - 8 - two[1].len;
	row[9].at = crit;
	row[10].at = crit + 1;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		unsigned char was = b.data[row[i].at];

		b.data[row[i].at] = row[i].value;
		if (decode(b.data, b.len) != -1)
			fail_msg("row %zu", i);
		b.data[row[i].at] = was;
	}
	b.data[b.len - 1] = 'x'; /* the last NUL */
	assert_int_equal(decode(b.data, b.len), -1);
	buf_free(&b);
}

/* Behind the criteria: nothing, as in images of before, or all of a ban. */
static void
rule_decode_refuses_half_a_ban(void **state)
{
	struct buf b = { 0 };
	struct err e;
	size_t len;

	(void)state;
	assert_int_equal(rule_encode(&b, &banning, &e), 0);
	for (len = b.len - 5; len < b.len; len++) {
		le_put32(b.data, (uint32_t)len);
		assert_int_equal(decode(b.data, len), len == b.len - 5 ? 0 :
		    -1);
	}
	buf_add_u8(&b, 0);
	le_put32(b.data, (uint32_t)b.len);
	assert_int_equal(decode(b.data, b.len), -1);
	b.len--;
	le_put32(b.data, (uint32_t)b.len);
	assert_int_equal(decode(b.data, b.len), 0);
	b.data[b.len - 5] = 5; /* no such kind */
	assert_int_equal(decode(b.data, b.len), -1);
	buf_free(&b);
}

/* A remedy ends with the record, and is not empty; without a ban, nothing else
 * than that stands where its kind would. */
static void
rule_decode_refuses_half_a_remedy(void **state)
{
	const size_t behind = 5 + sizeof("write to us");
	struct buf b = { 0 };
	struct err e;
	size_t len;

	(void)state;
	assert_int_equal(rule_encode(&b, &advising, &e), 0);
	assert_int_equal(decode(b.data, b.len), 0);
	for (len = b.len - behind; len < b.len; len++) {
		le_put32(b.data, (uint32_t)len);
		assert_int_equal(decode(b.data, len),
		    len == b.len - behind ? 0 : -1);
	}
	le_put32(b.data, (uint32_t)b.len);
	b.data[b.len - 3] = '\0'; /* ends before the record does */
	assert_int_equal(decode(b.data, b.len), -1);
	b.data[b.len - 3] = 'x';
	b.data[b.len - behind] = 200;
	assert_int_equal(decode(b.data, b.len), -1);
	buf_free(&b);
}

/* Any one byte changed: an answer, and no byte read beyond. */
static void
rule_decode_stays_inside_the_record(void **state)
{
	struct buf b = { 0 };
	struct err e;
	size_t at;
	unsigned value;

	(void)state;
	assert_int_equal(rule_encode(&b, &full, &e), 0);
	for (at = 0; at < b.len; at++)
		for (value = 0; value < 256; value += 5) {
			unsigned char was = b.data[at];

			b.data[at] = (unsigned char)value;
			(void)decode(b.data, b.len);
			b.data[at] = was;
		}
	buf_free(&b);
}

static void
rule_final_and_lets_by_are_properties_of_the_action(void **state)
{
	static const struct {
		enum rule_action action;
		uint32_t target;
		const char *word;
		bool final, lets_by;
	} row[] = {
		{ RULE_PASS, 0, "pass", true, true },
		{ RULE_BLOCK, 0, "block", true, false },
		{ RULE_DEFER, 0, "defer", true, false },
		{ RULE_GREY, 0, "grey", true, false },
		{ RULE_SCORE, 0, "score", false, false },
		{ RULE_MARK, 0, "mark", false, false },
		{ RULE_MARK, 9, "mark", false, true },
		{ RULE_NEXT, 9, "next", false, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct rule r = { .action = row[i].action,
			.target = row[i].target };

		assert_string_equal(rule_action_word(r.action), row[i].word);
		assert_int_equal(rule_is_final(&r), row[i].final);
		assert_int_equal(rule_lets_by(&r), row[i].lets_by);
	}
	assert_string_equal(rule_mode_word(RULE_WATCH), "watch");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rule_decode_gives_what_was_encoded),
		cmocka_unit_test(rule_encode_refuses_what_is_too_large),
		cmocka_unit_test(rule_record_size_is_in_bounds_or_0),
		cmocka_unit_test(rule_decode_refuses_every_cut),
		cmocka_unit_test(rule_decode_refuses_what_no_writer_makes),
		cmocka_unit_test(rule_decode_refuses_half_a_ban),
		cmocka_unit_test(rule_decode_refuses_half_a_remedy),
		cmocka_unit_test(rule_decode_stays_inside_the_record),
		cmocka_unit_test(
		    rule_final_and_lets_by_are_properties_of_the_action),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
