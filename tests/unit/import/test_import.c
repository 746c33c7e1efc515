/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"
#include "lib/imported.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

static void
import_networks_are_one_rule(void **state)
{
	static const char list[] = "# comment\n192.0.2.0/24 ; more\n\n"
	    "2001:db8::/32\r\n198.51.100.7-198.51.100.9\n203.0.113.5";
	static const struct imported_row row[] = {
		{ "192.0.2.9", "h.example", "block", 553, NULL },
		{ "2001:db8::1", "h.example", "block", 553, NULL },
		{ "198.51.100.9", NULL, "block", 553, NULL },
		{ "203.0.113.5", "?", "block", 553, NULL },
		{ "198.51.100.10", "h.example", "end", 0, NULL },
	};

	(void)state;
	imported_load(&f, "networks", list, "");
	assert_int_equal(f.report.rules, 2);
	imported_check(&f, row, COUNT(row));
	imported_load(&f, "networks", list, "defer");
	imported_check(&f, &(struct imported_row){
	    "192.0.2.9", "h", "defer", 451, NULL }, 1);
	imported_load(&f, "networks", list, "pass");
	imported_check(&f, &(struct imported_row){
	    "192.0.2.9", "h", "pass", 0, NULL }, 1);
}

/* spamdyke's rDNS lists: with a dot in front, names below; dhf.conf(5). */
static void
import_spamdyke_takes_names_and_domains(void **state)
{
	static const char list[] = "# c\nbad.example\n .dyn.example \n"
	    "UPPER.example\r\n";
	static const struct imported_row row[] = {
		{ "192.0.2.9", "bad.example", "block", 553, NULL },
		{ "192.0.2.9", "x.bad.example", "end", 0, NULL },
		{ "192.0.2.9", "a.dyn.example", "block", 553, NULL },
		{ "192.0.2.9", "a.b.dyn.example", "block", 553, NULL },
		{ "192.0.2.9", "upper.example", "block", 553, NULL },
		{ "192.0.2.9", "xdyn.example", "end", 0, NULL },
		{ "192.0.2.9", NULL, "end", 0, NULL },
	};

	(void)state;
	imported_load(&f, "spamdyke-rdns", list, "");
	assert_int_equal(f.report.rules, 4);
	imported_check(&f, row, COUNT(row));
}

