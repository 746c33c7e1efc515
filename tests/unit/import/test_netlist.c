/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/netlist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

/* A list, and what its words are; then what is said of it, "" if nothing, and
 * whether that is an error. */
struct row {
	const char *list, *words, *says;
	int rc;
};

#define EMPTY "rules:1:1: list has no address in it, and is no list"
#define NOBODY "rules:1:1: warning: list has no address in it"
#define ALL "rules:1:1: list holds all addresses of a family"

/* Both ways to name a list, which differ in where their options stand. */
static void
check(const struct row *row)
{
	static const char *const set[] = { "skip", "empty", "all" };
	char rules[256];
	size_t way, len, i;
	int rc;

	fixture_text(&f, "list", row->list);
	for (way = 0; way < 2; way++) {
		len = (size_t)snprintf(rules, sizeof(rules), way == 0 ?
		    "import networks list %s\n" : "block @ipfile=list\n",
		    row->words);
		for (i = 0; way == 1 && i < COUNT(set); i++)
			if (strstr(row->words, set[i]) != NULL)
				len += (size_t)snprintf(rules + len,
				    sizeof(rules) - len, "ipfile_%s on\n",
				    set[i]);
		rc = fixture_compile(&f, rules);
		if (strncmp(f.said, "rules:1:7: ", 11) == 0)
			f.said[8] = '1'; /* @ipfile is the second word */
		if (rc != row->rc || strstr(f.said, row->says) == NULL ||
		    (*row->says == '\0' && *f.said != '\0'))
			fail_msg("%s %s, way %zu: %d, %s", row->list,
			    row->words, way, rc, f.said);
	}
}

