/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MANY 3000

static void
arena_memory_is_zero_aligned_and_its_own(void **state)
{
	static unsigned char *piece[MANY];
	static size_t size[MANY];
	struct arena a = { 0 };
	size_t i, k;

	(void)state;
	for (i = 0; i < MANY; i++) {
		size[i] = 1 + i * i % 997; /* several blocks in all */
		piece[i] = arena_alloc(&a, size[i]);
		assert_non_null(piece[i]);
		assert_int_equal((uintptr_t)piece[i] % alignof(max_align_t),
		    0);
		for (k = 0; k < size[i]; k++)
			assert_int_equal(piece[i][k], 0);
		memset(piece[i], (int)(i % 255) + 1, size[i]);
	}
	for (i = 0; i < MANY; i++)
		for (k = 0; k < size[i]; k++)
			assert_int_equal(piece[i][k], i % 255 + 1);
	arena_free(&a);
	arena_free(&a);
}

static void
arena_has_room_for_what_is_larger_than_a_block(void **state)
{
	struct arena a = { 0 };
	size_t large = (size_t)3 << 20, i;
	unsigned char *p, *q;

	(void)state;
	q = arena_alloc(&a, 10);
	p = arena_alloc(&a, large);
	assert_non_null(p);
	for (i = 0; i < large; i += 4096)
		assert_int_equal(p[i], 0);
	memset(p, 1, large);
	assert_int_equal(q[9], 0);
	arena_free(&a);
}

static void
arena_copy_adds_a_nul(void **state)
{
	struct arena a = { 0 };
	char *p;

	(void)state;
	p = arena_copy(&a, "abcdef", 3);
	assert_string_equal(p, "abc");
	assert_string_equal(arena_copy(&a, "", 0), "");
	assert_string_equal(p, "abc");
	arena_free(&a);
}

static void
arena_without_memory_says_so(void **state)
{
	struct arena a = { 0 };

	(void)state;
	assert_null(arena_alloc(&a, SIZE_MAX));
	assert_null(arena_alloc(&a, SIZE_MAX - 8));
	assert_non_null(arena_alloc(&a, 1));
	arena_free(&a);
}

/* No bytes of an empty arena: NULL, or memory that is the arena's. */
static void
arena_alloc_of_nothing_is_harmless(void **state)
{
	struct arena a = { 0 };
	void *p;

	(void)state;
	p = arena_alloc(&a, 0);
	assert_true(p == NULL || a.block != NULL);
	arena_free(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_memory_is_zero_aligned_and_its_own),
		cmocka_unit_test(
		    arena_has_room_for_what_is_larger_than_a_block),
		cmocka_unit_test(arena_copy_adds_a_nul),
		cmocka_unit_test(arena_without_memory_says_so),
		cmocka_unit_test(arena_alloc_of_nothing_is_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
