/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DynaStop's files: what its page documents, and what ours says we decided. */
#include "import/import_dynastop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"
#include "rule/mailbox.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define BANK "softbank126012034056.bbtec.net" /* the page's own example */

static struct fixture f;

/* Load a file, with the settings and words of the rule file. */
static void
load(const char *list, const char *words, const char *settings)
{
	char rules[256];

	fixture_text(&f, "stop.conf", list);
	(void)snprintf(rules, sizeof(rules), "%s\nimport dynastop stop.conf "
	    "%s\n", settings, words);
	fixture_load(&f, rules);
}

/* A client, what becomes of it, and by which line of the file; 0: by no
 * rule. */
struct row {
	const char *ip, *host, *action;
	unsigned code, line;
};

static void
check(const struct row *row, size_t count)
{
	char label[32];
	struct verdict v;
	size_t i;

	for (i = 0; i < count; i++) {
		fixture_ask(&f, &v, row[i].ip, row[i].host);
		(void)snprintf(label, sizeof(label), "stop.conf:%u",
		    row[i].line);
		if (strcmp(rule_action_word(v.action), row[i].action) != 0 ||
		    v.code != row[i].code ||
		    (row[i].line == 0 ? strstr(v.rule, "stop.conf") != NULL :
		    strstr(v.rule, label) == NULL))
			fail_msg("%s %s -> %s %u by %s", row[i].ip,
			    row[i].host != NULL ? row[i].host : "-",
			    rule_action_word(v.action), v.code, v.rule);
	}
}

/* Each verb alone, and the digit's code of those that nobody wants. */
static void
import_dynastop_reads_every_verb(void **state)
{
	static const char list[] = "### comment\n"
	    "Pattern softbank$1$2$3$4 bbtec.net\n"
	    "PatRange 192.0.2.7-192.0.2.9\n"
	    "PatCidr 198.51.100.0/24\n"
	    "Exclude mail. bbtec.net\n"
	    "ExRange 192.0.2.8 - 192.0.2.8\n"
	    "ExCidr 198.51.100.128/25\n"
	    "NoMail spam.example\n"
	    "NoMailRange 203.0.113.1-203.0.113.3\n"
	    "  NoMailCidr\t203.0.113.64/26 # their page\r\n"
	    "\n# end";
	static const struct row row[] = {
		{ "126.12.34.56", BANK, "block", 553, 2 },
		{ "126.12.34.57", BANK, "pass", 0, 0 },
		{ "126.12.34.56", "softbank126012034056.example", "pass", 0,
		    0 },
		{ "192.0.2.7", "a.example", "block", 553, 3 },
		{ "192.0.2.6", "a.example", "pass", 0, 0 },
		{ "198.51.100.5", "a.example", "block", 553, 4 },
		{ "126.12.34.56", "mail." BANK, "pass", 0, 5 },
		{ "192.0.2.8", "a.example", "pass", 0, 6 },
		{ "198.51.100.200", "a.example", "pass", 0, 7 },
		{ "192.0.2.7", "a.spam.example", "block", 559, 8 },
		{ "203.0.113.2", "a.example", "block", 559, 9 },
		{ "203.0.113.70", NULL, "block", 559, 10 },
	};

	(void)state;
	load(list, "", "");
	assert_int_equal(f.report.rules, 9);
	assert_int_equal(f.report.warnings, 0);
	check(row, COUNT(row));
}

/* NoFilter > Exclude > NoMail (3) > no reverse (2) > Pattern (1) > 0, whatever
 * the order of the lines. */
static void
import_dynastop_goes_by_its_own_order(void **state)
{
	static const char list[] = "PatCidr 192.0.2.0/24\nPattern dyn.\n"
	    "NoMailCidr 192.0.2.0/25\nNoMail nomail\n"
	    "ExCidr 192.0.2.0/26\nExclude good\nPattern x.\n";
	static const struct row row[] = {
		{ "192.0.2.1", "dyn.nomail.example", "pass", 0, 5 },
		{ "192.0.2.99", "good.dyn.nomail.example", "pass", 0, 6 },
		{ "192.0.2.99", "dyn.example", "block", 559, 3 },
		{ "192.0.2.99", NULL, "block", 559, 3 },
		{ "192.0.2.200", "dyn.nomail.example", "block", 559, 4 },
		{ "192.0.2.200", NULL, "block", 553, 0 },
		{ "192.0.2.200", "a.example", "block", 553, 1 },
		{ "198.51.100.1", "dyn.example", "block", 553, 2 },
		{ "198.51.100.1", "dyn.x.example", "block", 553, 2 },
		{ "198.51.100.1", "a.example", "pass", 0, 0 },
		{ "192.0.2.200", "?", "defer", 451, 0 },
	};
	static const struct row lax[] = {
		{ "192.0.2.200", NULL, "pass", 0, 0 },
		{ "192.0.2.99", NULL, "block", 559, 3 },
	};

	(void)state;
	load(list, "", "");
	check(row, COUNT(row));
	/* then expressions are searched in addresses, but not elements */
	load("Pattern 192.0\nPatCidr 192.0.2.0/24\n"
	    "NoMailCidr 192.0.2.99/32\n", "",
	    "default_unresolved_action pass\ndefault_ip_action pass");
	check(lax, COUNT(lax));
}