/* pcre_table(5) and access(5). */
static void
import_postfix_pcre_reads_results(void **state)
{
	static const char list[] = "# c\n"
	    "/^ok\\./ OK\n/^permit\\./ permit\n/^dunno\\./ DUNNO\n"
	    "/^rej\\./ REJECT\n/^rejt\\./ REJECT 5.7.2 go away\n"
	    "/^n554\\./ 554 no\n/^n450\\./ 450 4.7.2 later\n"
	    "/^defer\\./ DEFER later\n/^dip\\./ DEFER_IF_PERMIT\n"
	    "/^warn\\./ WARN x\n/^pre\\./ PREPEND X-A: b\n"
	    "!/\\.example$/ REJECT not ours\n"
	    "/^CASE\\./i REJECT\n/^long\\./\n  REJECT continued\n"
	    "|^slash\\.| REJECT /\n"
	    "/^d1\\./ REJECT 5.7 one\n/^d2\\./ REJECT 5.1234.1 two\n"
	    "/^d3\\./ REJECT 5..1 three\n/^d4\\./ REJECT 5x four\n"
	    "/^d5\\./ REJECT 5.7.1x five\n/^d6\\./ REJECT 5.7.1234 six\n"
	    "/^d7\\./ REJECT 5.7. seven\n/^d8\\./ REJECT 4.7.1 eight\n"
	    "/^d9\\./ REJECT a\001b\200c\n/^w\\./mUsEXU REJECT w\n";
	static const struct imported_row row[] = {
		{ "192.0.2.9", "ok.example", "pass", 0, NULL },
		{ "192.0.2.9", "PERMIT.example", "pass", 0, NULL },
		{ "192.0.2.9", "dunno.example", "end", 0, NULL },
		{ "192.0.2.9", "rej.example", "block", 553, NULL },
		{ "192.0.2.9", "rejt.example", "block", 553, "go away" },
		{ "192.0.2.9", "n554.example", "block", 554, "no" },
		{ "192.0.2.9", "n450.example", "defer", 450, "later" },
		{ "192.0.2.9", "defer.example", "defer", 451, "later" },
		{ "192.0.2.9", "dip.example", "defer", 451, NULL },
		{ "192.0.2.9", "warn.example", "end", 0, NULL },
		{ "192.0.2.9", "pre.example", "end", 0, NULL },
		{ "192.0.2.9", "ok.other", "pass", 0, NULL },
		{ "192.0.2.9", "a.other", "block", 553, "not ours" },
		{ "192.0.2.9", "case.example", "end", 0, NULL }, /* i: exact */
		{ "192.0.2.9", "long.example", "block", 553, "continued" },
		{ "192.0.2.9", "slash.example", "block", 553, "/" },
		/* what is no code of RFC 3463 is text, nor is another class */
		{ "192.0.2.9", "d1.example", "block", 553, "5.7 one" },
		{ "192.0.2.9", "d2.example", "block", 553, "5.1234.1 two" },
		{ "192.0.2.9", "d3.example", "block", 553, "5..1 three" },
		{ "192.0.2.9", "d4.example", "block", 553, "5x four" },
		{ "192.0.2.9", "d5.example", "block", 553, "5.7.1x five" },
		{ "192.0.2.9", "d6.example", "block", 553, "5.7.1234 six" },
		{ "192.0.2.9", "d7.example", "block", 553, "5.7. seven" },
		{ "192.0.2.9", "d8.example", "block", 553, "4.7.1 eight" },
		{ "192.0.2.9", "d9.example", "block", 553, "a b c" },
		{ "192.0.2.9", "w.example", "block", 553, "w" },
		{ "192.0.2.9", "none.example", "end", 0, NULL },
	};

	(void)state;
	imported_load(&f, "postfix-pcre", list, "pass");
	imported_check(&f, &(struct imported_row){
	    "192.0.2.9", "n554.example", "pass", 0, NULL }, 1);
	imported_load(&f, "postfix-pcre", list, "");
	imported_check(&f, row, COUNT(row));
	imported_load(&f, "postfix-pcre", list, "grey");
	imported_check(&f, &(struct imported_row){
	    "192.0.2.9", "n554.example", "grey", 0, NULL }, 1);
	imported_check(&f, &(struct imported_row){
	    "192.0.2.9", "ok.example", "pass", 0, NULL }, 1);
}

static void
import_postfix_if_guards_what_is_inside(void **state)
{
	static const char list[] = "if /\\.example$/\nif !/^mail\\./\n"
	    "/^a/ REJECT a\nendif\n/^b/ 550 b\nENDIF\n/^c/ OK\n"
	    "/$1|%{x}/ DUNNO\n";
	static const struct imported_row row[] = {
		{ "192.0.2.9", "a.example", "block", 553, "a" },
		{ "192.0.2.9", "a.other", "end", 0, NULL },
		{ "192.0.2.9", "mail.example", "end", 0, NULL },
		{ "192.0.2.9", "b.example", "block", 550, "b" },
		{ "192.0.2.9", "b.other", "end", 0, NULL },
		{ "192.0.2.9", "c.other", "pass", 0, NULL },
	};

	(void)state;
	imported_load(&f, "postfix-pcre", list, "");
	imported_check(&f, row, COUNT(row));
}

