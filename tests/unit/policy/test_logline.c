/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/logline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"


static struct evidence ev;
static struct verdict v;
static struct logline line;

static int
begin(void **state)
{
	struct err e;

	(void)state;
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, "192.0.2.1", &e), 0);
	v = (struct verdict){ .action = RULE_PASS, .text = "" };
	line = (struct logline){ .pid = 77, .ev = &ev, .verdict = &v };
	return 0;
}

/* The line as a string, checked for what holds of every line. */
static const char *
format(void)
{
	static char text[LOGLINE_MAX + 1];
	size_t len = logline_format(text, &line), i;

	assert_in_range(len, 1, LOGLINE_MAX);
	assert_int_equal(text[len - 1], '\n');
	for (i = 0; i + 1 < len; i++)
		assert_in_range(text[i], ' ', '~');
	text[len] = '\0';
	return text;
}

static void
logline_has_every_key_once(void **state)
{
	(void)state;
	assert_string_equal(format(), "dyn-host-filter: pid=77 ip=192.0.2.1 "
	    "host=- action=pass code=- rule=- score=0 watch=- note=- "
	    "error=-\n");
	evidence_name(&ev, "Host.Example");
	v.action = RULE_BLOCK;
	v.code = 553;
	v.score_milli = -1500;
	(void)snprintf(v.rule, sizeof(v.rule), "dhf.conf:7");
	(void)snprintf(v.watch, sizeof(v.watch), "w:block,x:pass");
	line.error = "open /etc/dhf.db: no such file";
	assert_string_equal(format(), "dyn-host-filter: pid=77 ip=192.0.2.1 "
	    "host=host.example action=block code=553 rule=dhf.conf:7 "
	    "score=-1.5 watch=w:block,x:pass note=- "
	    "error=open_/etc/dhf.db:_no_such_file\n");
}

static void
logline_tells_the_address_as_given_if_it_is_none(void **state)
{
	(void)state;
	evidence_init(&ev);
	assert_non_null(strstr(format(), " ip=- "));
	line.ip = "unknown";
	assert_non_null(strstr(format(), " ip=unknown "));
	line.ip = "a b\n1";
	assert_non_null(strstr(format(), " ip=a_b?1 "));
}

static void
logline_notes_are_a_list(void **state)
{
	(void)state;
	v.capped = true;
	assert_non_null(strstr(format(), " note=capped "));
	v.odd_name = line.pregreet = line.open = true;
	(void)snprintf(v.limit, sizeof(v.limit), "a,b");
	(void)snprintf(v.mark, sizeof(v.mark), "m");
	assert_non_null(strstr(format(), " note=open,pregreet,capped,"
	    "odd-name,limit:a,limit:b,mark:m "));
	(void)snprintf(v.dns, sizeof(v.dns), "rdns:none,zen.ex:listed");
	assert_non_null(strstr(format(), ",mark:m,dns:rdns:none,"
	    "dns:zen.ex:listed "));
	v = (struct verdict){ .text = "", .mark = "m" };
	line.pregreet = line.open = false;
	assert_non_null(strstr(format(), " note=mark:m "));
}

/* Fault H-04: every byte, in every value that comes from outside. */
static void
logline_prints_no_byte_that_is_not_printable(void **state)
{
	char bytes[4], want[16];
	int c;

	(void)state;
	for (c = 1; c < 256; c++) {
		bytes[0] = (char)c;
		(void)strcpy(bytes + 1, "z");
		(void)snprintf(want, sizeof(want), "=%cz ", c == ' ' ? '_' :
		    c > 0x20 && c < 0x7f ? c : '?');
		(void)begin(state);
		(void)snprintf(v.rule, sizeof(v.rule), "%s", bytes);
		assert_non_null(strstr(format(), want));
		(void)snprintf(ev.name, sizeof(ev.name), "%s", bytes);
		(void)snprintf(v.watch, sizeof(v.watch), "%s", bytes);
		(void)snprintf(v.mark, sizeof(v.mark), "%s", bytes);
		line.error = bytes;
		(void)format();
	}
}

/* Everything as long as it can be. */
static void
logline_cuts_long_values(void **state)
{
	static char error[4096];
	const char *text;
	size_t spaces = 0;

	(void)state;
	memset(error, 'e', sizeof(error) - 1);
	memset(ev.name, 'n', sizeof(ev.name) - 1);
	memset(v.rule, 'r', sizeof(v.rule) - 1);
	memset(v.watch, 'w', sizeof(v.watch) - 1);
	memset(v.limit, 'l', sizeof(v.limit) - 1);
	memset(v.mark, ',', sizeof(v.mark) - 1);
	line.error = error;
	line.pid = (unsigned long)-1;
	v.action = RULE_BLOCK;
	v.code = (unsigned)-1;
	v.score_milli = INT32_MIN;
	v.capped = v.odd_name = line.pregreet = line.open = true;
	for (text = format(); *text != '\0'; text++)
		spaces += *text == ' ';
	assert_int_equal(spaces, 10); /* ten keys behind the name */
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(logline_has_every_key_once, begin),
		cmocka_unit_test_setup(
		    logline_tells_the_address_as_given_if_it_is_none, begin),
		cmocka_unit_test_setup(logline_notes_are_a_list, begin),
		cmocka_unit_test_setup(
		    logline_prints_no_byte_that_is_not_printable, begin),
		cmocka_unit_test_setup(logline_cuts_long_values, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
