/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Indexes at the edges of what they may be, and damaged ones. */
#include "rule/candidates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/ip.h"
#include "base/le.h"
#include "lib/fixture.h"
#include "rule/key.h"
#include "rule/nettree.h"

#define DAMAGED "the index of the rule image is damaged: run dhf-compile"

static struct fixture f;
static struct candidates found;

/* What candidates_find returns for a name, which has *e if it is -1. */
static int
find(const char *name, uint32_t chain)
{
	memset(&found, 0xff, sizeof(found));
	f.e = (struct err){ 0 };
	return candidates_find(&found, &f.img, name, strlen(name), chain,
	    &f.e);
}

/* So many candidates; SIZE_MAX: the index is damaged. */
static void
finds(const char *name, size_t want)
{
	int rc = find(name, 0);

	if (want == SIZE_MAX) {
		assert_int_equal(rc, -1);
		assert_int_equal(f.e.class, ERR_PERM);
		assert_string_equal(f.e.msg, DAMAGED);
		return;
	}
	assert_int_equal(rc, 0);
	assert_false(found.all);
	assert_int_equal(found.len, want);
}

/* Load so many rules for each of some names, and text. */
static void
load(size_t each, const char *const *name, size_t names, const char *text)
{
	static char rules[64 * 1024];
	size_t len, i, k;

	len = (size_t)snprintf(rules, sizeof(rules), "%s", text);
	for (k = 0; k < names; k++)
		for (i = 0; i < each; i++)
			len += (size_t)snprintf(rules + len,
			    sizeof(rules) - len, "score 0.01 @name=%s\n",
			    name[k]);
	fixture_load(&f, rules);
}

static unsigned char *
key_page_of(void)
{
	assert_int_equal(f.img.head.keys.len, 1);
	return f.image.data + (size_t)f.img.head.keys.at * IMAGE_PAGE;
}

static void
put_entry(size_t i, uint32_t tag, uint32_t value)
{
	le_put32(key_page_of() + 8 + 8 * i, tag);
	le_put32(key_page_of() + 12 + 8 * i, value);
}

static uint32_t
tag_of(const char *name)
{
	return key_tag(key_domain(name, strlen(name)));
}

/* Each of n entries in turn is that of the name, and the next one, too; what
 * lies behind them is not sorted. */
static void
found_among(const char *name, size_t n, size_t odd)
{
	size_t last = n - 1, i;

	le_put32(key_page_of(), (uint32_t)n);
	for (i = 0; i < KEY_PER_PAGE; i++)
		put_entry(i, i < n || i % 2 == odd ? UINT32_MAX : 0, 5);
	for (i = 0; i < n; i++) {
		put_entry(i, tag_of(name), 7);
		put_entry(i < last ? i + 1 : i, tag_of(name), 9);
		finds(name, i < last ? 2 : 1);
		assert_int_equal(found.rule[0], i < last ? 7 : 9);
		put_entry(i, 0, 5);
	}
	finds(name, 0);
}

/* Wherever a key is on a page, and however far that is from where its tag lets
 * one look first. */
static void
candidates_are_found_anywhere_on_a_page(void **state)
{
	static const char *const a[] = { "a.example" };
	char name[] = "a.example";
	size_t i;

	(void)state;
	load(1, a, 1, "");
	assert_int_equal(f.img.head.keys.at, 1);
	memset(f.image.data, 0xff, IMAGE_PAGE); /* no key: it is before them */
	for (name[0] = 'a'; name[0] <= 'z'; name[0]++) {
		for (i = 0; i < 40; i++)
			found_among(name, i / 2 + 30, i % 2);
		found_among(name, KEY_PER_PAGE, 0);
	}
	for (i = 0; i < 3; i++) {
		le_put32(key_page_of(), i == 0 ? KEY_PER_PAGE + 1 :
		    UINT32_MAX - 2 * (uint32_t)i);
		finds("a.example", SIZE_MAX);
	}
}

/* What lies behind the last key of a page is none. */
static void
candidates_are_counted_by_the_page(void **state)
{
	static const char *const a[] = { "a.example" };
	uint32_t i;

	(void)state;
	load(1, a, 1, "");
	for (i = 0; i < 64; i++)
		put_entry(i, tag_of("a.example"), 40 * i);
	for (i = 0; i <= KEY_INLINE; i++) {
		le_put32(key_page_of(), i);
		finds("a.example", i);
		if (i == KEY_INLINE)
			break;
		assert_false(candidates_have(&found, 40 * i));
		if (i > 0)
			assert_true(candidates_have(&found, 40 * (i - 1)));
	}
	/* Of too many nothing is read, wherever they lead. */
	for (i = 0; i < 64; i++)
		put_entry(i, tag_of("a.example"), KEY_LIST | 0x7ffffffc);
	le_put32(key_page_of(), 64);
	assert_int_equal(find("a.example", 0), 0);
	assert_true(found.all);
}

