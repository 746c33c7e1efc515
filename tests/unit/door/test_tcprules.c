/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/tcprules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT(s) s, sizeof(s)

/* What was found stays to be read; tests/e2e/proxyenv.t and
 * tests/peers/haproxy.t find it, beside tcprulescheck. */
static void
tcprules_next_reads_what_tcpserver_would(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *want; /* NAME=VALUE or D, with commas behind */
	} row[] = {
		{ TEXT("+A=b"), "A=b," },
		{ TEXT("+A=b=c\0+B="), "A=b=c,B=," },
		{ TEXT("D"), "D," },
		{ TEXT("D\0+A=b"), "D,A=b," },
		{ TEXT("+A"), "" },
		{ TEXT("+=b"), "" },
		{ TEXT("A=b\0+B=c"), "B=c," },
		{ "+A=b", 4, "" }, /* without an end */
		{ "", 0, "" },
	};
	static struct tcprules r;
	const char *name, *value;
	enum tcprules_answer a;
	char got[64];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		r.at = 0;
		r.len = row[i].len;
		memcpy(r.text, row[i].text, row[i].len);
		got[0] = '\0';
		while ((a = tcprules_next(&name, &value, &r)) !=
		    TCPRULES_END) {
			if (a == TCPRULES_SET) {
				strcat(got, name);
				strcat(got, "=");
				strcat(got, value);
			} else {
				strcat(got, "D");
			}
			strcat(got, ",");
		}
		assert_string_equal(got, row[i].want);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcprules_next_reads_what_tcpserver_would),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