static void
netlist_of_nobody_is_no_list(void **state)
{
	static const struct row row[] = {
		{ "", "", EMPTY, -1 }, { "", "skip", EMPTY, -1 },
		{ "", "all", EMPTY, -1 }, { "", "empty", "", 0 },
		{ "\xef\xbb\xbf", "", EMPTY, -1 },
		{ "# c\n", "", NOBODY, 0 }, { "\n", "", NOBODY, 0 },
		{ "; EDROP is empty\n", "empty", "", 0 },
		{ "{\"type\":\"metadata\",\"records\":0}\n", "", NOBODY, 0 },
		{ "<html>\n<p>\n", "skip",
		    "list:1:1: warning: 2 lines are left out, ", -1 },
		{ "<html>\n", "skip empty",
		    "list:1:1: warning: the line is left out: ", 0 },
		{ "192.0.2.1\n", "", "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		check(&row[i]);
}

static void
netlist_of_everybody_is_no_list(void **state)
{
	static const struct row row[] = {
		{ "0.0.0.0/0\n", "", ALL, -1 }, { "::/0\n", "", ALL, -1 },
		{ "0.0.0.0-255.255.255.255\n", "", ALL, -1 },
		{ "0.0.0.0 0.0.0.0\n192.0.2.1\n", "", "list:1:9: ", -1 },
		{ "0.0.0.0/0.0.0.0\n", "", ALL, -1 },
		{ "192.0.2.9/0\n", "", "list:1:1: warning: host bits", -1 },
		{ "128.0.0.0/1\n0.0.0.0/1\n", "", ALL, -1 },
		{ "192.0.0.0/2\n0.0.0.0/2\n64.0.0.0-191.255.255.255\n", "",
		    ALL, -1 },
		{ "1.0.0.0-223.255.255.255\n", "", ALL, -1 },
		{ "2000::/4\n3000::/4\n", "", ALL, -1 },
		{ "2000::/3\n192.0.2.1\n", "skip empty", ALL, -1 },
		{ "2000::-3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n", "", ALL,
		    -1 },
		{ "0.0.0.0/0\n", "all", "", 0 },
		{ "::/0\n0.0.0.0/0\n", "all", "", 0 },
		{ "1.0.0.0-223.255.255.254\n", "", "", 0 },
		{ "1.0.0.1-223.255.255.255\n", "", "", 0 },
		{ "0.0.0.0/1\n128.0.0.1-255.255.255.255\n", "", "", 0 },
		{ "2000::/4\n3000::1-3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
		    "\n", "", "", 0 },
		{ "0.0.0.0/1\n0.0.0.0/1\n0.0.0.0/2\n", "", "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		check(&row[i]);
}

/* A download that ended early: what is left of "/16" is a network, too. */
static void
netlist_cut_in_a_prefix_is_no_list(void **state)
{
#define CUT "list:2:1: the file ends here, within a prefix length"
	static const struct row row[] = {
		{ "192.0.2.1\n101.192.0.0/1", "", CUT, -1 },
		{ "192.0.2.1\r\n101.192.0.0/1", "", CUT, -1 },
		{ "192.0.2.1\n128.0.0.0/1", "", CUT, -1 },
		{ "192.0.2.1\n2000::/3", "", CUT, -1 },
		{ "192.0.2.1\n203.0.113.0/2", "skip",
		    "list:2:1: warning: the line is left out: ", 0 },
		{ "192.0.2.1\n101.192.0.0/1\n", "", "list:2:1: warning: host "
		    "bits", 0 },
		{ "192.0.2.1\n10.0.0.0/8", "", "", 0 },
		{ "192.0.2.1\n10.0.0.0/7 # c", "", "", 0 },
		{ "{\"cidr\":\"10.0.0.0/7\"}", "", "", 0 },
		{ "192.0.2.1\n2000::/3\n", "all", "", 0 },
		{ "192.0.2.1\n0.0.0.0/0", "all", "", 0 },
		{ "192.0.2.1\n192.0.2.9-192.0.2.77", "", "", 0 },
		{ "{\"cidr\":\"192.0.2.0/24\",\"sblid\":\"SBL1\"}\n", "",
		    "rules:1:1: warning: list does not end with how many "
		    "records it has", 0 },
		{ "{\"cidr\":\"192.0.2.0/24\",\"sblid\":\"SBL1\"}\n"
		    "{\"type\":\"metadata\",\"records\":1}", "", "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		check(&row[i]);
}

static void
netlist_tells_of_kinds_of_lines_once(void **state)
{
	static const struct row row[] = {
		{ "192.0.2.0\n192.0.2.9/24\n192.0.3.9/24\n", "", "list:2:1: "
		    "warning: host bits are set: it is taken as 192.0.2.0/24, "
		    "write it so (and 1 more like this in the file)\n", 0 },
		{ "192.0.2.1 - 192.0.2.2 , 0 , a\n"
		    "192.0.2.3 - 192.0.2.4 , 200 , b\n"
		    "192.0.2.5 - 192.0.2.6 , 127 , c\n", "", "list:2:1: "
		    "warning: a level from 127 on means that the range is not "
		    "blocked: it is left out (and 1 more like this in the "
		    "file)\n", 0 },
		{ "{\"cidr\":\"192.0.2.0/24\"}\n{\"type\":\"metadata\","
		    "\"records\":2}\n", "", "list:2:1: warning: the list says "
		    "that it has 2 networks, and has 1: ", 0 },
		{ "{\"cidr\":\"192.0.2.0/24\"}\n{\"type\":\"metadata\","
		    "\"records\":1}\n", "", "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		check(&row[i]);
}

/* The settings hold for the rules before them and in other files, too. */
static void
netlist_named_by_ipfile_follows_settings(void **state)
{
	(void)state;
	fixture_text(&f, "list", "192.0.2.1\nx\n");
	fixture_text(&f, "other", "block @ipfile=list\n");
	assert_int_equal(fixture_compile(&f, "include other\n"
	    "import networks list skip\n"), -1);
	assert_non_null(strstr(f.said, "list:2:1: \"x\" is not"));
	assert_non_null(strstr(f.said, "list:2:1: warning: the line is "));
	assert_int_equal(fixture_compile(&f, "include other\n"
	    "ipfile_skip on\n"), 0);
	assert_int_equal(fixture_compile(&f, "include other\n"
	    "ipfile_skip on\nimport networks list\n"), -1);
	assert_int_equal(fixture_compile(&f, "ipfile_skip yes\n"), -1);
	assert_non_null(strstr(f.said, "off, on"));
	assert_int_equal(fixture_compile(&f, "block @ipfile=none\n"
	    "ipfile_skip on\n"), -1);
	assert_int_equal(strncmp(f.said, "rules:1:7: open ", 16), 0);
}

/* Byte order marks, and ends of lines of other systems. */
static void
netlist_takes_what_windows_writes(void **state)
{
	static const char *const good[] = {
		("\xef\xbb\xbf" "192.0.2.0/24\r\n"),
		"\xef\xbb\xbf# c\r\n192.0.2.5\r\n", "# c\r192.0.2.5\r",
		"192.0.2.5", "192.0.2.9\r192.0.2.5\n", "\r\r192.0.2.5\r\r\n",
	};
	struct verdict v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++) {
		fixture_text(&f, "list", good[i]);
		fixture_load(&f, "import networks list\n");
		assert_string_equal(f.said, "");
		fixture_ask(&f, &v, "192.0.2.5", "h.example");
		assert_int_equal(v.action, RULE_BLOCK);
	}
	fixture_text(&f, "list", "\xef\xbb\xbf# c\r\n/foo/ REJECT\r\n");
	fixture_load(&f, "\xef\xbb\xbfimport postfix-pcre list\r\n");
	fixture_ask(&f, &v, "192.0.2.5", "foo.example");
	assert_int_equal(v.action, RULE_BLOCK);
	fixture_text(&f, "list", "\xef\xbb\xbfx\n");
	assert_int_equal(fixture_compile(&f, "import networks list\n"), -1);
	assert_int_equal(strncmp(f.said, "list:1:1: ", 10), 0);
	fixture_write(&f, "list", "\xff\xfe" "1\0", 4);
	assert_int_equal(fixture_compile(&f, "import networks list\n"), -1);
	assert_non_null(strstr(f.said, "is UTF-16: save it as UTF-8"));
	fixture_write(&f, "list", "\xfe\xff\0" "1", 4);
	assert_int_equal(fixture_compile(&f, "block @ipfile=list\n"), -1);
	assert_non_null(strstr(f.said, "is UTF-16: save it as UTF-8"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(netlist_of_nobody_is_no_list),
		cmocka_unit_test(netlist_of_everybody_is_no_list),
		cmocka_unit_test(netlist_cut_in_a_prefix_is_no_list),
		cmocka_unit_test(netlist_tells_of_kinds_of_lines_once),
		cmocka_unit_test(netlist_named_by_ipfile_follows_settings),
		cmocka_unit_test(netlist_takes_what_windows_writes),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
