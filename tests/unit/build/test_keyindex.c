/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/keyindex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "book/rulebook.h"
#include "build/keyindex_write.h"
#include "rule/image.h"
#include "rule/key.h"

#include "lib/valued.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define REGEX(text) { CRITERION_REGEX, false, 0, text, 0 }
#define NOT_REGEX(text) { CRITERION_REGEX, true, 0, text, 0 }
#define NAME(text) { CRITERION_NAME, false, 0, text, 0 }
#define HOST(text) { CRITERION_HOST, false, 0, text, 0 }
#define SET(n) { CRITERION_IP, false, n, "", 0 }
#define NOT_SET(n) { CRITERION_IP, true, n, "", 0 }
#define DNSBL(text) { CRITERION_DNSBL, false, 0, text, 0 }

static struct rulebook book;
static struct keyindex x;
static struct err e;

static int
begin(void **state)
{
	static struct diag diag;

	(void)state;
	diag.out = stderr;
	return rulebook_init(&book, &diag, &e);
}

static int
end(void **state)
{
	(void)state;
	keyindex_free(&x);
	rulebook_free(&book);
	return 0;
}

/* Add a rule of n criteria, whose values are text. */
static struct rule *
add(const struct criterion *crit, size_t n)
{
	static const struct place at = { "rules", 1, 1 };
	struct rule r = rulebook_blank();

	r.crit = valued_copy(&book.arena, crit, n);
	r.crit_len = n;
	assert_int_equal(rulebook_add(&book, &r, &at, &e), 0);
	return &book.rule[book.len - 1];
}

/* How many keys lead to a rule, and whether this one does. */
static size_t
leads(uint64_t key, size_t rule, bool *has)
{
	const struct keyindex_pair *pair;
	size_t len, n = 0, i;

	pair = keyindex_pairs(&x, &len);
	*has = false;
	for (i = 0; i < len; i++) {
		if (pair[i].rule != rule)
			continue;
		n++;
		*has = *has || pair[i].key == key;
	}
	return n;
}

static bool
is_always(size_t rule)
{
	const uint32_t *always;
	size_t len, i;

	always = keyindex_always(&x, &len);
	for (i = 0; i < len; i++)
		if (always[i] == rule)
			return true;
	return false;
}

static bool
is_gram(uint64_t key)
{
	const uint64_t *gram;
	size_t len, i;

	gram = keyindex_grams(&x, &len);
	for (i = 0; i < len; i++)
		if (gram[i] == key)
			return true;
	return false;
}

static uint64_t
domain(const char *text)
{
	return key_domain(text, strlen(text));
}

