/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/nettree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"
#include "book/rulebook.h"
#include "build/bind.h"
#include "lib/nets.h"
#include "rule/image.h"
#include "rule/page.h"

#define SETS 7

/* Intervals on a leaf page: dhf.db(5), 4088 bytes of 8- and 20-byte records;
 * keys on an index page: 4088 bytes of 4 and 16. */
#define LEAF4 511u
#define LEAF6 204u

static struct image img;

/* Make *b an empty book and let it have the networks of the test. */
static void
book_begin(struct rulebook *b, struct diag *d)
{
	struct err e;

	*d = (struct diag){ .out = stderr };
	assert_int_equal(rulebook_init(b, d, &e), 0);
	b->sets = SETS;
}

/* Make the image and open it. */
static void
book_bind(struct buf *out, struct rulebook *b)
{
	struct err e;

	if (bind_image(out, b, &e) == -1 ||
	    image_borrow(&img, out->data, out->len, &e) == -1)
		fail_msg("%s", e.msg);
}

static void
check_address(const struct netset *s, const struct ip *a)
{
	uint32_t chain, set;
	struct err e;

	if (nettree_find(&chain, &img, a, &e) == -1)
		fail_msg("%s", e.msg);
	for (set = 1; set <= SETS; set++)
		assert_int_equal(nettree_chain_has(&img, chain, set, &e),
		    nets_hold(s, set, a));
}

static void
nettree_find_agrees_with_brute_force(void **state)
{
	static const size_t nets[] = { 0, 1, 2, 30, 500, 1500 };
	uint32_t seed = 99;
	size_t round, i;

	(void)state;
	for (round = 0; round < sizeof(nets) / sizeof(nets[0]); round++) {
		struct rulebook b;
		struct diag d;
		struct buf image = { 0 };

		book_begin(&b, &d);
		nets_fill(&b.nets, nets[round], SETS, 32, &seed);
		nets_fill(&b.nets, nets[round], SETS, 128, &seed);
		book_bind(&image, &b);
		for (i = 0; i < 600; i++) {
			struct ip a = nets_address(&seed, i % 2 ? 32 : 128);

			check_address(&b.nets, &a);
			if (b.nets.len == 0)
				continue;
			a = b.nets.net[nets_random(&seed) %
			    b.nets.len].first;
			check_address(&b.nets, &a);
			if (ip_next(&a))
				check_address(&b.nets, &a);
		}
		buf_free(&image);
		rulebook_free(&b);
	}
}

/* Address number n from base on, n below 2^24. */
static struct ip
nth(const char *base, unsigned byte, uint32_t n)
{
	struct err e;
	struct ip a;

	assert_int_equal(ip_parse(&a, base, &e), 0);
	a.octet[byte] = (unsigned char)(n >> 16);
	a.octet[byte + 1] = (unsigned char)(n >> 8);
	a.octet[byte + 2] = (unsigned char)n;
	return a;
}

/* One network at each even number: every interval is its own, so that a find
 * on the wrong page shows. */
static void
many(const char *base, unsigned byte, unsigned bits, uint32_t count,
    uint32_t per_leaf)
{
	struct image_tree *t;
	struct buf image = { 0 };
	struct rulebook b;
	struct diag d;
	struct err e;
	uint32_t n, chain;

	book_begin(&b, &d);
	for (n = 0; n < count; n++) {
		struct ip a = nth(base, byte, 2 * n);

		assert_int_equal(netset_add(&b.nets, &a, bits, 1 + n % SETS,
		    &e), 0);
	}
	book_bind(&image, &b);
	t = b.nets.net->first.bits == 32 ? &img.head.ip4 : &img.head.ip6;
	assert_int_equal(t->records, 2 * count);
	assert_int_equal(t->leaf.len, (2 * count + per_leaf - 1) / per_leaf);
	for (n = 0; n < 2 * count; n++) {
		struct ip a = nth(base, byte, n);

		assert_int_equal(nettree_find(&chain, &img, &a, &e), 0);
		assert_int_equal(chain != 0, n % 2 == 0);
		if (chain != 0)
			assert_int_equal(nettree_chain_has(&img, chain,
			    1 + n / 2 % SETS, &e), 1);
	}
	if (t->index.len > 1) { /* an index page of leaves that are none */
		struct ip a = nth(base, byte, 2 * count - 1);

		t->leaf.len = 1;
		assert_int_equal(nettree_find(&chain, &img, &a, &e), -1);
		assert_int_equal(e.class, ERR_PERM);
	}
	buf_free(&image);
	rulebook_free(&b);
}

static void
nettree_finds_on_every_page(void **state)
{
	(void)state;
	many("10.0.0.0", 1, 32, LEAF4 / 2, LEAF4);
	many("10.0.0.0", 1, 32, (LEAF4 + 1) / 2, LEAF4);
	many("10.0.0.0", 1, 32, 40 * LEAF4, LEAF4);
	many("10.0.0.0", 1, 32, 1100 * LEAF4 / 2, LEAF4); /* 2 index pages */
	many("2001:db8::", 5, 64, LEAF6 / 2, LEAF6);
	many("2001:db8::", 5, 64, LEAF6 / 2 + 1, LEAF6);
	many("2001:db8::", 5, 64, 800 * LEAF6 / 2, LEAF6); /* 4 */
}