/* As many as there is room for, and one more; by keys, and without. */
static void
candidates_of_too_many_rules_are_all(void **state)
{
	static const char *const a[] = { "a.example" };
	static char any[256 * 10 + 1];
	size_t i, at;

	(void)state;
	load(CANDIDATES_MAX, a, 1, "");
	finds("a.example", CANDIDATES_MAX);
	load(CANDIDATES_MAX + 1, a, 1, "");
	assert_int_equal(find("a.example", 0), 0);
	assert_true(found.all);
	assert_true(candidates_have(&found, 12345));
	for (i = 4; i < f.img.head.lists.len; i++) { /* rule 0 each time */
		at = f.img.head.lists.at + i;
		f.image.data[at / IMAGE_PAYLOAD * IMAGE_PAGE +
		    at % IMAGE_PAYLOAD] = 0;
	}
	assert_int_equal(find("a.example", 0), 0);
	assert_true(found.all);
	for (i = 0; i < CANDIDATES_MAX; i++)
		(void)strcpy(any + 10 * i, "mark @any\n");
	load(0, NULL, 0, any);
	finds("a.example", CANDIDATES_MAX);
	load(1, a, 1, any);
	assert_int_equal(find("a.example", 0), 0);
	assert_true(found.all);
	finds("b.example", CANDIDATES_MAX);
}

static void
candidates_without_keys_are_asked_always(void **state)
{
	(void)state;
	load(0, NULL, 0, "mark @any\nblock @regex=[0-9][0-9]$\n");
	assert_int_equal(f.img.head.keys.len, 0);
	finds("a.example", 1);
	finds("a.exampl42", 2);
	finds("", 1);
	load(0, NULL, 0, "");
	finds("a.example", 0);
}

/* A list lies between the bounds of the lists. */
static void
candidates_of_a_list_are_within_the_lists(void **state)
{
	static const char *const a[] = { "a.example" };
	static const struct {
		uint32_t at, count;
		size_t want;
	} row[] = {
		{ 0, 10, 10 }, { 0, 9, 9 }, { 0, 0, 0 }, { 4, 9, 9 },
		{ 40, 0, 0 }, { 36, 1, 1 }, { 36, 0, 0 },
		{ 0, 11, SIZE_MAX }, { 0, 12, SIZE_MAX },
		{ 0, UINT32_MAX, SIZE_MAX }, { 0, 0x40000000, SIZE_MAX },
		{ 40, 1, SIZE_MAX }, { 36, 2, SIZE_MAX },
		{ 41, 0, SIZE_MAX }, { 43, 0, SIZE_MAX }, { 44, 0, SIZE_MAX },
		{ 45, 0, SIZE_MAX }, { 0x7fffffff, 0, SIZE_MAX },
	};
	unsigned char *lists, was[64];
	size_t i;

	(void)state;
	load(10, a, 1, "");
	assert_int_equal(f.img.head.lists.len, 44);
	assert_true(f.img.head.lists.at + sizeof(was) <= IMAGE_PAYLOAD);
	lists = f.image.data + f.img.head.lists.at;
	memcpy(was, lists, sizeof(was));
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		put_entry(0, tag_of("a.example"), KEY_LIST | row[i].at);
		if (row[i].at < sizeof(was) - 4)
			le_put32(lists + row[i].at, row[i].count);
		finds("a.example", row[i].want);
		memcpy(lists, was, sizeof(was));
	}
}

/* One value that leads nowhere is damage, whatever the next one says. */
static void
candidates_after_damage_are_not_looked_for(void **state)
{
	static const char *const ab[] = { "a.example", "b.a.example" };
	uint32_t bad, i;

	(void)state;
	load(10, ab, 2, "");
	finds("b.a.example", 20);
	bad = KEY_LIST | f.img.head.lists.len;
	for (i = 0; i < 2; i++)
		if (le_get32(key_page_of() + 8 + 8 * i) == tag_of("a.example"))
			put_entry(i, tag_of("a.example"), bad);
	finds("b.a.example", SIZE_MAX);
	load(10, ab, 1, "");
	le_put32(key_page_of(), 2);
	put_entry(1, tag_of("a.example"), KEY_LIST);
	finds("a.example", 10);
	put_entry(0, tag_of("a.example"), bad);
	finds("a.example", SIZE_MAX);
}

