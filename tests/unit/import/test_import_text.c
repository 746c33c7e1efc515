/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "import/import.h"
#include "lib/fixture.h"
#include "policy/handover.h"

static struct fixture f;

/* What a client is told under imported rules, "pass" if it is let in. */
static void
told(char out[REPLY_LINE_MAX], const char *format, const char *list,
    const char *action, const char *host)
{
	struct evidence ev;
	struct verdict v;
	struct err e;
	char rules[128];
	size_t len;

	fixture_text(&f, "list", list);
	(void)snprintf(rules, sizeof(rules), "import %s list %s\n", format,
	    action);
	fixture_load(&f, rules);
	evidence_init(&ev);
	evidence_name(&ev, host);
	assert_int_equal(evidence_ip(&ev, "192.0.2.1", &e), 0);
	fixture_decide(&f, &v, &ev, NULL);
	(void)strcpy(out, rule_action_word(v.action));
	if (!verdict_refuses(&v))
		return;
	assert_int_equal(handover_reply(out, &len, &v, &ev, &e), 0);
	out[len - 2] = '\0';
}

static void
import_texts_are_no_templates(void **state)
{
	static const struct {
		const char *format, *list, *want;
	} row[] = {
		{ "postfix-pcre", "/./ REJECT save 100%info",
		    "553 5.7.1 save 100%info" },
		{ "postfix-pcre", "/./ 450 %h%%", "450 4.7.1 %h%%" },
		{ "tcprules", ":allow,RBLSMTPD=\"-50%i off\"",
		    "553 5.7.1 50%i off" },
		{ "tcprules", ":allow,DHF=\"%r later\"",
		    "451 4.7.1 %r later" },
	};
	char got[REPLY_LINE_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		told(got, row[i].format, row[i].list, "", "h.example");
		assert_string_equal(got, row[i].want);
	}
}

/* pcre_table(5): a class is a class, whatever our language sees in it. */
static void
import_keeps_classes_whole(void **state)
{
	static const char list[] = "/^[[:digit:]$2]+\\.de$/ REJECT no\n"
	    "/^[]$1]+\\.fr$/ REJECT no\n/^\\$1a\\.it$/ REJECT no\n";
	static const struct {
		const char *host, *want;
	} row[] = { { "12$2.de", "553 5.7.1 no" }, { "((.de", "pass" },
		{ "]$1.fr", "553 5.7.1 no" }, { "(.fr", "pass" },
		{ "$1a.it", "553 5.7.1 no" }, { "192a.it", "pass" } };
	char got[REPLY_LINE_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		told(got, "postfix-pcre", list, "", row[i].host);
		if (strcmp(got, row[i].want) != 0)
			fail_msg("%s: %s", row[i].host, got);
	}
}

/* dhf.conf(5): the action replaces whatever the list says for a refusal. */
static void
import_action_replaces_every_refusal(void **state)
{
	static const char *const list[] = { ":deny", ":allow,DHF=\"-no\"",
		":allow,DHF=\"later\"" };
	char got[REPLY_LINE_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		told(got, "tcprules", list[i], "grey", "h.example");
		assert_string_equal(got, "grey");
	}
}

#define TEST(test) \
	cmocka_unit_test_setup_teardown(test, fixture_setup(&f), \
	    fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(import_texts_are_no_templates),
		TEST(import_keeps_classes_whole),
		TEST(import_action_replaces_every_refusal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
