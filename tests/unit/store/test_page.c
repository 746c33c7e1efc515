/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SIZE 512
#define NUMBER 7

static unsigned char bytes[SIZE];

static void
put16(size_t at, uint16_t n)
{
	memcpy(bytes + at, &n, sizeof(n));
}

/* A node of a leaf at some offset, as the format says. */
static void
node(size_t at, const char *key, const char *value, uint16_t flags)
{
	uint32_t len = (uint32_t)strlen(value);

	memcpy(bytes + at, &len, sizeof(len));
	put16(at + 4, flags);
	put16(at + 6, (uint16_t)strlen(key));
	memcpy(bytes + at + 8, key, strlen(key));
	memcpy(bytes + at + 8 + strlen(key), value, len);
}

/* A leaf of two records, of 14 octets and 13 with one to make it even. */
static struct page
leaf(void)
{
	size_t number = NUMBER;

	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, &number, sizeof(number));
	put16(sizeof(number) + 2, PAGE_LEAF);
	put16(sizeof(number) + 4, PAGE_START + 4);
	put16(sizeof(number) + 6, SIZE - 28);
	put16(PAGE_START, SIZE - 14);
	put16(PAGE_START + 2, SIZE - 28);
	node(SIZE - 14, "a", "value", 0);
	node(SIZE - 28, "bb", "v-1", 0);
	return (struct page){ .data = bytes, .size = SIZE,
		.kind = PAGE_LEAF };
}

static void
page_has_its_nodes(void **state)
{
	struct page p = leaf();
	struct page_node n;

	(void)state;
	assert_null(page_check(&p, NUMBER));
	assert_int_equal(p.nodes, 2);
	n = page_node(&p, 0);
	assert_int_equal(n.key_len, 1);
	assert_memory_equal(n.key, "a", 1);
	assert_int_equal(n.value_len, 5);
	assert_memory_equal(n.value, "value", 5);
	n = page_node(&p, 1);
	assert_int_equal(n.key_len, 2);
	assert_memory_equal(n.value, "v-1", 3);
}

static void
page_that_is_wrong_is_found(void **state)
{
	const size_t head = sizeof(size_t);
	const struct {
		size_t at;
		uint16_t value;
		const char *what;
	} rows[] = {
		{ 0, NUMBER + 1, "has another number" },
		{ head + 2, PAGE_BRANCH, "of another kind" },
		{ head + 2, PAGE_LEAF | 16, "of another kind" },
		{ head + 4, 0, "has a wrong size" },
		{ head + 4, PAGE_START + 3, "has a wrong size" },
		{ head + 4, SIZE, "has a wrong size" },
		{ head + 6, SIZE + 2, "has a wrong size" },
		{ head + 6, SIZE - 27, "has a wrong size" },
		{ head + 6, SIZE - 30, "records do not fill the page" },
		{ head + 6, SIZE - 26, "a record leaves the page" },
		{ head + 4, PAGE_START + 2, "records do not fill the page" },
		{ PAGE_START, SIZE - 13, "a record leaves the page" },
		{ PAGE_START, SIZE - 6, "a record leaves the page" },
		{ PAGE_START, SIZE - 28, "records overlap" },
		{ PAGE_START, 0, "a record leaves the page" },
		{ PAGE_START, UINT16_MAX, "a record leaves the page" },
		{ SIZE - 14, 8, "a record leaves the page" },
		{ SIZE - 14, 3, "records do not fill the page" },
		{ SIZE - 28, 5, "records overlap" },
		{ SIZE - 14 + 4, 1, "a record leaves the page" },
		{ SIZE - 14 + 4, 2, "a record leaves the page" },
		{ SIZE - 14 + 6, PAGE_KEY_MAX + 1,
		    "a record leaves the page" },
		{ SIZE - 14 + 6, 7, "a record leaves the page" },
	};
	const char *what;
	struct page p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		p = leaf();
		put16(rows[i].at, rows[i].value);
		what = page_check(&p, NUMBER);
		if (what == NULL || strcmp(what, rows[i].what) != 0)
			fail_msg("row %zu: %s", i, what != NULL ? what :
			    "good");
	}
}

/* A value of its own pages is a number of a page where they may be, and as
 * long as such a number in the page. */
static void
page_tells_where_a_big_value_is(void **state)
{
	size_t number = 99, len = 8 + 1 + sizeof(number);
	uint32_t big = 100000;
	struct page p = leaf();
	struct page_node n;
	size_t at;

	(void)state;
	len += len % 2;
	at = SIZE - len;
	put16(sizeof(number) + 4, PAGE_START + 2);
	put16(sizeof(number) + 6, (uint16_t)at);
	put16(PAGE_START, (uint16_t)at);
	node(at, "a", "", 1);
	memcpy(bytes + at, &big, sizeof(big));
	memcpy(bytes + at + 9, &number, sizeof(number));
	assert_non_null(page_check(&p, NUMBER));
	p.big = true;
	assert_null(page_check(&p, NUMBER));
	n = page_node(&p, 0);
	assert_true(n.big);
	assert_int_equal(n.value_len, big);
	assert_memory_equal(n.value, &number, sizeof(number));
}

static void
page_of_a_branch_tells_its_children(void **state)
{
	struct page p = leaf();
	struct page_node n;

	(void)state;
	p.kind = PAGE_BRANCH;
	put16(sizeof(size_t) + 2, PAGE_BRANCH);
	put16(sizeof(size_t) + 4, PAGE_START + 4);
	put16(sizeof(size_t) + 6, SIZE - 18);
	put16(PAGE_START, SIZE - 8);
	put16(PAGE_START + 2, SIZE - 18);
	node(SIZE - 8, "", "", 0);
	node(SIZE - 18, "bb", "", sizeof(size_t) > 4 ? 1 : 0);
	put16(SIZE - 18, 0x1234);
	assert_null(page_check(&p, NUMBER));
	n = page_node(&p, 0);
	assert_int_equal(n.child, 0);
	assert_int_equal(n.key_len, 0);
	n = page_node(&p, 1);
	assert_true(n.child == (sizeof(size_t) > 4 ?
	    (size_t)UINT64_C(0x100001234) : 0x1234));
	assert_memory_equal(n.key, "bb", 2);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_has_its_nodes),
		cmocka_unit_test(page_that_is_wrong_is_found),
		cmocka_unit_test(page_tells_where_a_big_value_is),
		cmocka_unit_test(page_of_a_branch_tells_its_children),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
