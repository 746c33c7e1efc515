/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fakedns.h"

#define ROOM 100000
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const unsigned char key[SIPHASH_KEY_SIZE] = "0123456789abcde";

static const struct fakedns_row answers[] = {
	{ "a.example", DNS_A, "192.0.2.1 192.0.2.2 more" },
	{ "a.example", DNS_AAAA, "2001:db8::1" },
	{ "a.example", DNS_PTR, "one.example two.example" },
	{ "a.example", DNS_TXT, "a text" },
	{ "b.example", DNS_A, "absent" },
	{ "c.example", DNS_A, "unknown" },
	{ ".", DNS_PTR, "." },
	{ "d.example", DNS_TXT, "v=spf1 -all" },
	{ NULL, DNS_A, NULL }
};

static void
answers_are_equal(const struct dns_answer *a, const struct dns_answer *b)
{
	size_t i;

	assert_int_equal(a->state, b->state);
	assert_int_equal(a->type, b->type);
	assert_string_equal(a->why, b->why);
	assert_int_equal(a->more, b->more);
	assert_int_equal(a->count, b->count);
	for (i = 0; i < a->count; i++)
		if (a->type == DNS_PTR)
			assert_string_equal(a->name[i], b->name[i]);
		else if (a->type == DNS_TXT) {
			assert_string_equal(a->text, b->text);
			assert_int_equal(a->policies, b->policies);
			assert_string_equal(a->policies > 0 ? a->policy : "",
			    b->policies > 0 ? b->policy : "");
		} else
			assert_int_equal(ip_compare(&a->ip[i], &b->ip[i]), 0);
}

/* Take the answer of a row from a fake. */
static const struct dns_answer *
row_answer(struct fakedns *f, size_t i)
{
	struct dns_source s = fakedns_begin(f, answers);

	return s.answer(s.of, s.ask(s.of, answers[i].name, answers[i].type));
}

static void
cache_gives_back_what_was_put_by_name_and_type(void **state)
{
	struct cache *c = cache_new(ROOM, key);
	struct dns_answer out;
	struct fakedns f;
	size_t i;

	(void)state;
	for (i = 0; i + 1 < COUNT(answers); i++) {
		assert_false(cache_get(&out, c, answers[i].name,
		    answers[i].type, 0));
		cache_put(c, answers[i].name, row_answer(&f, i), 100);
	}
	assert_int_equal(cache_len(c), COUNT(answers) - 1);
	for (i = 0; i + 1 < COUNT(answers); i++) {
		assert_true(cache_get(&out, c, answers[i].name,
		    answers[i].type, 99));
		answers_are_equal(&out, row_answer(&f, i));
	}
	assert_false(cache_get(&out, c, "a.exampl", DNS_A, 0));
	cache_free(c);
	cache_free(NULL);
}

static void
cache_forgets_in_time(void **state)
{
	struct cache *c = cache_new(ROOM, key);
	struct dns_answer out;
	struct fakedns f;

	(void)state;
	cache_put(c, "a.example", row_answer(&f, 0), 100);
	assert_true(cache_get(&out, c, "a.example", DNS_A, 99));
	assert_false(cache_get(&out, c, "a.example", DNS_A, 100));
	assert_int_equal(cache_len(c), 0);
	assert_int_equal(cache_bytes(c), 0);
	cache_free(c);
}

static void
cache_puts_the_new_in_place_of_the_old(void **state)
{
	struct cache *c = cache_new(ROOM, key);
	struct dns_answer out;
	struct fakedns f;

	(void)state;
	cache_put(c, "a.example", row_answer(&f, 0), 100);
	cache_put(c, "a.example", row_answer(&f, 4), 100);
	assert_int_equal(cache_len(c), 1);
	assert_true(cache_get(&out, c, "a.example", DNS_A, 0));
	assert_int_equal(out.state, DNS_ABSENT);
	cache_free(c);
}

/* Of 1,000 names some 50 fit, the one that is wanted all the time among
 * them. */
static void
cache_drops_what_nobody_wanted_for_longest(void **state)
{
	struct cache *c = cache_new(5000, key);
	struct dns_answer out;
	struct fakedns f;
	char name[16];
	int i;

	(void)state;
	cache_put(c, "wanted", row_answer(&f, 1), 100);
	for (i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "n%d", i);
		cache_put(c, name, row_answer(&f, 1), 100);
		assert_true(cache_get(&out, c, "wanted", DNS_AAAA, 0));
		assert_true(cache_bytes(c) <= 5000);
	}
	assert_in_range(cache_len(c), 30, 60);
	assert_true(cache_get(&out, c, "n999", DNS_AAAA, 0));
	assert_false(cache_get(&out, c, "n0", DNS_AAAA, 0));
	cache_put(c, "a.example", row_answer(&f, 0), 100);
	cache_free(c);
}

static void
cache_without_room_keeps_nothing(void **state)
{
	struct cache *c = cache_new(0, key);
	struct dns_answer out;
	struct fakedns f;

	(void)state;
	cache_put(c, "a.example", row_answer(&f, 0), 100);
	assert_false(cache_get(&out, c, "a.example", DNS_A, 0));
	cache_free(c);
}

struct seen {
	int count;
	unsigned long sum;
};

static void
on_see(void *arg, const struct cached *one)
{
	struct seen *seen = arg;
	unsigned n;

	assert_int_equal(sscanf(one->name, "n%u", &n), 1);
	assert_int_equal(one->until_ms, n);
	assert_int_equal(one->answer.type, DNS_A);
	seen->count++;
	seen->sum += n;
}

static void
cache_walk_shows_all_in_steps(void **state)
{
	struct cache *c = cache_new(ROOM, key);
	struct seen seen = { 0, 0 };
	struct fakedns f;
	size_t at = 0;
	char name[16];
	int i, calls = 1;

	(void)state;
	assert_false(cache_walk(c, &at, 10, on_see, &seen));
	for (i = 0; i < 200; i++) {
		(void)snprintf(name, sizeof(name), "n%d", i);
		cache_put(c, name, row_answer(&f, 0), i);
	}
	while (cache_walk(c, &at, 10, on_see, &seen))
		calls++;
	assert_int_equal(seen.count, 200);
	assert_int_equal(seen.sum, 199 * 200 / 2);
	assert_true(calls > 10);
	cache_free(c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    cache_gives_back_what_was_put_by_name_and_type),
		cmocka_unit_test(cache_forgets_in_time),
		cmocka_unit_test(cache_puts_the_new_in_place_of_the_old),
		cmocka_unit_test(cache_drops_what_nobody_wanted_for_longest),
		cmocka_unit_test(cache_without_room_keeps_nothing),
		cmocka_unit_test(cache_walk_shows_all_in_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