/* No deeper than a rule has criteria; what is behind them is read as ever. */
static void
import_postfix_ifs_are_so_deep_and_no_deeper(void **state)
{
	char list[2048] = "";
	size_t deep;
	int i;

	(void)state;
	for (deep = 31; deep < 36; deep++) {
		*list = '\0';
		for (i = 0; i < (int)deep; i++)
			(void)strcat(list, "if /a/\n");
		(void)strcat(list, "/b/ REJECT\n");
		for (i = 0; i < (int)deep; i++)
			(void)strcat(list, "endif\n");
		(void)strcat(list, "/z/ REJECT z\n");
		fixture_text(&f, "list", list);
		assert_int_equal(fixture_compile(&f,
		    "import postfix-pcre list\n"), deep == 31 ? 0 : -1);
		assert_null(strstr(f.said, "has no endif"));
		assert_null(strstr(f.said, "without if"));
		if (deep > 31)
			assert_non_null(strstr(f.said, "nested"));
	}
	/* nor is anything read of an if that can't be taken over */
	fixture_text(&f, "list", "if /a\\C/\n/b/ REJECT\nendif\n/z/ OK\n");
	assert_int_equal(fixture_compile(&f, "import postfix-pcre list\n"),
	    -1);
	assert_int_equal(f.report.errors, 2);
	assert_non_null(strstr(f.said, "list:2:1: this stands inside an if"));
}

/* cases of public reports; what is right is what postmap 3.7.11 says. */
static void
import_postfix_pcre_reads_as_postfix_does(void **state)
{
	static const char list[] = "if /^in\\./\n  /indented/ REJECT\n"
	    "endif\nif/^mail/\n/foo/ REJECT\nendif\n"
	    "/bar/\tREJECT one\n\ttwo\n\t# three\n\n\tfour\n"
	    "/(dollar)/ REJECT ${1} $(1) $$5\n"
	    "!!/twice/ REJECT twice\n/CASE/ii REJECT\n/l o n g/x REJECT\n"
	    "/^anch#ored/xA REJECT\n/start/A REJECT\n";
	static const struct imported_row row[] = {
		{ "192.0.2.9", "in.indented.example", "end", 0, NULL },
		{ "192.0.2.9", "mail.foo", "block", 553, NULL },
		{ "192.0.2.9", "foo", "end", 0, NULL },
		{ "192.0.2.9", "bar", "block", 553, "one two four" },
		{ "192.0.2.9", "dollar", "block", 553, "${1} $(1) $5" },
		{ "192.0.2.9", "twice", "block", 553, "twice" },
		{ "192.0.2.9", "case", "block", 553, NULL },
		{ "192.0.2.9", "long", "block", 553, NULL },
		{ "192.0.2.9", "anch", "block", 553, NULL },
		{ "192.0.2.9", "start", "block", 553, NULL },
		{ "192.0.2.9", "a.start", "end", 0, NULL },
	};

	(void)state;
	imported_load(&f, "postfix-pcre", list, "");
	imported_check(&f, row, COUNT(row));
}

static void
import_postfix_cidr_reads_as_postfix_does(void **state)
{
	static const char list[] = "[2001:db8::]/32 REJECT\n"
	    "192.0.2.1/24 REJECT\n[198.51.100.0/24] 550 no $1\n"
	    "if !203.0.113.0/24\n10.0.0.0/08 REJECT\nendif\n"
	    "!192.0.0.0/8 554 not 192\n!::ffff:192.0.2.0/120 554 six\n";
	static const struct imported_row row[] = {
		{ "2001:db8::5", "h", "block", 553, NULL },
		{ "192.0.2.7", "h", "end", 0, NULL },
		{ "192.0.2.1", "h", "end", 0, NULL },
		{ "198.51.100.1", "h", "block", 550, "no $1" },
		{ "10.0.0.1", "h", "block", 553, NULL },
		{ "203.0.113.1", "h", "block", 554, NULL },
		/* negation is within the family, as it is written */
		{ "2001:db9::5", "h", "block", 554, "six" },
		{ "192.0.2.200", "h", "end", 0, NULL },
	};

	(void)state;
	imported_load(&f, "postfix-cidr", list, "");
	imported_check(&f, row, COUNT(row));
}

