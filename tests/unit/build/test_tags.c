/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/tags.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/le.h"
#include "lib/fixture.h"

static struct fixture f;

/* Rules with so many domains, and as many grams. */
static void
load(unsigned domains)
{
	size_t cap = 64 * (size_t)domains + 64, len = 0;
	char *rules = malloc(cap);
	unsigned i;

	assert_non_null(rules);
	rules[0] = '\0';
	for (i = 0; i < domains; i++)
		len += (size_t)snprintf(rules + len, cap - len,
		    "block @name=d%u.example.net\nblock @regex=x%u-\n", i, i);
	fixture_load(&f, rules);
	free(rules);
}

static void
tags_have_every_key_and_few_others(void **state)
{
	static const unsigned domains[] = { 0, 1, 300, 5000 };
	const struct image_part *keys = &f.img.head.keys;
	struct tags t = { .bit = NULL };
	unsigned i, k, others;
	char name[32];
	int len;

	(void)state;
	for (i = 0; i < 4; i++) {
		load(domains[i]);
		assert_null(f.img.known);
		assert_int_equal(tags_make(&t, &f.img, &f.e), 0);
		assert_ptr_equal(f.img.known, &t.known);
		for (k = others = 0; k < 10000; k++) {
			len = snprintf(name, sizeof(name),
			    "d%u.example.net", k);
			if (key_may_be(f.img.known, key_domain(name,
			    (size_t)len)))
				others += k >= domains[i];
			else if (k < domains[i])
				fail_msg("%s is lost", name);
		}
		/* 0.4 % where all pages are full; 2 % is far off */
		assert_true(others <= (10000 - domains[i]) / 50);
		assert_true(keys->len > 0 || others == 0);
		tags_free(&t);
	}
	tags_free(&t);
}

static void
tags_refuse_a_page_that_claims_too_much(void **state)
{
	struct tags t = { .bit = NULL };
	unsigned char *page;

	(void)state;
	load(1);
	page = f.image.data + (size_t)f.img.head.keys.at * IMAGE_PAGE;
	le_put32(page, KEY_PER_PAGE + 1);
	assert_int_equal(tags_make(&t, &f.img, &f.e), -1);
	assert_int_equal(err_status(&f.e), 100);
	assert_null(t.bit);
	assert_null(f.img.known);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_have_every_key_and_few_others),
		cmocka_unit_test(tags_refuse_a_page_that_claims_too_much),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
