/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/promtext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static void
promtext_is_as_prometheus_reads_it(void **state)
{
	static const struct promtext_label label[] = { { "a", "x" },
		{ "b", "q\"b\\n\nt\t\xff" } };
	struct buf out = { 0 };

	(void)state;
	promtext_begin(&out, "n_total", PROMTEXT_COUNTER, "What it is.");
	promtext_count(&out, "n_total", label, 2, UINT64_MAX);
	promtext_count(&out, "n_total", label, 1, 0);
	promtext_begin(&out, "g", PROMTEXT_GAUGE, "Now.");
	promtext_count(&out, "g", NULL, 0, 7);
	promtext_begin(&out, "t_seconds", PROMTEXT_SUMMARY, "Time.");
	promtext_time(&out, "t_seconds_sum", NULL, 0, 1000001);
	promtext_time(&out, "t_seconds_sum", NULL, 0, 25);
	assert_string_equal(buf_text(&out), "# HELP n_total What it is.\n"
	    "# TYPE n_total counter\n"
	    "n_total{a=\"x\",b=\"q\\\"b\\\\n\\nt??\"} 18446744073709551615\n"
	    "n_total{a=\"x\"} 0\n"
	    "# HELP g Now.\n# TYPE g gauge\ng 7\n"
	    "# HELP t_seconds Time.\n# TYPE t_seconds summary\n"
	    "t_seconds_sum 1.000001\nt_seconds_sum 0.000025\n");
	buf_free(&out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(promtext_is_as_prometheus_reads_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