/* More runs than bits of one page tell apart: each is found by its own. */
static void
candidates_are_found_by_several_filter_pages(void **state)
{
	static char rules[6000 * 32];
	size_t len = 0, more = 0, i;
	char name[32];

	(void)state;
	for (i = 0; i < 6000; i++)
		len += (size_t)snprintf(rules + len, sizeof(rules) - len,
		    "block @regex=%c%03zu\n", (char)('q' + i / 1000), i % 1000);
	fixture_load(&f, rules);
	assert_true(f.img.head.filter.len > 1);
	for (i = 0; i < 6000; i += 17) {
		(void)snprintf(name, sizeof(name), "%c%03zu.ab",
		    (char)('q' + i / 1000), i % 1000);
		assert_int_equal(find(name, 0), 0);
		assert_false(found.all);
		assert_in_range(found.len, 1, 2);
		more += found.len - 1;
		ruleset_seek(&f.rules, found.rule[0]);
		assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
		if (found.len == 1)
			assert_memory_equal(f.rules.rule.source + 7, name,
			    4);
	}
	assert_in_range(more, 0, 2); /* whose keys collide */
}

/* The pages that hold a part of the stream. */
static bool
on_page(const struct image_part *p, uint32_t page)
{
	return p->at / IMAGE_PAYLOAD <= page &&
	    page <= (p->at + p->len - 1) / IMAGE_PAYLOAD;
}

/* Rules of every kind, and so many that the list lies on two pages. */
static void
load_seam(void)
{
	static const char *const a[] = { "a.example" };
	char text[8192] = "block @regex=[0-9]$\nblock @regex=pool\n"
	    "block @ip=192.0.2.0/24\n";
	const struct image_part *lists = &f.img.head.lists;

	do {
		(void)strcat(text, "pass @name=filler.example\n");
		load(100, a, 1, text);
	} while (lists->at / IMAGE_PAYLOAD ==
	    (lists->at + 300) / IMAGE_PAYLOAD);
	assert_in_range(f.img.head.lists.len, 404, 1000);
}

/* Where all rules are asked, or memory knows better, no key is read. */
static void
candidates_read_no_keys_in_vain(void **state)
{
	static const char *const a[] = { "a.example" };
	static const unsigned char none[512];
	const struct key_bits known = { .bit = none, .shift = 20 };
	static char any[257 * 10 + 1];
	size_t i;

	(void)state;
	for (i = 0; i < 257; i++)
		(void)strcpy(any + 10 * i, "mark @any\n");
	load(1, a, 1, any);
	f.img.sound = false;
	key_page_of()[IMAGE_PAYLOAD] ^= 1;
	assert_int_equal(find("a.example", 0), 0);
	assert_true(found.all);
	load(1, a, 1, "mark @any\n");
	f.img.sound = false;
	f.img.known = &known;
	key_page_of()[IMAGE_PAYLOAD] ^= 1;
	finds("a.example", 1);
	f.img.known = NULL;
	assert_int_equal(find("a.example", 0), -1);
}

/* A page that is asked about and damaged is told of, and no other matters. */
static void
candidates_need_all_pages_that_lead_to_them(void **state)
{
	static const char name[] = "pool7.a.example";
	struct candidates sound;
	unsigned char *check;
	uint32_t chain, page;
	struct ip a;
	bool needed;

	(void)state;
	load_seam();
	assert_int_equal(ip_parse(&a, "192.0.2.1", &f.e), 0);
	assert_int_equal(nettree_find(&chain, &f.img, &a, &f.e), 0);
	assert_int_equal(find(name, chain), 0);
	assert_int_equal(found.len, 103 - 1); /* no digit at the end */
	sound = found;
	f.img.sound = false;
	for (page = 0; page < f.img.head.pages; page++) {
		needed = on_page(&f.img.head.always, page) ||
		    on_page(&f.img.head.lists, page) ||
		    on_page(&f.img.head.chain, page) ||
		    page == f.img.head.keys.at ||
		    page == f.img.head.filter.at;
		check = f.image.data + page * IMAGE_PAGE + IMAGE_PAYLOAD;
		*check ^= 1;
		assert_int_equal(find(name, chain), needed ? -1 : 0);
		*check ^= 1;
		if (needed)
			assert_int_equal(f.e.class, ERR_PERM);
		else
			assert_memory_equal(found.rule, sound.rule,
			    sizeof(found.rule[0]) * sound.len);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidates_are_found_anywhere_on_a_page),
		cmocka_unit_test(candidates_are_counted_by_the_page),
		cmocka_unit_test(candidates_of_too_many_rules_are_all),
		cmocka_unit_test(candidates_without_keys_are_asked_always),
		cmocka_unit_test(candidates_of_a_list_are_within_the_lists),
		cmocka_unit_test(candidates_after_damage_are_not_looked_for),
		cmocka_unit_test(candidates_are_found_by_several_filter_pages),
		cmocka_unit_test(candidates_read_no_keys_in_vain),
		cmocka_unit_test(candidates_need_all_pages_that_lead_to_them),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
