/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct keys {
	uint64_t key[64];
	size_t len;
};

static void
collect(void *arg, uint64_t key)
{
	struct keys *k = arg;

	assert_true(k->len < COUNT(k->key));
	k->key[k->len++] = key;
}

static uint64_t
domain(const char *text)
{
	return key_domain(text, strlen(text));
}

static void
key_each_domain_goes_from_the_shortest(void **state)
{
	static const struct {
		const char *text;
		const char *domain[5]; /* NULL behind the last */
	} row[] = {
		{ "localhost", { "localhost" } },
		{ "a.b.example", { "example", "b.example", "a.b.example" } },
		{ "a.a.a", { "a", "a.a", "a.a.a" } },
		{ "a..b", { "b", ".b", "a..b" } },
		{ ".b", { "b", ".b" } },
		{ "\xff.\x80", { "\x80", "\xff.\x80" } },
	};
	struct keys got;
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got.len = 0;
		key_each_domain(row[i].text, strlen(row[i].text), collect,
		    &got);
		for (k = 0; row[i].domain[k] != NULL; k++)
			if (k >= got.len ||
			    got.key[k] != domain(row[i].domain[k]))
				fail_msg("%s: %s", row[i].text,
				    row[i].domain[k]);
		assert_int_equal(got.len, k);
	}
}

static void
key_each_domain_begins_at_dots_only(void **state)
{
	static const char *const other[] = { "xample.net", "et", "ample.net",
		"a.example.ne", "-b.example.net", ".net", "", "example",
		"a-b.example.net." };
	static const char text[] = "a-b.example.net";
	struct keys got = { .len = 0 };
	size_t i, k;

	(void)state;
	key_each_domain(text, strlen(text), collect, &got);
	assert_int_equal(got.len, 3);
	for (i = 0; i < COUNT(other); i++)
		for (k = 0; k < got.len; k++)
			if (got.key[k] == domain(other[i]))
				fail_msg("%s", other[i]);
}

static void
key_domain_counts_labels_from_the_end(void **state)
{
	static const char last[] = "d.e.f.g.h.i.j.k.l.m.n.o";
	struct keys got = { .len = 0 };

	(void)state;
	/* as many as are looked at, and more */
	assert_int_equal(domain("c.d.e.f.g.h.i.j.k.l.m.n.o"), domain(last));
	assert_int_equal(domain("x.x.d.e.f.g.h.i.j.k.l.m.n.o"), domain(last));
	assert_int_not_equal(domain("x.e.f.g.h.i.j.k.l.m.n.o"), domain(last));
	key_each_domain("b.c.d.e.f.g.h.i.j.k.l.m.n.o", 27, collect, &got);
	assert_int_equal(got.len, KEY_LABELS);
	assert_int_equal(got.key[KEY_LABELS - 1], domain(last));
}

static void
key_gram_depends_on_every_byte(void **state)
{
	static const char *const gram[] = { "ab", "ba", "abc", "acb", "abcd",
		"abce", "bbcd", "aacd", "abbd", "\xff\xff", "\xff\xfe", "a.",
		".a", "..", "-1", "1-" };
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(gram); i++)
		for (k = 0; k < i; k++)
			if (key_gram(gram[i], strlen(gram[i])) ==
			    key_gram(gram[k], strlen(gram[k])))
				fail_msg("%s and %s", gram[i], gram[k]);
	assert_int_equal(key_gram("abcd", 2), key_gram("ab", 2));
	assert_int_equal(key_gram(&"xabc"[1], 3), key_gram("abc", 3));
}

/* The grams of a text of len bytes that may be keys, by asking for a few at a
 * time. */
static size_t
grams(uint64_t out[1024], const char *text, size_t len,
    const unsigned char *page)
{
	const struct key_bits bits = { .bit = page, .page = 0, .pages = 1 };
	struct key_grams g = { .text = text, .len = len };
	size_t all = 0, n;

	do {
		n = key_grams_next(out + all, &g, &bits);
		assert_true(n <= KEY_ONCE);
		all += n;
	} while (g.at < g.len);
	return all;
}

