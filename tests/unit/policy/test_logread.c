/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/logread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define KEYS "ip=192.0.2.1 host=a.example action=block code=553 rule=dip " \
	"score=2.5 watch=x:block,y:pass note=dns:bl.example:listed,pregreet " \
	"error=- name=given db=0a1b2c3d by=daemon at=rcpt helo=h from=<> " \
	"to=b@c n=2/1 tls=- auth=yes child=7 end=250 why=7K3Q2MXA9TBC"

static void
is(const struct logread_value *v, const char *want)
{
	assert_int_equal(v->len, strlen(want));
	assert_memory_equal(v->at, want, v->len);
}

static void
logread_reads_a_line_behind_any_time(void **state)
{
	static const char *const before[] = { "", "@400000006723a1b02d8f5a3c ",
		"2026-11-29T10:00:00.123+01:00 host ",
		"Nov 29 10:00:00 mx1 " };
	struct logread l;
	char line[1024];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		strcpy(line, before[i]);
		strcat(line, "dyn-host-filter: pid=17 word " KEYS);
		strcat(line, i % 2 == 0 ? "\n" : "\r\n");
		assert_true(logread(&l, line, strlen(line)));
		is(&l.before, before[i]);
		is(&l.program, "dyn-host-filter");
		is(&l.key[LOGREAD_IP], "192.0.2.1");
		is(&l.key[LOGREAD_RULE], "dip");
		is(&l.key[LOGREAD_WATCH], "x:block,y:pass");
		is(&l.key[LOGREAD_ERROR], "");
		is(&l.key[LOGREAD_BY], "daemon");
		is(&l.key[LOGREAD_PID], "17");
		is(&l.key[LOGREAD_SCORE], "2.5");
		is(&l.key[LOGREAD_NAME], "given");
		is(&l.key[LOGREAD_AT], "rcpt");
		is(&l.key[LOGREAD_FROM], "<>");
		is(&l.key[LOGREAD_TO], "b@c");
		is(&l.key[LOGREAD_N], "2/1");
		is(&l.key[LOGREAD_TLS], "");
		is(&l.key[LOGREAD_AUTH], "yes");
		is(&l.key[LOGREAD_CHILD], "7");
		is(&l.key[LOGREAD_END], "250");
		is(&l.key[LOGREAD_WHY], "7K3Q2MXA9TBC");
		assert_true(logread_is(&l.key[LOGREAD_ACTION], "block"));
		assert_false(logread_is(&l.key[LOGREAD_ACTION], "bloc"));
	}
}

/* Most programs write the keys in one order. */
static void
logread_reads_keys_in_any_order(void **state)
{
	static const char line[] = "dhfd: pid=1 why=w rule=dip action=block "
	    "ip=192.0.2.1 pid=2"; /* the last one of two counts */
	struct logread l;

	(void)state;
	assert_true(logread(&l, line, strlen(line)));
	is(&l.key[LOGREAD_PID], "2");
	is(&l.key[LOGREAD_IP], "192.0.2.1");
	is(&l.key[LOGREAD_ACTION], "block");
	is(&l.key[LOGREAD_RULE], "dip");
	is(&l.key[LOGREAD_WHY], "w");
}

static void
logread_reads_no_other_lines(void **state)
{
	static const char *const other[] = { "", "\n", ": pid=",
		"dyn-host-filter: pid=1 ip=192.0.2.1 host=",
		"dyn-host-filter: pid=1 action=block",
		"dyn-host-filter: pid=1 rule=x",
		"dyn-host-filter: pid=1 action= rule=",
		"dyn-host-filter: crashed: the client got 451",
		" : pid=1 action=block rule=x",
		"evil: pid=1 action=block rule=x",
		"not-the-host-filters: pid=1 action=block rule=x",
		"x\tdyn-host-filter: pid=1 action=block rule=x",
		"\x01 dhfd: pid=1 action=block rule=x",
		"\x7f dhfd: pid=1 action=block rule=x",
		"@400000006ba1b2c312345678 4711 < HELO x dyn-host-filter: "
		    "pid=1 action=block rule=x",
		"Nov 29 10:00:00 mx exim[1]: (x dyn-host-filter: pid=1 "
		    "action=block rule=x",
		"mx 4711 > 250 dhfd: pid=1 action=block rule=x",
		"mx exim[1]: (x dhfd: pid=1 action=block rule=x",
		"mx \"GET / dhfd: pid=1 action=block rule=x",
		"H= dhfd: pid=1 action=block rule=x",
		"postfix/smtpd[1]: connect from a[192.0.2.1]" };
	struct logread l;
	char line[LOGREAD_BEFORE + 64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		assert_false(logread(&l, other[i], strlen(other[i])));
	memset(line, 'x', LOGREAD_BEFORE);
	strcpy(line + LOGREAD_BEFORE, " dhfd: pid=1 action=block rule=x");
	assert_false(logread(&l, line, strlen(line))); /* no time is so long */
	assert_true(logread(&l, line + 1, strlen(line + 1)));
}

static void
logread_item_steps_through_a_list(void **state)
{
	static const struct logread_value list = { "a:b,,c", 6 };
	struct logread_value item, rest;
	size_t at = 0;

	(void)state;
	assert_true(logread_item(&item, &list, &at));
	is(&item, "a:b");
	assert_true(logread_begins(&rest, &item, "a:"));
	is(&rest, "b");
	assert_true(logread_begins(&rest, &item, "a:b"));
	is(&rest, "");
	assert_false(logread_begins(&rest, &item, "a:bc"));
	assert_true(logread_item(&item, &list, &at));
	is(&item, "");
	assert_true(logread_item(&item, &list, &at));
	is(&item, "c");
	assert_false(logread_item(&item, &list, &at));
}

static void
logread_label_is_what_the_log_has(void **state)
{
	char out[16];

	(void)state;
	logread_label(out, sizeof(out), "a b,c\n\xff\x7f", false);
	assert_string_equal(out, "a_b,c???");
	logread_label(out, sizeof(out), "a b,c", true);
	assert_string_equal(out, "a_b?c");
	logread_label(out, 4, "abcdef", true);
	assert_string_equal(out, "abc");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(logread_reads_a_line_behind_any_time),
		cmocka_unit_test(logread_reads_keys_in_any_order),
		cmocka_unit_test(logread_reads_no_other_lines),
		cmocka_unit_test(logread_item_steps_through_a_list),
		cmocka_unit_test(logread_label_is_what_the_log_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
