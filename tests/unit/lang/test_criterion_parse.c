/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Criteria of DNS, from the text of a rule to its value in the image. */
#include "lang/criterion_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"
#include "rule/value.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

static void
criteria_of_dns_keep_their_value(void **state)
{
	static const struct {
		const char *text;
		enum criterion_kind kind;
		const char *value;
	} row[] = {
		{ "@rdns=none", CRITERION_RDNS, "none" },
		{ "!@rdns=confirmed,unknown", CRITERION_RDNS,
		    "confirmed,unknown" },
		{ "@dnsbl=a.ex=127.0.[2..20].[1..3;9],127.0.0.[2]",
		    CRITERION_DNSBL,
		    "a.ex=127.0.[2..20].[1..3;9],127.0.0.2" },
		{ "@dnsbl=zen.example", CRITERION_DNSBL, "zen.example" },
		{ "@dnsbl=ZEN.Example.", CRITERION_DNSBL, "zen.example" },
		{ "@dnsbl=zen.example/4", CRITERION_DNSBL, "zen.example/4" },
		{ "@dnsbl=zen.example./6,b.example", CRITERION_DNSBL,
		    "zen.example/6,b.example" },
		{ "@dnswl=w.example=127.0.0.2", CRITERION_DNSWL,
		    "w.example=127.0.0.2" },
		{ "@dnsbl=Z.example./4=127.0.0.2-127.0.0.4,127.0.0.9,b.example",
		    CRITERION_DNSBL,
		    "z.example/4=127.0.0.2-127.0.0.4,127.0.0.9,b.example" },
		{ "@rhsbl=n.example=127.0.1.0-127.0.1.255", CRITERION_RHSBL,
		    "n.example=127.0.1.0-127.0.1.255" },
	};
	struct buf room = { 0 };
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const struct criterion *c = f.rules.rule.crit;

		(void)snprintf(text, sizeof(text), "block %s\n", row[i].text);
		fixture_load(&f, text);
		assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
		c = f.rules.rule.crit;
		assert_int_equal(f.rules.rule.crit_len, 1);
		assert_int_equal(c->kind, row[i].kind);
		assert_int_equal(c->negated, row[i].text[0] == '!');
		assert_string_equal(value_text(&room, c), row[i].value);
	}
	buf_free(&room);
}

struct wrong {
	const char *text, *said;
};

static void
check_wrong(const struct wrong *row, size_t count)
{
	char text[128];
	size_t i;

	for (i = 0; i < count; i++) {
		(void)snprintf(text, sizeof(text), "block %s\n", row[i].text);
		if (fixture_compile(&f, text) != -1 ||
		    strstr(f.said, row[i].said) == NULL)
			fail_msg("%s: %s", row[i].text, f.said);
	}
}

static void
what_is_wrong_in_them_is_said(void **state)
{
	static const struct wrong row[] = {
		{ "@nam=x", "criterion \"@nam\": did you mean \"@name\"?" },
		{ "@contry=x", "did you mean \"@country\"?" },
		{ "@something=x", "@score, @neighbours or @declared" },
		{ "@rdns", "@rdns needs a value" },
		{ "@rdns=maybe", "\"maybe\" is not known here" },
		{ "@rdns=none,,unknown", "\"\" is not known here" },
		{ "@dnsbl", "@dnsbl needs a value" },
		{ "@dnsbl=a.example/5", "\"/5\" behind a list" },
		{ "@dnsbl=a.example/", "\"/\" behind a list" },
		{ "@dnsbl=a.example/46", "\"/46\" behind a list" },
		{ "@dnsbl=a.example=", "\"\" is not an answer" },
		{ "@dnsbl=a.example=127.0.0", "\"127.0.0\" is not an answer" },
		{ "@dnsbl=a.example=127.0.0.9-127.0.0.2",
		    "\"127.0.0.9-127.0.0.2\" is not an answer" },
		{ "@dnsbl=a.example=::1", "\"::1\" is not an answer" },
		{ "@dnsbl=a.example=127.0.0.2,127.0.0.256",
		    "\"127.0.0.256\" is not an answer" },
		{ "@dnsbl=a.example=127.0.0.[]", "is not an answer" },
		{ "@dnsbl=a.example=127.0.0.[2", "is not an answer" },
		{ "@dnsbl=a.example=127.0.0.[3..2]", "is not an answer" },
		{ "@dnsbl=a.example=127.0.0.[2..256]", "is not an answer" },
		{ "@dnsbl=a.example=127.0.0.[2;]", "is not an answer" },
		{ "@dnsbl=a.example=127.0.[2].3.4", "is not an answer" },
		{ "@dnsbl=a.example=127.0.[2]", "is not an answer" },
		{ "@dnsbl=a.example=127.0.02.[2]", "is not an answer" },
		{ "@dnsbl=a.example=[126..127].0.0.2", "is not an answer" },
		{ "@dnsbl=a.example=127.0.0.2-127.0.0.[3]",
		    "is not an answer" },
		{ "@dnswl=a.example=127.0.0.[2]*-2",
		    "\"127.0.0.[2]*-2\" has a weight behind \"*\": that is" },
		{ "@port=0", "\"0\" is not a port: write a number" },
		{ "@port=25,", "\"\" is not a port" },
		{ "@port=65536", "\"65536\" is not a port" },
		{ "@port=smtp", "\"smtp\" is not a port" },
		{ "@port=587-25", "\"587-25\" is not a port" },
		{ "@port=25-", "\"25-\" is not a port" },
		{ "@port=-25", "\"-25\" is not a port" },
		{ "@port=1-2-3", "\"1-2-3\" is not a port" },
		{ "@port=00000000025", "is not a port" },
		{ "@port", "@port needs a value" },
		{ "@dnsbl=a..example", "a..example" },
		{ "@dnsbl=127.0.0.2", "\"127.0.0.2\" is not an answer" },
		{ "@rhsbl=127.0.0.2,a.example",
		    "\"127.0.0.2\" is not an answer" },
		{ "@dnsbl=a.example,127.0.0.3",
		    "\"127.0.0.3\" is not an answer" },
		{ "@dnsbl=a.example=127.0.0.2,b.example,127.0.0.3",
		    "\"127.0.0.3\" is not an answer" },
	};
	(void)state;
	check_wrong(row, COUNT(row));
}

static void
what_is_wrong_in_what_a_client_says_is_said(void **state)
{
	static const struct wrong row[] = {
		{ "@helo=u@a.example", "\"u@a.example\" is not what" },
		{ "@helo=<>", "\"<>\" is not a domain name" },
		{ "@helo=~(", "bad expression" },
		{ "@sender=~a%{b}", "no fragment \"b\" is defined above" },
		{ "@rcpt=<>", "\"<>\" is not a domain name" },
		{ "@helo", "@helo needs a value" },
		{ "@hello=a", "did you mean \"@helo\"?" },
		{ "@helo-is=x", "numeric, own, name, client or sender" },
		{ "@sender-at=", "mx, a, net24, net16, other, private" },
		{ "@score=x", "score" },
		{ "@score=1,2", "a score stands alone" },
	};

	(void)state;
	check_wrong(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(criteria_of_dns_keep_their_value),
		cmocka_unit_test(what_is_wrong_in_them_is_said),
		cmocka_unit_test(what_is_wrong_in_what_a_client_says_is_said),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