/* What Postfix takes without a word is no reason for a warning. */
static void
import_postfix_is_silent_about_what_it_understands(void **state)
{
	static const char *const row[][2] = {
		{ "postfix-pcre", "/foo/ REJECT $$5\n" },
		{ "postfix-pcre", "if/^mail/\n/foo/ REJECT\nendif\n" },
		{ "postfix-pcre", "/foo/\tREJECT one\n\ttwo\n\t# three\n\n"
		    "# four\n\tfive\n" },
		{ "postfix-pcre", "!/foo/i REJECT\r\nIF !!/bar/\r\n"
		    "/a/ OK\r\nEndIf\r\n" },
		{ "postfix-cidr", "[2001:db8::]/32 REJECT $1 ${2}\n" },
		{ "postfix-cidr", "! 192.0.2.0/24 REJECT\nif ![::]/0\n"
		    "10.0.0.0/8 OK\nendif\n" },
		{ "postfix-access", "192.168\tOK\nexample.com\n REJECT\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		imported_load(&f, row[i][0], row[i][1], "");
		if (f.report.warnings != 0)
			fail_msg("%s: %s", row[i][1], f.said);
	}
}

/* cidr_table(5): first match. */
static void
import_postfix_cidr_takes_the_first_match(void **state)
{
	static const char list[] = "192.0.2.7 OK\n192.0.2.0/24 REJECT no\n"
	    "198.51.100.0/24 DUNNO\n0.0.0.0/1 450 half\n"
	    "!2001:db8::/32 554 not ours\n";
	static const struct imported_row row[] = {
		{ "192.0.2.7", "h", "pass", 0, NULL },
		{ "192.0.2.8", "h", "block", 553, "no" },
		{ "198.51.100.1", "h", "end", 0, NULL },
		{ "10.0.0.1", NULL, "defer", 450, "half" },
		{ "2001:db8::1", "h", "end", 0, NULL },
		{ "2001:db9::1", "h", "block", 554, "not ours" },
	};

	(void)state;
	imported_load(&f, "postfix-cidr", list, "");
	imported_check(&f, row, COUNT(row));
}

/* access(5): "An all-numerical result is treated as OK"; RELAY as its source
 * has it. */
static void
import_postfix_numbers_let_in(void **state)
{
	static const char list[] = "192.0.2.1 1\n192.0.2.2 1781481600 \n"
	    "192.0.2.3 550\n192.0.2.4 550 no\n192.0.2.5 1 no\n"
	    "192.0.2.6 RELAY\n";
	static const struct imported_row row[] = {
		{ "192.0.2.1", "h", "pass", 0, NULL },
		{ "192.0.2.2", "h", "pass", 0, NULL },
		{ "192.0.2.3", "h", "pass", 0, NULL },
		{ "192.0.2.4", "h", "block", 550, "no" },
		{ "192.0.2.5", "h", "end", 0, NULL },
		{ "192.0.2.6", "h", "pass", 0, NULL },
	};

	(void)state;
	imported_load(&f, "postfix-cidr", list, "");
	imported_check(&f, row, COUNT(row));
}

/* tcprules(1), tcpserver(1): the most specific line, whatever its place. */
static void
import_tcprules_takes_the_most_specific_line(void **state)
{
	static const char list[] = "# c\n:deny\nno colon\n10.3.4.:deny\n"
	    "10.3.:allow\n10.4.0.0/32:allow\n10.4.0.:deny\n"
	    "10.4.1.1:allow,RELAYCLIENT=\"\",B=\"\"\n10.4.1.:deny\n"
	    "10.:allow\n10.1.:deny\n10.1.2.3:allow,RELAYCLIENT=\"\"\n"
	    "10.1.2.4:allow,DHF=\"-no\"\n10.1.2.5:allow,RBLSMTPD=\"wait\"\n"
	    "10.1.2.6:allow,DHF=\"\"\n10.1.3.10-20:allow\n"
	    "10.2.0.1:allow,A=/x/,DHF=!-b!\n"
	    "=mail.example:allow,DHF=\"\"\n=.dyn.example:deny\n=:allow\n";
	static const struct imported_row row[] = {
		{ "10.9.9.9", NULL, "end", 0, NULL },
		{ "10.3.4.9", NULL, "block", 553, NULL },
		{ "10.3.5.9", NULL, "end", 0, NULL },
		{ "10.4.0.0", NULL, "end", 0, NULL },
		{ "10.4.0.1", NULL, "block", 553, NULL },
		{ "10.4.1.1", NULL, "pass", 0, NULL },
		{ "10.1.9.9", NULL, "block", 553, NULL },
		{ "10.1.2.3", NULL, "pass", 0, NULL },
		{ "10.1.2.4", NULL, "block", 553, "no" },
		{ "10.1.2.5", NULL, "defer", 451, "wait" },
		{ "10.1.2.6", NULL, "pass", 0, NULL },
		{ "10.1.3.9", NULL, "block", 553, NULL },
		{ "10.1.3.10", NULL, "end", 0, NULL },
		{ "10.1.3.20", NULL, "end", 0, NULL },
		{ "10.1.3.21", NULL, "block", 553, NULL },
		{ "10.2.0.1", NULL, "block", 553, "b" },
		{ "192.0.2.1", NULL, "block", 553, NULL },
		{ "192.0.2.1", "h.example", "end", 0, NULL },
		{ "192.0.2.1", "mail.example", "pass", 0, NULL },
		{ "192.0.2.1", "a.dyn.example", "block", 553, NULL },
		{ "192.0.2.1", "dyn.example", "end", 0, NULL },
		{ "10.1.9.9", "mail.example", "pass", 0, NULL },
		{ "10.9.9.9", "a.dyn.example", "end", 0, NULL },
	};

	(void)state;
	imported_load(&f, "tcprules", list, "");
	imported_check(&f, row, COUNT(row));
}

/* tcprulescheck agrees: "127" never comes, and ranges may stand anywhere. */
static void
import_tcprules_goes_on_behind_what_never_comes(void **state)
{
	static const char list[] = "192.168.1.1:deny\n127:deny\n"
	    "10.1-3.2.3:deny\n10.5.2.250-300:deny\n10.6.0.01-03:deny\n"
	    ":allow\n";
	static const struct imported_row row[] = {
		{ "192.168.1.1", "h", "block", 553, NULL },
		{ "127.0.0.1", "h", "end", 0, NULL },
		{ "10.2.2.3", "h", "block", 553, NULL },
		{ "10.4.2.3", "h", "end", 0, NULL },
		{ "10.5.2.255", "h", "block", 553, NULL },
		{ "10.6.0.3", "h", "block", 553, NULL },
		{ "10.6.0.4", "h", "end", 0, NULL },
	};

	(void)state;
	imported_load(&f, "tcprules", list, "");
	assert_int_equal(f.report.warnings, 1);
	assert_int_equal(strncmp(f.said, "list:2:1: ", 10), 0);
	imported_check(&f, row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(import_networks_are_one_rule),
		cmocka_unit_test(import_spamdyke_takes_names_and_domains),
		cmocka_unit_test(import_postfix_pcre_reads_results),
		cmocka_unit_test(import_postfix_if_guards_what_is_inside),
		cmocka_unit_test(import_postfix_ifs_are_so_deep_and_no_deeper),
		cmocka_unit_test(import_postfix_pcre_reads_as_postfix_does),
		cmocka_unit_test(import_postfix_cidr_reads_as_postfix_does),
		cmocka_unit_test(
		    import_postfix_is_silent_about_what_it_understands),
		cmocka_unit_test(import_postfix_cidr_takes_the_first_match),
		cmocka_unit_test(import_postfix_numbers_let_in),
		cmocka_unit_test(
		    import_tcprules_takes_the_most_specific_line),
		cmocka_unit_test(
		    import_tcprules_goes_on_behind_what_never_comes),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
