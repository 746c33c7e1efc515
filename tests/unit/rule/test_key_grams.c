/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Grams of texts that end where memory does, by filters of any density. */
#include "rule/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fenced.h"
#include "lib/nets.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static uint32_t seed = 3;

/* A page on which that many of 8 bits are set, about. */
static void
fill(unsigned char page[PAGE_BYTES], unsigned density)
{
	size_t i;
	unsigned k;

	memset(page, 0, PAGE_BYTES);
	for (i = 0; i < PAGE_BYTES; i++)
		for (k = 0; k < 8; k++)
			if (nets_random(&seed) % 8 < density)
				page[i] |= (unsigned char)(1u << k);
}

/* Every run of four, three and two bytes at every place that may be there, in
 * that order. */
static size_t
runs(uint64_t *out, const char *text, size_t len, const struct key_bits *bits)
{
	size_t n = 0, at, size;

	for (at = 0; at < len; at++)
		for (size = 4; size >= 2; size--)
			if (at + size <= len) {
				out[n] = key_gram(text + at, size);
				n += key_may_be(bits, out[n]);
			}
	return n;
}

static void
compare(const char *text, size_t len, const struct key_bits *bits)
{
	static uint64_t got[1024], want[1024];
	struct key_grams g = { .text = text, .len = len };
	size_t all = 0, n, i;

	do {
		n = key_grams_next(got + all, &g, bits);
		assert_true(n <= KEY_ONCE);
		all += n;
	} while (g.at < g.len);
	assert_int_equal(g.at, len);
	assert_int_equal(all, runs(want, text, len, bits));
	for (i = 0; i < all; i++)
		assert_int_equal(got[i], want[i]);
}

static void
key_grams_next_leaves_none_out(void **state)
{
	static unsigned char page[PAGE_BYTES];
	static const struct key_bits bits[] = {
		{ .bit = page, .page = 0, .pages = 1 },
		{ .bit = page, .page = 1, .pages = 3 },
		{ .bit = page, .pages = 0, .shift = 17 },
	};
	unsigned density;
	size_t len, i, k;
	char *text;

	(void)state;
	for (density = 0; density <= 8; density++) {
		fill(page, density);
		for (len = 0; len < 256; len += len < 40 ? 1 : 5) {
			text = fenced_new(len);
			for (k = 0; k < len; k++)
				text[k] = (char)nets_random(&seed);
			for (i = 0; i < COUNT(bits); i++)
				compare(text, len, &bits[i]);
			fenced_free(text, len);
		}
	}
}

/* A key that has one of its bits is not there. */
static void
key_may_be_asks_for_both_bits(void **state)
{
	static unsigned char page[PAGE_BYTES];
	const struct key_bits known = { .bit = page, .pages = 0,
		.shift = 17 }, filter = { .bit = page, .pages = 1 };
	uint32_t bit[2], i;
	uint64_t key;
	int which;

	(void)state;
	for (i = 0; i < 100; i++) {
		key = key_set(i);
		for (which = 0; which < 2; which++)
			bit[which] = key_tag_bit(key_tag(key),
			    (unsigned)which, 17);
		assert_int_not_equal(bit[0], bit[1]);
		for (which = 1; which >= 0; which--) {
			memset(page, 0, sizeof(page));
			page[bit[which] / 8] = (unsigned char)(1u <<
			    bit[which] % 8);
			assert_false(key_may_be(&known, key));
		}
		page[bit[1] / 8] |= (unsigned char)(1u << bit[1] % 8);
		assert_true(key_may_be(&known, key));
		assert_false(key_may_be(&filter, key));
	}
}

/* The key of a text depends on it alone. */
static void
key_domain_reads_the_text_alone(void **state)
{
	static const char name[] = "a.b.example.net";
	size_t len;
	char *text;

	(void)state;
	for (len = 0; len < sizeof(name); len++) {
		text = fenced_new(len);
		memcpy(text, name, len);
		assert_int_equal(key_domain(text, len), key_domain(name, len));
		fenced_free(text, len);
	}
	for (len = 2; len <= 4; len++) {
		text = fenced_new(len);
		memcpy(text, name, len);
		assert_int_equal(key_gram(text, len), key_gram(name, len));
		fenced_free(text, len);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_grams_next_leaves_none_out),
		cmocka_unit_test(key_may_be_asks_for_both_bits),
		cmocka_unit_test(key_domain_reads_the_text_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