static void
keyindex_make_chooses_what_a_rule_needs(void **state)
{
	static const struct {
		struct criterion crit[3];
		size_t len;
		const char *domain[3]; /* the keys: domains, */
		uint32_t set;          /* or an address set, */
		size_t grams;          /* or so many of any grams, or none */
	} row[] = {
		{ { REGEX("\\.a1\\.example$") }, 1, { "a1.example" }, 0, 0 },
		{ { REGEX("^x[0-9]+\\.a2\\.net$") }, 1, { "a2.net" }, 0, 0 },
		{ { REGEX("x\\.a3\\.net$|y\\.b3\\.net$") }, 1, { "a3.net",
		    "b3.net" }, 0, 0 },
		{ { REGEX("^dyn[0-9]") }, 1, { NULL }, 0, 1 },
		{ { REGEX("dial|pppoe") }, 1, { NULL }, 0, 2 },
		{ { REGEX("\\.net$") }, 1, { NULL }, 0, 1 },
		{ { REGEX("[0-9]") }, 1, { NULL }, 0, 0 },
		{ { REGEX("x$") }, 1, { NULL }, 0, 0 }, /* no key so short */
		{ { REGEX("foo|[0-9]") }, 1, { NULL }, 0, 0 },
		{ { NOT_REGEX("\\.a4\\.net$") }, 1, { NULL }, 0, 0 },
		{ { NAME("a5.net") }, 1, { "a5.net" }, 0, 0 },
		{ { HOST("h.a6.net,a7.net") }, 1, { "h.a6.net", "a7.net" }, 0,
		    0 },
		{ { NAME("") }, 1, { NULL }, 0, 0 }, /* every name */
		{ { SET(3) }, 1, { NULL }, 3, 0 },
		{ { NOT_SET(4) }, 1, { NULL }, 0, 0 },
		{ { DNSBL("list.example") }, 1, { NULL }, 0, 0 },
		{ { REGEX("dyna"), SET(5) }, 2, { NULL }, 5, 0 },
		{ { SET(6), REGEX("\\.a8\\.net$") }, 2, { "a8.net" }, 0, 0 },
		{ { SET(7), REGEX("\\.a9\\.net$"), NAME("b9.net") }, 3,
		    { "b9.net" }, 0, 0 },
		{ { NOT_SET(8), REGEX("[0-9]"), REGEX("\\.c1\\.net$") }, 3,
		    { "c1.net" }, 0, 0 },
		{ { DNSBL("x"), NOT_REGEX("c2"), SET(9) }, 3, { NULL }, 9,
		    0 },
	};
	size_t i, k, keys, n;
	bool has;

	for (i = 0; i < COUNT(row); i++)
		(void)add(row[i].crit, row[i].len);
	assert_int_equal(keyindex_make(&x, &book, &e), 0);
	for (i = 0; i < COUNT(row); i++) {
		const char *value = row[i].crit[0].value;

		keys = row[i].grams + (row[i].set != 0);
		for (k = 0; k < 3 && row[i].domain[k] != NULL; k++, keys++) {
			(void)leads(domain(row[i].domain[k]), i, &has);
			if (!has)
				fail_msg("%s: not by %s", value,
				    row[i].domain[k]);
		}
		n = leads(key_set(row[i].set), i, &has);
		if (n != keys || (row[i].set != 0 && !has))
			fail_msg("row %zu, %s: %zu keys", i, value, n);
		if (is_always(i) != (keys == 0))
			fail_msg("row %zu, %s: always", i, value);
	}
	(void)state;
}

static void
keyindex_make_asks_always_where_a_miss_counts(void **state)
{
	static const struct criterion name = NAME("a.net");
	struct rule *r;

	(void)state;
	r = add(&name, 1);
	r->action = RULE_SCORE;
	r->good_milli = -1000;
	r = add(&name, 1);
	r->mode = RULE_OFF;
	(void)add(NULL, 0); /* no criterion at all */
	assert_int_equal(keyindex_make(&x, &book, &e), 0);
	assert_true(is_always(0));
	assert_false(is_always(1));
	assert_true(is_always(2));
	assert_int_equal(x.pairs.len, 0);
}

static void
keyindex_make_sets_the_shape_of_all_expressions(void **state)
{
	static const struct criterion crit[] = { REGEX("\\d-\\d"),
		REGEX("\\.\\d\\d\\d"), NOT_REGEX("-----") };
	static const struct criterion name = NAME("9-9");

	(void)state;
	(void)add(crit, 3);
	(void)add(&name, 1);
	assert_int_equal(keyindex_make(&x, &book, &e), 0);
	assert_int_equal(book.rule[0].shape.digits, 3);
	assert_int_equal(book.rule[0].shape.hyphens, 1);
	assert_int_equal(book.rule[0].shape.dots, 1);
	assert_int_equal(book.rule[1].shape.digits, 0);
}

/* Rules that share a domain are found by what is rarer. */
static void
keyindex_make_gives_up_crowded_domains(void **state)
{
	static char text[40][32];
	static struct criterion crit[40];
	size_t i;
	bool has;

	(void)state;
	for (i = 0; i < 40; i++) {
		(void)snprintf(text[i], sizeof(text[i]), "x%c%c%c\\.a\\.net$",
		    (char)('a' + i % 26), (char)('z' - i / 26),
		    (char)('z' - i % 26));
		crit[i] = (struct criterion)REGEX(text[i]);
		(void)add(&crit[i], 1);
	}
	assert_int_equal(keyindex_make(&x, &book, &e), 0);
	for (i = 0; i < 40; i++) {
		assert_int_equal(leads(domain("a.net"), i, &has), 1);
		assert_false(has);
	}
}