/* Change one number of a page, seal it, and ask. */
static int
ask_changed(unsigned char *page, uint32_t number, size_t at, uint32_t value,
    const char *addr, struct err *e)
{
	unsigned char was[IMAGE_PAGE];
	uint32_t chain;
	struct ip a;
	int rc;

	memcpy(was, page, sizeof(was));
	le_put32(page + at, value);
	page_seal(page, number);
	assert_int_equal(ip_parse(&a, addr, e), 0);
	e->class = ERR_NONE;
	rc = nettree_find(&chain, &img, &a, e);
	if (rc == 0)
		rc = nettree_chain_has(&img, chain, SETS + 1, e);
	memcpy(page, was, sizeof(was));
	if (rc == -1)
		assert_string_equal(e->msg, "the rule image is damaged");
	return rc;
}

static void
nettree_refuses_what_no_writer_makes(void **state)
{
	struct buf image = { 0 };
	unsigned char *leaf, *index;
	struct rulebook b;
	struct diag d;
	struct err e;
	struct ip a;

	(void)state;
	book_begin(&b, &d);
	assert_int_equal(ip_parse(&a, "10.0.0.0", &e), 0);
	assert_int_equal(netset_add(&b.nets, &a, 8, 1, &e), 0);
	book_bind(&image, &b);
	assert_int_equal(img.head.ip4.leaf.len, 1);
	leaf = image.data + img.head.ip4.leaf.at * IMAGE_PAGE;
	index = image.data + img.head.ip4.index.at * IMAGE_PAGE;
	/* as it is: found, and in no other set */
	assert_int_equal(ask_changed(leaf, img.head.ip4.leaf.at, 4, 1,
	    "10.1.2.3", &e), 0);
	/* a chain that is none */
	assert_int_equal(ask_changed(leaf, img.head.ip4.leaf.at, 4, 2,
	    "10.1.2.3", &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(ask_changed(leaf, img.head.ip4.leaf.at, 4,
	    UINT32_MAX, "10.1.2.3", &e), -1);
	/* a leaf that begins behind its key in the index */
	assert_int_equal(ask_changed(leaf, img.head.ip4.leaf.at, 0, 0xff,
	    "10.1.2.3", &e), -1);
	/* an index that begins behind its key in the root */
	assert_int_equal(ask_changed(index, img.head.ip4.index.at, 0, 0xff,
	    "10.1.2.3", &e), -1);
	buf_free(&image);
	rulebook_free(&b);
}

/* The one link of the only chain made to point at itself. */
static void
nettree_chain_that_goes_round_is_refused(void **state)
{
	struct buf image = { 0 };
	unsigned char *stream;
	struct netset_link link;
	struct rulebook b;
	struct diag d;
	struct err e;
	struct ip a;

	(void)state;
	book_begin(&b, &d);
	assert_int_equal(ip_parse(&a, "10.0.0.0", &e), 0);
	assert_int_equal(netset_add(&b.nets, &a, 8, 1, &e), 0);
	book_bind(&image, &b);
	assert_int_equal(nettree_link(&link, &img, 1, &e), 0);
	assert_int_equal(nettree_link(&link, &img, 0, &e), -1);
	assert_int_equal(nettree_link(&link, &img, 2, &e), -1);
	assert_true(img.head.chain.at + 8 <= IMAGE_PAYLOAD);
	stream = image.data + img.head.chain.at;
	le_put32(stream + 4, 1);
	page_seal(image.data, 0);
	assert_int_equal(nettree_chain_has(&img, 1, 2, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_string_equal(e.msg, "the rule image is damaged");
	img.sound = false;
	image.data[0] ^= 1;
	assert_int_equal(nettree_link(&link, &img, 1, &e), -1);
	assert_string_equal(e.msg, "page 0 of the rule image is damaged: run "
	    "dhf-compile again");
	buf_free(&image);
	rulebook_free(&b);
}

/* An address is in the networks that it is in with all pages sound, or that
 * can't be told. */
static void
nettree_reads_no_page_that_is_damaged(void **state)
{
	static const char *const address[] = { "9.255.255.255", "10.0.0.0",
		"10.0.30.5", "10.0.30.6", "10.0.40.0", "192.0.2.1",
		"2001:db8::1" };
	struct buf image = { 0 };
	uint32_t chain, n, failed = 0, i;
	unsigned char *page;
	struct rulebook b;
	struct diag d;
	struct err e;
	struct ip a;
	bool was;
	int has;

	(void)state;
	book_begin(&b, &d);
	for (n = 0; n < 4 * LEAF4; n++) {
		a = nth("10.0.0.0", 1, 2 * n);
		assert_int_equal(netset_add(&b.nets, &a, 32, 1 + n % SETS,
		    &e), 0);
	}
	book_bind(&image, &b);
	for (i = 0; i < sizeof(address) / sizeof(address[0]); i++) {
		assert_int_equal(ip_parse(&a, address[i], &e), 0);
		was = nets_hold(&b.nets, 4, &a);
		img.sound = false;
		for (page = image.data; page < image.data + image.len;
		    page += IMAGE_PAGE) {
			page[IMAGE_PAYLOAD] ^= 1;
			e.class = ERR_NONE;
			has = nettree_find(&chain, &img, &a, &e);
			if (has == 0)
				has = nettree_chain_has(&img, chain, 4, &e);
			if (has == -1)
				assert_int_equal(e.class, ERR_PERM);
			else
				assert_int_equal(has, was);
			failed += has == -1;
			page[IMAGE_PAYLOAD] ^= 1;
		}
	}
	/* the stream for all of IPv4, an index page and a leaf for most */
	assert_in_range(failed, 6 + 2 * 4, 6 + 6 * 4);
	buf_free(&image);
	rulebook_free(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nettree_find_agrees_with_brute_force),
		cmocka_unit_test(nettree_finds_on_every_page),
		cmocka_unit_test(nettree_refuses_what_no_writer_makes),
		cmocka_unit_test(nettree_chain_that_goes_round_is_refused),
		cmocka_unit_test(nettree_reads_no_page_that_is_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
