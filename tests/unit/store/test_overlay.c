/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/overlay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct store_bytes
text(const char *t)
{
	return (struct store_bytes){ t, strlen(t) };
}

static void
check(const struct overlay *o, const char *key, const char *value)
{
	struct store_write *w = overlay_get(o, text(key));

	assert_non_null(w);
	assert_int_equal(w->gone, value == NULL);
	if (value != NULL) {
		assert_int_equal(w->len, strlen(value));
		assert_memory_equal(w->value, value, w->len);
	}
}

static void
overlay_keeps_the_newest(void **state)
{
	static const struct store_bytes none = { NULL, 0 };
	struct overlay o = { 0 };
	char key[] = "a", value[] = "one";

	(void)state;
	assert_null(overlay_get(&o, text("a")));
	assert_int_equal(overlay_put(&o, text(key), text(value)), 0);
	key[0] = 'x'; /* they are copies */
	value[0] = 'x';
	check(&o, "a", "one");
	assert_int_equal(overlay_put(&o, text("a"), text("two")), 0);
	check(&o, "a", "two");
	assert_int_equal(overlay_put(&o, text("a"), text("three")), 0);
	check(&o, "a", "three");
	assert_int_equal(overlay_put(&o, text("a"), none), 0);
	check(&o, "a", NULL);
	assert_int_equal(overlay_put(&o, text("b"), none), 0);
	check(&o, "b", NULL);
	assert_int_equal(overlay_put(&o, text("b"), text("new")), 0);
	check(&o, "b", "new");
	assert_int_equal(o.len, 2);
	overlay_free(&o);
	overlay_free(&o);
	assert_null(overlay_get(&o, text("a")));
}

static void
overlay_has_a_limit(void **state)
{
	static const char big[1024];
	struct overlay o = { 0 };
	char key[16];
	unsigned i;

	(void)state;
	for (i = 0; i < STORE_WAITING_MAX; i++) {
		(void)snprintf(key, sizeof(key), "k%u", i);
		assert_int_equal(overlay_put(&o, text(key), text("v")), 0);
	}
	assert_int_equal(overlay_put(&o, text("more"), text("v")), -1);
	assert_int_equal(overlay_put(&o, text("k1"), text("w")), 0);
	check(&o, "k1", "w");
	/* values that grow take room until there is none */
	for (i = 0; i < 100000; i++)
		if (overlay_put(&o, text("k1"), (struct store_bytes){ big,
		    1000 + i % 2 }) == -1)
			break;
	assert_true(i < 40000);
	assert_true(o.used <= OVERLAY_BYTES);
	overlay_free(&o);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlay_keeps_the_newest),
		cmocka_unit_test(overlay_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
