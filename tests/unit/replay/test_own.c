/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/own.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/ip.h"
#include "lib/scarce.h"

static bool
has_ip(const struct own *o, const char *text)
{
	struct ip ip;
	struct err e;

	assert_int_equal(ip_parse(&ip, text, &e), 0);
	return own_has_ip(o, &ip);
}

static bool
has_name(const struct own *o, const char *text)
{
	return own_has_name(o, (struct text){ text, strlen(text) });
}

static void
what_is_own_is_told_apart(void **state)
{
	struct own o = { .len = 0 };
	struct err e;

	(void)state;
	assert_int_equal(own_begin(&o, "here.example,192.0.2.0/28,"
	    "2001:db8::1", &e), 0);
	assert_true(has_ip(&o, "192.0.2.15"));
	assert_false(has_ip(&o, "192.0.2.16"));
	assert_true(has_ip(&o, "2001:db8::1"));
	assert_false(has_ip(&o, "2001:db8::2"));
	assert_true(has_ip(&o, "127.0.0.1"));
	assert_true(has_ip(&o, "10.1.2.3"));
	assert_false(has_ip(&o, "198.51.100.1"));
	assert_true(has_name(&o, "Here.Example."));
	assert_true(has_name(&o, "mx.here.example"));
	assert_false(has_name(&o, "where.example"));
	assert_false(has_name(&o, "xhere.example"));
	assert_false(has_name(&o, ""));
	own_free(&o);
}

static void
what_is_neither_is_wrong(void **state)
{
	struct own o = { .len = 0 };
	struct err e;

	(void)state;
	assert_int_equal(own_begin(&o, "a b", &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	own_free(&o);
	assert_int_equal(own_begin(&o, NULL, &e), 0);
	assert_false(has_name(&o, "x.example"));
	own_free(&o);
}

static bool
own(void *arg)
{
	struct own o = { .len = 0 };
	struct err e;
	int rc = own_begin(&o, arg, &e);

	if (rc == -1)
		assert_int_equal(e.class, ERR_TEMP);
	else
		assert_true(has_name(&o, "mx.b.example"));
	own_free(&o);
	return rc == 0;
}

static void
without_memory_it_is_said(void **state)
{
	char list[] = "192.0.2.0/28,a.example,b.example,2001:db8::/32";

	(void)state;
	assert_int_equal(scarce_each(own, list) > 0, scarce_can());
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_own_is_told_apart),
		cmocka_unit_test(what_is_neither_is_wrong),
		cmocka_unit_test(without_memory_it_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