static void
keyindex_pairs_ascend_and_grams_are_listed(void **state)
{
	static const struct criterion crit[] = { REGEX("dyn[0-9]"),
		REGEX("pool"), REGEX("\\.a\\.net$"), NAME("b.net,a.net"),
		SET(1), REGEX("qqq|zz") };
	const struct keyindex_pair *pair;
	size_t len, i;

	(void)state;
	for (i = 0; i < COUNT(crit); i++)
		(void)add(&crit[i], 1);
	assert_int_equal(keyindex_make(&x, &book, &e), 0);
	pair = keyindex_pairs(&x, &len);
	assert_int_equal(len, 8);
	for (i = 1; i < len; i++)
		assert_true(pair[i - 1].key < pair[i].key ||
		    (pair[i - 1].key == pair[i].key &&
		    pair[i - 1].rule < pair[i].rule));
	assert_true(is_gram(key_gram("dyn", 3)));
	assert_true(is_gram(key_gram("pool", 4)));
	assert_true(is_gram(key_gram("qqq", 3)));
	assert_true(is_gram(key_gram("zz", 2)));
	assert_false(is_gram(domain("a.net")));
	assert_false(is_gram(key_set(1)));
}

static uint32_t
number(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

/* Write the index of count rules for one domain, rule i at 100 * i. */
static void
write_one_key(struct buf out[3], size_t count)
{
	static const struct criterion name = NAME("a.net");
	static uint32_t offset[2000];
	size_t i;

	for (i = 0; i < count; i++) {
		(void)add(&name, 1);
		offset[i] = (uint32_t)(100 * i);
	}
	assert_int_equal(keyindex_make(&x, &book, &e), 0);
	assert_int_equal(keyindex_write(&x, offset, &out[0], &out[1],
	    &out[2], &e), 0);
}

static void
keyindex_write_makes_lists_of_many(void **state)
{
	struct buf out[3] = { { 0 } };
	const unsigned char *keys;
	size_t i;

	(void)state;
	write_one_key(out, KEY_INLINE + 1);
	keys = out[0].data;
	assert_int_equal(out[0].len % IMAGE_PAGE, 0);
	assert_int_equal(number(keys), 1);
	assert_int_equal(number(keys + 8), key_tag(domain("a.net")));
	assert_int_equal(number(keys + 12), KEY_LIST);
	assert_int_equal(out[1].len, 0); /* no gram, no filter */
	assert_int_equal(out[2].len, 4 * (KEY_INLINE + 2));
	assert_int_equal(number(out[2].data), KEY_INLINE + 1);
	for (i = 0; i <= KEY_INLINE; i++)
		assert_int_equal(number(out[2].data + 4 + 4 * i), 100 * i);
	for (i = 0; i < 3; i++)
		buf_free(&out[i]);
}

static void
keyindex_write_puts_few_on_the_page(void **state)
{
	struct buf out[3] = { { 0 } };
	size_t i;

	(void)state;
	write_one_key(out, KEY_INLINE);
	assert_int_equal(number(out[0].data), KEY_INLINE);
	for (i = 0; i < KEY_INLINE; i++)
		assert_int_equal(number(out[0].data + 12 + 8 * i), 100 * i);
	assert_int_equal(out[2].len, 0);
	for (i = 0; i < 3; i++)
		buf_free(&out[i]);
}

/* Every pair is on the page of its key, tags ascend, nothing overflows. */
static void
keyindex_write_spreads_keys_over_pages(void **state)
{
	enum { RULES = 5000 };
	static char text[RULES][24];
	static struct criterion crit[RULES];
	static uint32_t offset[RULES];
	struct buf out[3] = { { 0 } };
	const unsigned char *page;
	uint32_t pages, n, k, total = 0;
	size_t i;

	(void)state;
	for (i = 0; i < RULES; i++) {
		(void)snprintf(text[i], sizeof(text[i]), "d%zu.net", i);
		crit[i] = (struct criterion)NAME(text[i]);
		(void)add(&crit[i], 1);
		offset[i] = (uint32_t)i;
	}
	assert_int_equal(keyindex_make(&x, &book, &e), 0);
	assert_int_equal(keyindex_write(&x, offset, &out[0], &out[1],
	    &out[2], &e), 0);
	pages = (uint32_t)(out[0].len / IMAGE_PAGE);
	assert_true(pages > RULES / KEY_PER_PAGE);
	for (i = 0; i < pages; i++) {
		page = out[0].data + i * IMAGE_PAGE;
		n = number(page);
		total += n;
		assert_true(n <= KEY_PER_PAGE);
		for (k = 0; k < n; k++) {
			const char *name = text[number(page + 12 + 8 * k)];

			assert_int_equal(key_page(domain(name), pages), i);
			assert_int_equal(number(page + 8 + 8 * k),
			    key_tag(domain(name)));
			if (k > 0)
				assert_true(number(page + 8 * k) <=
				    number(page + 8 + 8 * k));
		}
	}
	assert_int_equal(total, RULES);
	for (i = 0; i < 3; i++)
		buf_free(&out[i]);
}

/* Keys that lie close together: the usual number of pages does not do. */
static void
keyindex_write_takes_as_many_pages_as_it_needs(void **state)
{
	enum { KEYS = 600 };
	static const uint32_t offset[1];
	struct keyindex_pair pair = { 0, 0 };
	struct buf out[3] = { { 0 } };
	uint32_t n, total = 0;
	size_t i;

	(void)state;
	for (i = 0; i < KEYS; i++) {
		pair.key = (uint64_t)i << 52;
		buf_add(&x.pairs, &pair, sizeof(pair));
	}
	assert_int_equal(keyindex_write(&x, offset, &out[0], &out[1],
	    &out[2], &e), 0);
	for (i = 0; i < out[0].len; i += IMAGE_PAGE) {
		n = number(out[0].data + i);
		assert_true(n <= KEY_PER_PAGE);
		total += n;
	}
	assert_int_equal(total, KEYS);
	for (i = 0; i < 3; i++)
		buf_free(&out[i]);
}

static void
keyindex_write_sets_both_bits_of_a_gram(void **state)
{
	static const struct criterion crit[] = { REGEX("pool") };
	static const uint32_t offset[1];
	struct buf out[3] = { { 0 } };
	uint64_t key = key_gram("pool", 4);
	unsigned set = 0, bit, which;
	size_t i;

	(void)state;
	(void)add(crit, 1);
	assert_int_equal(keyindex_make(&x, &book, &e), 0);
	assert_int_equal(keyindex_write(&x, offset, &out[0], &out[1],
	    &out[2], &e), 0);
	assert_int_equal(out[1].len, IMAGE_PAGE);
	for (which = 0; which < 2; which++) {
		bit = key_bit(key, which);
		assert_true((out[1].data[bit / 8] >> bit % 8 & 1) == 1);
	}
	for (i = 0; i < IMAGE_PAGE; i++)
		for (bit = 0; bit < 8; bit++)
			set += (out[1].data[i] & 1u << bit) != 0;
	assert_int_equal(set, 2);
	for (i = 0; i < 3; i++)
		buf_free(&out[i]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(keyindex_make_chooses_what_a_rule_needs),
		TEST(keyindex_make_asks_always_where_a_miss_counts),
		TEST(keyindex_make_sets_the_shape_of_all_expressions),
		TEST(keyindex_make_gives_up_crowded_domains),
		TEST(keyindex_pairs_ascend_and_grams_are_listed),
		TEST(keyindex_write_makes_lists_of_many),
		TEST(keyindex_write_puts_few_on_the_page),
		TEST(keyindex_write_spreads_keys_over_pages),
		TEST(keyindex_write_takes_as_many_pages_as_it_needs),
		TEST(keyindex_write_sets_both_bits_of_a_gram),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