/* $1 to $8 of 126.12.34.56: 126 12 34 56 7E 0C 22 38, the page says.  Elements
 * are parts of the name, all of them, in any case. */
static void
import_dynastop_elements_are_parts_of_the_name(void **state)
{
	static const struct {
		const char *pattern, *host;
		bool found;
	} row[] = {
		{ "$1 $2 $3 $4 $5 $6 $7 $8",
		    "126-12-34-56-7E-0C-22-38.example", true },
		{ "$1 $2 $3 $4 $5 $6 $7 $8",
		    "126-12-34-56-7e0c2238.example", true },
		{ "$1 $2 $3 $4 $5 $6 $7 $8", "126-12-34-56-7E-0C-22.example",
		    false },
		{ "p$5$6$7$8", "p7e0c2238.dip.example", true },
		{ "p$5$6$7$8", "p7ec2238.dip.example", false },
		{ "$1-$2-$3-$4", "126-012-034-056.example", true },
		{ "$1-$2-$3-$4", "126-12-34-56.example", true },
		{ "$1-$2-$3-$4", "126.12.34.56.example", false },
		{ "$4.$3", "56.34.12.126.example", true },
		{ "x$12", "x1262.example", true },
		{ "dsl A.Example", "adsl.a.EXAMPLE", true },
		{ "dsl a.example", "adsl.axexample", false },
		{ "dsl a.example", "a.example", false },
		{ "-dsl_", "a-dsl_b.example", true },
		/* no part of a name: an expression */
		{ "^(a|b)dsl", "bdsl.example", true },
		{ "^(a|b)dsl", "xbdsl.example", false },
		{ "^$1[.-] \\.example$", "126-1.example", true },
		{ "^$1[.-] \\.example$", "126-1.example.org", false },
		{ "a%{2}|b", "ab.example", true },
	};
	struct verdict v;
	char list[128];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		(void)snprintf(list, sizeof(list), "Pattern %s\n",
		    row[i].pattern);
		load(list, "", "");
		fixture_ask(&f, &v, "126.12.34.56", row[i].host);
		if ((v.action == RULE_BLOCK) != row[i].found)
			fail_msg("%s in %s", row[i].pattern, row[i].host);
	}
}

static void
import_dynastop_replaces_its_expressions(void **state)
{
	static const char list[] = "Expression dsl (?:a|v)dsl\n"
	    "expressions jp bbtec.net\nMACRO n $1-$2\n"
	    "Pattern x$dsl.y\nPattern ${n}z $jp\nPattern [$dsl]q\n"
	    "Expression or k|m\nPattern ^y${or}z\n";
	static const struct row row[] = {
		{ "192.0.2.1", "xadsl-y.example", "block", 553, 4 },
		{ "192.0.2.1", "xdsl-y.example", "pass", 0, 0 },
		{ "192.0.2.1", "192-0z.bbtec.net", "block", 553, 5 },
		{ "192.0.2.1", "192-0z.bbtecxnet", "pass", 0, 0 },
		{ "192.0.2.1", "sq.example", "block", 553, 6 },
		{ "192.0.2.1", "aq.example", "pass", 0, 0 },
		{ "192.0.2.1", "ykz.example", "block", 553, 8 },
		{ "192.0.2.1", "aamz.example", "pass", 0, 0 },
	};

	(void)state;
	load(list, "", "");
	check(row, COUNT(row));
}

static void
import_dynastop_actions_are_those_of_its_patterns(void **state)
{
	static const char list[] = "Pattern dyn\nNoMail spam\nExclude good\n";
	static const struct row row[] = {
		{ "192.0.2.1", "dyn.example", "grey", 0, 1 },
		{ "192.0.2.1", "spam.example", "block", 559, 2 },
		{ "192.0.2.1", "good.spam.example", "pass", 0, 3 },
		{ "192.0.2.1", NULL, "block", 553, 0 },
	};
	/* GreyList GreyEvery: whoever is not dynamic has to come back */
	static const struct row every[] = {
		{ "192.0.2.1", "dyn.example", "block", 553, 1 },
		{ "192.0.2.1", "spam.example", "block", 559, 2 },
		{ "192.0.2.1", "good.spam.example", "pass", 0, 3 },
		{ "192.0.2.1", "a.example", "grey", 0, 0 },
		{ "192.0.2.1", NULL, "block", 553, 0 },
	};

	(void)state;
	load(list, "grey skip empty", "");
	check(row, COUNT(row));
	load(list, "defer", "");
	check(&(struct row){ "192.0.2.1", "dyn.example", "defer", 451, 1 }, 1);
	load(list, "", "default_action grey");
	check(every, COUNT(every));
	assert_int_equal(fixture_compile(&f,
	    "import dynastop stop.conf pass\n"), -1);
	assert_int_equal(strncmp(f.said, "rules:1:1: ", 11), 0);
}

