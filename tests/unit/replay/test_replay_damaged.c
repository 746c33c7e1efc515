/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/findings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"
#include "replay/report_json.h"
#include "replay/report_text.h"
#include "replay/trial.h"

/*
 * The image of the newer rules is damaged, byte by byte, behind what has been
 * read of it: whoever reads it on says so, or something else comes out; it does
 * not end in a crash or never.
 */
static struct fixture f;
static struct intake in;
static struct catalogue next;
static struct account a;
static struct exceptions x;
static struct err e;
static FILE *out;

static const char rules[] =
    "suffix_list psl\ndefault_unresolved_action pass\n"
    "default_ip_action pass\n"
    "score 1 @class=dynamic id=class\n"
    "block @regex=^wombat id=one\n"
    "block @name=firm.example id=two\n"
    "block @host=mx.firm.example\n"
    "block mx\\.(far|near)\\.example\n"
    "defer @ip=192.0.2.0/24 id=three expires=2027-01-01\n";

static void
take(const char *ip, const char *host, const char *name)
{
	char line[512];
	int len = snprintf(line, sizeof(line), "2026-06-10T10:00:00Z mx "
	    "dyn-host-filter: pid=7 ip=%s host=%s action=%s code=- rule=x "
	    "name=%s auth=yes", ip, host, strcmp(name, "none") == 0 ?
	    "block" : "pass", name);

	assert_int_equal(intake_line(&in, line, (size_t)len, &e), 0);
}

static int
begin(void **state)
{
	char path[FIXTURE_PATH];

	(void)state;
	fixture_begin(&f);
	fixture_text(&f, "psl", "// ===BEGIN ICANN DOMAINS===\nexample\n"
	    "// ===END ICANN DOMAINS===\n");
	fixture_text(&f, "next", rules);
	out = fopen("/dev/null", "w");
	assert_non_null(out);
	assert_int_equal(catalogue_open(&next, fixture_path(&f, path, "next"),
	    stderr, FIXTURE_NOW, &e), 0);
	assert_int_equal(intake_begin(&in, NULL, FIXTURE_NOW, &e), 0);
	take("198.51.100.1", "mx.firm.example", "given");
	take("198.51.100.2", "wombat.firm.example", "claimed");
	take("198.51.100.3", "mx.far.example", "proven");
	take("192.0.2.4", "-", "none");
	take("198.51.100.5", "-", "none");
	take("198.51.100.6", "-", "unknown");
	intake_end(&in);
	return 0;
}

static int
end(void **state)
{
	intake_free(&in);
	catalogue_free(&next);
	(void)fclose(out);
	return fixture_teardown(state);
}

static int
judge(void)
{
	const struct account_request q = { &in.visitors, NULL, &next, 25 };

	account_free(&a);
	return account_make(&a, &q, &e);
}

static int
except(void)
{
	const struct account_request q = { &in.visitors, NULL, &next, 25 };

	exceptions_free(&x);
	return exceptions_find(&x, &a, &q, FIXTURE_NOW, &e);
}

static int
print(int (*report)(FILE *, const struct findings *, struct err *))
{
	const struct findings all = { NULL, "next", &in, NULL, &next, &a, &x,
		FIXTURE_NOW };

	return report(out, &all, &e);
}

static int
print_text(void)
{
	return print(report_text);
}

static int
print_json(void)
{
	return print(report_json);
}

/* Do something with every step-th byte of the image another, every one if
 * IMAGE_STEP is in the environment, and then with none.  How often it
 * failed. */
static size_t
with_each_byte(int (*deed)(void), size_t step)
{
	unsigned char *data = next.lib->made.data;
	size_t i, failed = 0;

	if (getenv("IMAGE_STEP") != NULL)
		step = 1;
	for (i = 0; i < next.lib->made.len; i += step) {
		e.class = ERR_NONE;
		data[i] ^= 0xff;
		if (deed() == -1) {
			assert_int_not_equal(e.class, ERR_NONE);
			failed++;
		}
		data[i] ^= 0xff;
	}
	assert_int_equal(deed(), 0);
	return failed;
}

static void
nobody_is_judged_by_a_damaged_image(void **state)
{
	(void)state;
	assert_true(with_each_byte(judge, 5) > 0);
	assert_int_equal(a.newlies, 3);
	account_free(&a);
}

static void
nothing_is_suggested_by_a_damaged_image(void **state)
{
	(void)state;
	assert_int_equal(judge(), 0);
	assert_true(with_each_byte(except, 31) > 0);
	assert_int_equal(x.len, 3);
	exceptions_free(&x);
	account_free(&a);
}

static void
nothing_is_reported_of_a_damaged_image(void **state)
{
	(void)state;
	assert_int_equal(judge(), 0);
	assert_int_equal(except(), 0);
	assert_true(with_each_byte(print_text, 7) > 0);
	assert_true(with_each_byte(print_json, 11) > 0);
	exceptions_free(&x);
	account_free(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_judged_by_a_damaged_image),
		cmocka_unit_test(nothing_is_suggested_by_a_damaged_image),
		cmocka_unit_test(nothing_is_reported_of_a_damaged_image),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
