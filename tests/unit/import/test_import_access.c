/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import_access.h"

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
check(const char *list, const struct imported_row *row, size_t count)
{
	imported_load(&f, "postfix-access", list, "");
	imported_check(&f, row, count);
}

/* access(5), HOST NAME/ADDRESS PATTERNS IN INDEXED TABLES, whatever the order
 * of the file. */
static void
access_finds_the_longest_key(void **state)
{
	static const char list[] = "192.168 OK\n192.168.1 REJECT no\n"
	    "192.168.1.7 DUNNO\n10\t450 later\n"
	    "example.com REJECT\nmail.Example.com OK\n.dyn.example.com 550 x\n"
	    "dyn.example.com\n  OK\n2001:db8 REJECT six\n2001:DB8:1 OK\n"
	    "test DUNNO\n";
	static const struct imported_row row[] = {
		{ "192.168.2.1", "h", "pass", 0, NULL },
		{ "192.168.1.1", "h", "block", 553, "no" },
		{ "192.168.1.7", "h", "end", 0, NULL },
		{ "192.169.1.7", "h", "end", 0, NULL },
		{ "10.1.1.1", NULL, "defer", 450, "later" },
		{ "192.0.2.1", "example.com", "block", 553, NULL },
		{ "192.0.2.1", "a.b.example.com", "block", 553, NULL },
		{ "192.0.2.1", "xexample.com", "end", 0, NULL },
		{ "192.0.2.1", "mail.example.com", "pass", 0, NULL },
		{ "192.0.2.1", "x.mail.example.com", "pass", 0, NULL },
		{ "192.0.2.1", "dyn.example.com", "pass", 0, NULL },
		{ "192.0.2.1", "a.dyn.example.com", "block", 550, "x" },
		/* the name before the address */
		{ "192.168.1.1", "mail.example.com", "pass", 0, NULL },
		{ "192.168.1.1", "a.test", "end", 0, NULL },
		{ "2001:db8::1", "h", "block", 553, "six" },
		{ "2001:db8:1::1", "h", "pass", 0, NULL },
		{ "2001:db9::1", "h", "end", 0, NULL },
	};

	(void)state;
	check(list, row, COUNT(row));
	assert_int_equal(f.report.warnings, 1); /* of .dyn.example.com */
	assert_non_null(strstr(f.said, "list:7:1: warning: \".dyn.example"));
}

/* "unknown" is a client without a name, and "fe80" a domain and a network. */
static void
access_reads_keys_in_all_ways(void **state)
{
	static const struct imported_row row[] = {
		{ "192.0.2.1", NULL, "block", 553, NULL },
		{ "192.0.2.1", "h.example", "end", 0, NULL },
		{ "fe80::1", "h.example", "pass", 0, NULL },
		{ "192.0.2.1", "h.fe80", "pass", 0, NULL },
		{ "10::1", "h.example", "pass", 0, NULL },
		{ "10.0.0.1", "h.example", "pass", 0, NULL },
		{ "2001:db8:0:1::7", "h.example", "pass", 0, NULL },
		{ "2001:db8::1:0:0:7", "h.example", "end", 0, NULL },
		{ "2001:db8::9", "h.example", "pass", 0, NULL },
	};

	(void)state;
	check("unknown REJECT\nfe80 OK\n10 OK\n2001:db8:0:1 OK\n"
	    "2001:db8::9 OK\n", row, COUNT(row));
	assert_int_equal(f.report.warnings, 0);
}

/* What Postfix takes and never finds: told once for each reason. */
static void
access_warns_of_what_never_comes(void **state)
{
	static const struct {
		const char *list, *says;
	} row[] = {
		{ "joe@example.com OK\njoe@ OK\n@example.com OK\n\"a b\" OK\n",
		    "list:1:1: warning: \"joe@example.com\" is an address of "
		    "mail, which is not known at the connection: the line is "
		    "left out (and 3 more" },
		{ "192.0.2.0/24 OK\n", "list:1:1: warning: \"192.0.2.0/24\"" },
		{ "192.0.2. OK\n", "list:1:1: warning: no client is called" },
		{ "192.0.02 OK\n", "list:1:1: warning: no client is called" },
		{ "300.1 OK\n", "list:1:1: warning: no client is called" },
		{ "*.example OK\n", "list:1:1: warning: no client is called" },
		{ "example. OK\n", "list:1:1: warning: no client is called" },
		{ "[192.0.2.1] OK\n", "list:1:1: warning: no client is " },
		{ "2001:0db8 OK\n", "list:1:1: warning: no client is called" },
		{ "2001:db8:0:0:0:0:0:1 OK\n", "list:1:1: warning: no client" },
		{ "1.2.3.4.5 OK\n", "list:1:1: warning: no client is called" },
		{ "192.0:1 OK\n", "list:1:1: warning: no client is called" },
		{ "2001:12345 OK\n", "list:1:1: warning: no client is " },
		{ "2001:dbg OK\n", "list:1:1: warning: no client is called" },
		{ "1:2:3:4:5:6:7:8:9 OK\n", "list:1:1: warning: no client" },
		{ "::ffff:192.0.2.1 OK\n", "list:1:1: warning: no client" },
		{ "<example> OK\n", "list:1:1: warning: \"<example>\" is an "
		    "address of mail" },
		{ "\"a\\\" b\" OK\n", "list:1:1: warning: \"\"a\\\" b\"\" is" },
		{ "a\\\n", "list:1:1: warning: nothing behind the key" },
		{ "example\n", "list:1:1: warning: nothing behind the key" },
		{ "# c\n example OK\n", "list:2:1: warning: a blank before" },
		{ "example HOLD\n", "list:1:9: warning: the result \"HOLD\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		fixture_text(&f, "list", row[i].list);
		fixture_load(&f, "import postfix-access list\n");
		if (strncmp(f.said, row[i].says, strlen(row[i].says)) != 0 ||
		    strchr(f.said, '\n')[1] != '\0')
			fail_msg("%s: %s", row[i].list, f.said);
	}
}

/* Postfix would find these for some addresses of a network and not for all. */
static void
access_refuses_half_a_network(void **state)
{
	static const char *const list[] = { "2001:db8: OK\n",
		"example OK\n2001:db8:0 OK\n", "2001:0:0:1 OK\n" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(list); i++) {
		fixture_text(&f, "list", list[i]);
		assert_int_equal(fixture_compile(&f,
		    "import postfix-access list\n"), -1);
		assert_non_null(strstr(f.said, ":1: which addresses begin"));
		fixture_load(&f, "import postfix-access list skip\n");
		assert_non_null(strstr(f.said, ":1: warning: the line is left "
		    "out: which"));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(access_finds_the_longest_key),
		cmocka_unit_test(access_reads_keys_in_all_ways),
		cmocka_unit_test(access_warns_of_what_never_comes),
		cmocka_unit_test(access_refuses_half_a_network),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
