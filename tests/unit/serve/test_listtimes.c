/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/listtimes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "lib/fixture.h"

static struct fixture f;
static struct listtimes t;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	memset(&t, 0, sizeof(t));
	return 0;
}

static void
use(const char *rules)
{
	fixture_load(&f, rules);
	assert_int_equal(listtimes_rules(&t, &f.img, &f.e), 0);
}

/* Compare the samples, without what is said about them. */
static void
are(const char *want)
{
	struct buf out = { 0 };
	const char *got;

	listtimes_write(&out, &t);
	buf_add_u8(&out, 0);
	assert_false(out.failed);
	for (got = (const char *)out.data; *got == '#';)
		got = strchr(got, '\n') + 1;
	assert_string_equal(got, want);
	buf_free(&out);
}

static void
a_question_counts_for_the_list_that_it_is_below(void **state)
{
	(void)state;
	use("score 1 @dnsbl=bl.example,zen.bl.example/4\n"
	    "score 1 @sender-rhsbl=names.example\n"
	    "block @dnswl=bl.example @ip=192.0.2.0/24\n");
	listtimes_took(&t, "1.2.0.192.bl.example", 1500);
	listtimes_took(&t, "1.2.0.192.zen.bl.example", 20);
	listtimes_took(&t, "2.2.0.192.bl.example", 2000000);
	listtimes_took(&t, "sender.example.names.example", 7);
	listtimes_took(&t, "bl.example", 9);
	listtimes_took(&t, "xbl.example", 9);
	listtimes_took(&t, "mx.client.example", 9);
	are("dhf_list_seconds_sum{zone=\"bl.example\"} 2.001500\n"
	    "dhf_list_seconds_count{zone=\"bl.example\"} 2\n"
	    "dhf_list_seconds_sum{zone=\"zen.bl.example\"} 0.000020\n"
	    "dhf_list_seconds_count{zone=\"zen.bl.example\"} 1\n"
	    "dhf_list_seconds_sum{zone=\"names.example\"} 0.000007\n"
	    "dhf_list_seconds_count{zone=\"names.example\"} 1\n");
}

static void
a_key_is_masked(void **state)
{
	(void)state;
	use("block @dnsbl=abcdefgh12345678ijkl.zen.example\n");
	listtimes_took(&t, "1.2.0.192.abcdefgh12345678ijkl.zen.example", 1);
	are("dhf_list_seconds_sum{zone=\"KEY.zen.example\"} 0.000001\n"
	    "dhf_list_seconds_count{zone=\"KEY.zen.example\"} 1\n");
}

static void
new_rules_keep_what_they_still_have(void **state)
{
	(void)state;
	use("block @dnsbl=a.example,b.example\n");
	listtimes_took(&t, "1.a.example", 1);
	listtimes_took(&t, "1.b.example", 2);
	fixture_end(&f);
	fixture_begin(&f);
	use("block @dnsbl=c.example,b.example\n");
	are("dhf_list_seconds_sum{zone=\"c.example\"} 0.000000\n"
	    "dhf_list_seconds_count{zone=\"c.example\"} 0\n"
	    "dhf_list_seconds_sum{zone=\"b.example\"} 0.000002\n"
	    "dhf_list_seconds_count{zone=\"b.example\"} 1\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_question_counts_for_the_list_that_it_is_below, begin,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(a_key_is_masked, begin,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(
		    new_rules_keep_what_they_still_have, begin,
		    fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
