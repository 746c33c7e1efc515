/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/limits.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct limits usual = { 10000, 1024, 12000, true, 0, false };

static void
each_is_cut_in_the_same_measure(void **state)
{
	static const struct {
		unsigned most;
		struct limits want;
	} row[] = {
		{ 1000000, { 10000, 1024, 12000, true, 0, false } },
		{ 26224, { 10000, 1024, 12000, true, 0, false } },
		{ 26223, { 9999, 1023, 11999, true, 0, false } },
		{ 13176, { 5000, 512, 6000, true, 0, false } },
		{ 1024, { 343, 35, 412, true, 0, false } },
		{ 256, { 49, 5, 58, true, 0, false } },
		{ 140, { 2, 2, 2, true, 0, false } },
	};
	struct limits l;
	size_t i;

	(void)state;
	assert_int_equal(limits_descriptors(&usual), 26224);
	for (i = 0; i < COUNT(row); i++) {
		l = usual;
		assert_true(limits_fit(&l, row[i].most));
		assert_int_equal(l.clients, row[i].want.clients);
		assert_int_equal(l.filters, row[i].want.filters);
		assert_int_equal(l.walls, row[i].want.walls);
		assert_true(limits_descriptors(&l) <= row[i].most);
	}
}

static void
some_are_too_few(void **state)
{
	struct limits l = usual;

	(void)state;
	assert_false(limits_fit(&l, 0));
	l = usual;
	assert_false(limits_fit(&l, LIMITS_OWN_FDS + LIMITS_DNS_FDS));
	l = usual;
	assert_false(limits_fit(&l, LIMITS_OWN_FDS + LIMITS_DNS_FDS + 11));
	l = usual;
	l.walls = 0;
	l.dns = false;
	assert_true(limits_fit(&l, 64));
	assert_int_equal(l.clients, 8);
	assert_int_equal(l.filters, 2);
	assert_int_equal(l.walls, 0);
	l = (struct limits){ 10000, 1024, 12000, true, 12000, false };
	assert_int_equal(limits_descriptors(&l), 38224);
	assert_true(limits_fit(&l, 1024)); /* 896 of 38096 of each */
	assert_int_equal(l.clients, 235);
	assert_int_equal(l.filters, 24);
	assert_int_equal(l.walls, 282);
	assert_int_equal(l.postfixes, 282);
	l.relay = true;
	assert_int_equal(limits_descriptors(&l), limits_descriptors(
	    &(struct limits){ l.clients, l.filters, l.walls, true,
	    l.postfixes, false }) + LIMITS_RELAY_FDS);
	/* few are not made more */
	l = (struct limits){ 2, 1, 2, true, 0, false };
	assert_true(limits_fit(&l, LIMITS_OWN_FDS + LIMITS_DNS_FDS + 8));
	assert_int_equal(l.clients, 2);
}

static void
the_kernel_is_told(void **state)
{
	struct limits l = { 10, 2, 5, true, 0, false };
	struct rlimit was, now;
	struct err e;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	assert_int_equal(limits_set(&l, &e), LIMITS_KEPT);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &now), 0);
	assert_int_equal(now.rlim_cur, 151);
	assert_int_equal(now.rlim_max, was.rlim_max);
}

/* Of all kinds the largest gives way first. */
static void
postfix_gives_way_where_it_is_most(void **state)
{
	struct limits l = { 3, 2, 3, false, 4000, false };

	(void)state;
	assert_true(limits_fit(&l, limits_descriptors(&l) - 3000));
	assert_in_range(l.postfixes, 900, 1100);
	assert_int_equal(l.clients, 2);
	assert_int_equal(l.walls, 2);
}

static void
a_kernel_that_does_not_allow_it_is_told(void **state)
{
	struct limits l = usual;
	struct err e;

	(void)state;
	failing_nth("getrlimit", 1, EPERM);
	assert_int_equal(limits_set(&l, &e), LIMITS_FAILED);
	assert_true(failing_end());
	assert_int_equal(e.class, ERR_PERM);
	failing_all("setrlimit", EPERM);
	assert_int_equal(limits_set(&l, &e), LIMITS_FAILED);
	assert_true(failing_end());
	assert_non_null(strstr(e.msg, "raise the hard limit"));
	l = usual;
	failing_nth("setrlimit", 1, EPERM);
	assert_int_not_equal(limits_set(&l, &e), LIMITS_KEPT);
	assert_true(failing_end());
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_cut_in_the_same_measure),
		cmocka_unit_test(some_are_too_few),
		cmocka_unit_test(the_kernel_is_told),
		cmocka_unit_test(postfix_gives_way_where_it_is_most),
		cmocka_unit_test(a_kernel_that_does_not_allow_it_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
