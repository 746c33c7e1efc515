/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees whose pages are full, or nearly, and those of one interval. */
#include "rule/nettree.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/le.h"
#include "lib/failing.h"
#include "lib/fenced.h"
#include "rule/image.h"
#include "rule/page.h"

/* What a page has of records and of keys: dhf.db(5). */
#define LEAF4 511u
#define LEAF6 204u
#define INDEX4 1022u

/* Interval i begins at address 3 * i + 1, and its chain is i + 1; nothing lies
 * behind the last. */
static struct netset_interval *
intervals(size_t n, unsigned bits)
{
	struct netset_interval *x = fenced_new(n * sizeof(*x));
	size_t i, k;

	for (i = 0; i < n; i++) {
		x[i].first.bits = bits;
		for (k = 0; k < 4; k++)
			x[i].first.octet[bits / 8 - 1 - k] =
			    (unsigned char)((3 * i + 1) >> 8 * k);
		x[i].chain = (uint32_t)i + 1;
	}
	return x;
}

/* Make an image of a tree alone: its pages, then those of the stream, which
 * begins with the first key of each index page. */
static void
image_of(struct image *img, struct buf *pages, const struct buf *root,
    const struct image_tree *t, unsigned bits)
{
	struct buf data = { 0 };
	struct image_tree *tree;

	buf_add_zero(&data, IMAGE_PAGE);
	assert_true(root->len <= IMAGE_PAYLOAD);
	if (root->len > 0)
		memcpy(data.data, root->data, root->len);
	buf_add(&data, pages->data, pages->len);
	buf_free(pages);
	*pages = data;
	*img = (struct image){ .data = data.data, .fd = -1, .sound = true };
	img->head.pages = (uint32_t)(data.len / IMAGE_PAGE);
	tree = bits == 32 ? &img->head.ip4 : &img->head.ip6;
	*tree = *t;
	tree->leaf.at++;
	tree->index.at++;
}

/* Address n of a family. */
static struct ip
address(uint32_t n, unsigned bits)
{
	struct ip a = { .bits = bits };
	size_t k;

	for (k = 0; k < 4; k++)
		a.octet[bits / 8 - 1 - k] = (unsigned char)(n >> 8 * k);
	return a;
}

/* Nothing is behind the records of a leaf, where its check will be. */
static void
leaves_are_open(const struct buf *pages, size_t leaves, unsigned bits)
{
	size_t used = bits == 32 ? 8 * LEAF4 : 20 * LEAF6, i, k;

	for (i = 0; i < leaves; i++)
		for (k = used; k < IMAGE_PAGE; k++)
			assert_int_equal(pages->data[i * IMAGE_PAGE + k], 0);
}

/* Build a tree of n intervals, and find in it all that it says. */
static void
build(size_t n, unsigned bits, size_t leaves, size_t indices)
{
	struct netset_interval *x = intervals(n, bits);
	struct buf pages = { 0 }, root = { 0 };
	struct image_tree t;
	struct image img;
	struct err e;
	uint32_t i, chain;
	struct ip a;

	assert_int_equal(nettree_build(&t, &pages, &root, x, n, &e), 0);
	assert_int_equal(t.records, n);
	assert_int_equal(t.root_at, 0);
	assert_int_equal(t.leaf.at, 0);
	assert_int_equal(t.leaf.len, leaves);
	assert_int_equal(t.index.at, leaves);
	assert_int_equal(t.index.len, indices);
	assert_int_equal(pages.len, (leaves + indices) * IMAGE_PAGE);
	assert_int_equal(root.len, indices * bits / 8);
	leaves_are_open(&pages, leaves, bits);
	image_of(&img, &pages, &root, &t, bits);
	for (i = 0; i < 3 * n + 5; i++) {
		a = address(i, bits);
		assert_int_equal(nettree_find(&chain, &img, &a, &e), 0);
		if (n > 0)
			assert_int_equal(chain, i == 0 ? 0 :
			    i > 3 * n ? n : (i - 1) / 3 + 1);
		else
			assert_int_equal(chain, 0);
	}
	buf_free(&pages);
	buf_free(&root);
	fenced_free(x, n * sizeof(*x));
}

static void
nettree_build_fills_its_pages(void **state)
{
	static const size_t n4[] = { 1, 2, LEAF4 - 1, LEAF4, LEAF4 + 1,
		2 * LEAF4, 2 * LEAF4 + 1 };
	static const size_t n6[] = { 1, LEAF6, LEAF6 + 1, 3 * LEAF6 };
	size_t i;

	(void)state;
	build(0, 32, 0, 0);
	for (i = 0; i < sizeof(n4) / sizeof(n4[0]); i++)
		build(n4[i], 32, (n4[i] + LEAF4 - 1) / LEAF4, 1);
	for (i = 0; i < sizeof(n6) / sizeof(n6[0]); i++)
		build(n6[i], 128, (n6[i] + LEAF6 - 1) / LEAF6, 1);
	build(INDEX4 * LEAF4, 32, INDEX4, 1);
	build(INDEX4 * LEAF4 + 1, 32, INDEX4 + 1, 2);
}