static void
import_dynastop_filters_nothing_for_some(void **state)
{
	static const struct {
		const char *rcpt;
		enum rule_action want;
	} row[] = {
		{ "a@example.com", RULE_PASS },
		{ "a@sub.example.com", RULE_PASS },
		{ "a@example.org", RULE_PASS },
		{ "me@example.net", RULE_PASS },
		{ "you@example.net", RULE_BLOCK },
		{ NULL, RULE_BLOCK },
	};
	struct evidence ev;
	struct mailbox box;
	struct verdict v;
	size_t i;

	(void)state;
	load("NoMail spam\nNoFilter example.com, example.org\n"
	    "NoFilter me@example.net\n", "", "");
	for (i = 0; i < COUNT(row); i++) {
		evidence_init(&ev);
		assert_int_equal(evidence_ip(&ev, "192.0.2.1", &f.e), 0);
		evidence_name(&ev, "spam.example");
		if (row[i].rcpt != NULL) {
			assert_int_equal(mailbox_parse(&box, row[i].rcpt,
			    &f.e), 0);
			ev.rcpt = &box;
		}
		fixture_decide(&f, &v, &ev, NULL);
		assert_int_equal(v.action, row[i].want);
	}
}

/* MaxTTL is hours, GreyTTL minutes; what the rule file says counts before
 * them, wherever it says it. */
static void
import_dynastop_sets_what_the_file_does_not(void **state)
{
	const struct settings *s = &f.rules.settings;

	(void)state;
	load("MaxTTL 2\nGreyTTL 5\nAutoGreen /var/lib/dhf/green\n", "", "");
	assert_int_equal(s->number[SET_DNS_CACHE], 7200);
	assert_int_equal(s->number[SET_GREYLIST_DELAY], 300);
	assert_string_equal(s->text[SET_GREYLIST_AUTOGREEN],
	    "/var/lib/dhf/green");
	load("MaxTTL 2\nGreyTTL 5\nAutoGreen /var/lib/dhf/green\n",
	    "\ngreylist_delay 1m", "dns_cache 1h\ngreylist_autogreen /x");
	assert_int_equal(f.report.warnings, 0);
	assert_int_equal(s->number[SET_DNS_CACHE], 3600);
	assert_int_equal(s->number[SET_GREYLIST_DELAY], 60);
	assert_string_equal(s->text[SET_GREYLIST_AUTOGREEN], "/x");
	load("MaxTTL 9999\nGreyTTL 1\nGreyTTL 2\n", "", "");
	assert_int_equal(f.report.warnings, 2);
	assert_int_equal(s->number[SET_DNS_CACHE], 7 * 86400);
	assert_int_equal(s->number[SET_GREYLIST_DELAY], 120);
}

/* dhfd makes the file when the first client has come back, and writes
 * addresses into it. */
static void
import_dynastop_reads_the_file_of_autogreen(void **state)
{
	static const char list[] = "PatCidr 192.0.2.0/24\nInclude green\n"
	    "AutoGreen green\n";
	struct verdict v;

	(void)state;
	load(list, "", "");
	fixture_ask(&f, &v, "192.0.2.5", "a.example");
	assert_int_equal(v.action, RULE_BLOCK);
	fixture_text(&f, "green", "192.0.2.5 # 2026-11-29\n"
	    "2001:db8::/64\nExCidr 192.0.2.6/32\n");
	load(list, "", "");
	fixture_ask(&f, &v, "192.0.2.5", "a.example");
	assert_int_equal(v.action, RULE_PASS);
	fixture_ask(&f, &v, "192.0.2.6", "a.example");
	assert_int_equal(v.action, RULE_PASS);
	fixture_ask(&f, &v, "192.0.2.7", "a.example");
	assert_int_equal(v.action, RULE_BLOCK);
	/* elsewhere nobody knows which verb is missing */
	fixture_text(&f, "stop.conf", "Include green\n");
	assert_int_equal(fixture_compile(&f, "import dynastop stop.conf\n"),
	    -1);
	assert_int_equal(strncmp(f.said, "green:1:1: ", 11), 0);
	load("Include green\n", "skip", "");
	fixture_ask(&f, &v, "192.0.2.5", "a.example");
	assert_string_equal(v.rule, "default_action");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(import_dynastop_reads_every_verb),
		cmocka_unit_test(import_dynastop_goes_by_its_own_order),
		cmocka_unit_test(
		    import_dynastop_elements_are_parts_of_the_name),
		cmocka_unit_test(import_dynastop_replaces_its_expressions),
		cmocka_unit_test(
		    import_dynastop_actions_are_those_of_its_patterns),
		cmocka_unit_test(import_dynastop_filters_nothing_for_some),
		cmocka_unit_test(import_dynastop_sets_what_the_file_does_not),
		cmocka_unit_test(import_dynastop_reads_the_file_of_autogreen),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