static void
key_grams_next_has_each_run_once(void **state)
{
	static unsigned char every[PAGE_BYTES], one[PAGE_BYTES];
	uint64_t key[1024], want = key_gram("\xfe.b", 3);
	char text[256];
	size_t len, n, at, size;
	uint32_t bit;
	unsigned which;

	(void)state;
	memset(every, 0xff, sizeof(every));
	for (len = 0; len < sizeof(text); len++)
		text[len] = (char)(len * 7);
	for (len = 0; len < sizeof(text); len += len < 8 ? 1 : 31) {
		n = 0;
		assert_int_equal(grams(key, text, len, every),
		    len < 2 ? 0 : len < 3 ? 1 : 3 * len - 6);
		for (at = 0; at < len; at++)
			for (size = 4; size >= 2; size--)
				if (at + size <= len)
					assert_int_equal(key[n++],
					    key_gram(text + at, size));
	}
	for (which = 0; which < 2; which++) {
		bit = key_bit(want, which);
		assert_int_equal(grams(key, "a\xfe.bc", 5, one), 0);
		one[bit / 8] |= (unsigned char)(1u << bit % 8);
	}
	assert_int_equal(grams(key, "a\xfe.bc", 5, one), 1);
	assert_int_equal(key[0], want);
	bit = key_bit(want, 0);
	one[bit / 8] &= (unsigned char)~(1u << bit % 8);
	assert_int_equal(grams(key, "a\xfe.bc", 5, one), 0);
}

static void
key_kinds_stay_apart(void **state)
{
	uint32_t n;

	(void)state;
	assert_int_not_equal(key_gram("net", 3), domain("net"));
	for (n = 1; n < 1000; n++) {
		unsigned char raw[4] = { (unsigned char)n,
			(unsigned char)(n >> 8), 0, 0 };

		assert_int_not_equal(key_set(n), key_set(n + 1));
		assert_int_not_equal(key_set(n), key_gram((char *)raw, 4));
	}
}

/* An image that was written today leads to its rules tomorrow: FNV-1a's step
 * from the end, and splitmix64's last ones, reckoned in Python. */
static void
keys_are_what_images_have(void **state)
{
	(void)state;
	assert_int_equal(domain(""), UINT64_C(0xf598333d8025f6c3));
	assert_int_equal(domain("net"), UINT64_C(0xbdb21184b0b16995));
	assert_int_equal(domain("a.example.net"),
	    UINT64_C(0xfc80b01d7a8cb6f0));
	assert_int_equal(key_gram("ab", 2), UINT64_C(0x337014345f4a7398));
	assert_int_equal(key_gram("-1.", 3), UINT64_C(0x9367d2eeee967cea));
	assert_int_equal(key_gram("pool", 4), UINT64_C(0x43e3fc827dbdc6ac));
	assert_int_equal(key_set(1), UINT64_C(0x84a9d9112f53e576));
	assert_int_equal(key_set(70000), UINT64_C(0xdd17e11ff7122337));
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
key_domain_spreads(void **state)
{
	static uint64_t key[20000];
	unsigned page[16] = { 0 };
	char text[32];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(key); i++) {
		(void)snprintf(text, sizeof(text), "h%zu.example.net", i);
		key[i] = domain(text);
		page[key_page(key[i], 16)]++;
	}
	/* 1,250 each; 200 is six standard deviations */
	for (i = 0; i < 16; i++)
		assert_in_range(page[i], 1050, 1450);
	qsort(key, COUNT(key), sizeof(key[0]), by_value);
	for (i = 1; i < COUNT(key); i++) {
		assert_int_not_equal(key[i], key[i - 1]);
		assert_true(key_page(key[i], 16) >= key_page(key[i - 1], 16));
	}
}

static void
key_places_are_in_bounds(void **state)
{
	static const uint32_t pages[] = { 1, 2, 3, 1000, UINT32_MAX };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(pages); i++) {
		assert_int_equal(key_page(0, pages[i]), 0);
		assert_int_equal(key_page(UINT64_MAX, pages[i]),
		    pages[i] - 1);
	}
	assert_int_equal(key_page(UINT32_MAX, 1000), 0);
	assert_int_equal(key_tag(UINT64_C(0x123456789abcdef0)), 0x9abcdef0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(key_bit(0, (unsigned)i), 0);
		assert_int_equal(key_bit(UINT64_MAX, (unsigned)i),
		    KEY_FILTER_BITS - 1);
	}
	assert_int_equal(key_bit(0xffff, 0), KEY_FILTER_BITS - 1);
	assert_int_equal(key_bit(0xffff, 1), 0);
	assert_int_equal(key_bit(0xffff0000, 0), 0);
	assert_int_equal(key_bit(0xffff0000, 1), KEY_FILTER_BITS - 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_each_domain_goes_from_the_shortest),
		cmocka_unit_test(key_each_domain_begins_at_dots_only),
		cmocka_unit_test(key_domain_counts_labels_from_the_end),
		cmocka_unit_test(key_gram_depends_on_every_byte),
		cmocka_unit_test(key_grams_next_has_each_run_once),
		cmocka_unit_test(key_kinds_stay_apart),
		cmocka_unit_test(keys_are_what_images_have),
		cmocka_unit_test(key_domain_spreads),
		cmocka_unit_test(key_places_are_in_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