/* A second tree stands behind the first. */
static void
nettree_build_appends(void **state)
{
	struct netset_interval *x = intervals(3, 32);
	struct buf pages = { 0 }, root = { 0 };
	struct image_tree t;
	struct err e;

	(void)state;
	assert_int_equal(nettree_build(&t, &pages, &root, x, 3, &e), 0);
	assert_int_equal(nettree_build(&t, &pages, &root, x, 2, &e), 0);
	assert_int_equal(t.leaf.at, 2);
	assert_int_equal(t.index.at, 3);
	assert_int_equal(t.root_at, 4);
	assert_int_equal(le_get32(pages.data + 2 * IMAGE_PAGE + 12), 2);
	assert_int_equal(le_get32(pages.data + 2 * IMAGE_PAGE + 16), 0);
	buf_free(&pages);
	buf_free(&root);
	fenced_free(x, 3 * sizeof(*x));
}

/* A leaf that lies behind the last, by one, on an index page behind it. */
static void
nettree_find_refuses_leaves_that_are_none(void **state)
{
	const size_t n = INDEX4 * LEAF4 + 1;
	struct netset_interval *x = intervals(n, 32);
	struct buf pages = { 0 }, root = { 0 };
	struct ip a = address(3 * (uint32_t)n, 32);
	struct image_tree t;
	struct image img;
	struct err e;
	uint32_t chain, gone;

	(void)state;
	assert_int_equal(nettree_build(&t, &pages, &root, x, n, &e), 0);
	image_of(&img, &pages, &root, &t, 32);
	for (gone = 0; gone < 4; gone++) {
		img.head.ip4.leaf.len = INDEX4 + 1 - gone;
		assert_int_equal(nettree_find(&chain, &img, &a, &e),
		    gone < 2 ? 0 : -1);
		if (gone >= 2)
			assert_string_equal(e.msg,
			    "the rule image is damaged");
		else
			assert_int_equal(chain, n - gone);
	}
	buf_free(&pages);
	buf_free(&root);
	fenced_free(x, n * sizeof(*x));
}

/* The stream with the root, an index page, a leaf. */
static void
nettree_find_tells_which_page_is_damaged(void **state)
{
	struct netset_interval *x = intervals(LEAF4 + 1, 32);
	struct buf pages = { 0 }, root = { 0 };
	struct ip a = address(4, 32);
	struct image_tree t;
	struct image img;
	struct err e;
	uint32_t chain, page;
	char want[80];

	(void)state;
	assert_int_equal(nettree_build(&t, &pages, &root, x, LEAF4 + 1, &e),
	    0);
	image_of(&img, &pages, &root, &t, 32);
	img.sound = false;
	img.version = IMAGE_VERSION;
	for (page = 0; page < 4; page++) /* the second leaf is not asked */
		page_seal(pages.data + page * IMAGE_PAGE, page);
	le_put32(pages.data + 8, IMAGE_VERSION); /* dhf.db(5) */
	page_seal(pages.data, 0);
	for (page = 0; page < 4; page++) {
		pages.data[page * IMAGE_PAGE + IMAGE_PAYLOAD] ^= 1;
		assert_int_equal(nettree_find(&chain, &img, &a, &e),
		    page == 2 ? 0 : -1);
		(void)snprintf(want, sizeof(want), "page %u of the rule image "
		    "is damaged: run dhf-compile again", (unsigned)page);
		if (page == 2)
			assert_int_equal(chain, 2);
		else
			assert_string_equal(e.msg, want);
		pages.data[page * IMAGE_PAGE + IMAGE_PAYLOAD] ^= 1;
	}
	buf_free(&pages);
	buf_free(&root);
	fenced_free(x, (LEAF4 + 1) * sizeof(*x));
}

/* Build one without so much memory. */
static bool
build_once(void *arg)
{
	const struct netset_interval *x = arg;
	struct buf pages = { 0 }, root = { 0 };
	struct err e = { 0 };
	struct image_tree t;
	int rc;
	bool failed;

	rc = nettree_build(&t, &pages, &root, x, 3, &e);
	failed = failing_end();
	assert_int_equal(rc, failed ? -1 : 0);
	if (failed)
		assert_int_equal(e.class, ERR_TEMP);
	buf_free(&pages);
	buf_free(&root);
	return failed;
}

static void
nettree_build_needs_memory(void **state)
{
	struct netset_interval *x = intervals(3, 32);

	(void)state;
	assert_in_range(failing_each(FAILING_MEMORY, ENOMEM, build_once, x),
	    2, 9);
	fenced_free(x, 3 * sizeof(*x));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nettree_build_fills_its_pages),
		cmocka_unit_test(nettree_build_appends),
		cmocka_unit_test(nettree_find_refuses_leaves_that_are_none),
		cmocka_unit_test(nettree_find_tells_which_page_is_damaged),
		cmocka_unit_test(nettree_build_needs_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
