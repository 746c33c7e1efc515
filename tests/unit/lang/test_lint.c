/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

/* Rules, and the line of the only warning with a part of what it says; line
 * 0: no warning. */
struct row {
	const char *rules;
	unsigned line;
	const char *says;
};

static void
check(const struct row *row, size_t count)
{
	char place[64];
	size_t i;

	for (i = 0; i < count; i++) {
		if (fixture_compile(&f, row[i].rules) != 0)
			fail_msg("%s%s", row[i].rules, f.said);
		if (f.report.warnings != (row[i].line > 0))
			fail_msg("%s-> %s", row[i].rules, f.said);
		if (row[i].line == 0)
			continue;
		(void)snprintf(place, sizeof(place), "rules:%u:",
		    row[i].line);
		if (strncmp(f.said, place, strlen(place)) != 0 ||
		    strstr(f.said, " warning: ") == NULL ||
		    strstr(f.said, row[i].says) == NULL)
			fail_msg("%s-> %s", row[i].rules, f.said);
	}
}

#define SHADOW "never reached, "

static void
lint_warns_of_a_rule_that_another_shadows(void **state)
{
	static const struct row row[] = {
		{ "block @any\npass ^a\n", 2, SHADOW },
		{ "pass ^a\nblock @any\n", 0, NULL },
		{ "pass ^a\nblock ^b\nblock ^a\n", 3, "rules:1 holds" },
		{ "pass ^a\nblock @regex=^a\n", 2, SHADOW },
		{ "block @name=example.net\npass @name=a.example.net\n", 2,
		    SHADOW },
		{ "block @name=example.net\npass @host=a.b.example.net\n", 2,
		    SHADOW },
		{ "block @name=example.net\npass @host=example.net\n", 2,
		    SHADOW },
		{ "pass @host=a.example.net\nblock @name=example.net\n", 0,
		    NULL },
		{ "block @name=a.example.net\npass @name=example.net\n", 0,
		    NULL },
		{ "block @name=ple.net\npass @name=example.net\n", 0, NULL },
		{ "block @name=a.example,b.example\npass @name=x.b.example,"
		    "a.example\n", 2, SHADOW },
		{ "block @name=a.example\npass @name=x.a.example,c.example\n",
		    0, NULL },
		{ "block @name=a.example\npass @name=x.a.example "
		    "@ip=192.0.2.1\n", 2, SHADOW },
		{ "block @name=a.example\npass !@name=x.a.example\n", 0,
		    NULL },
		{ "block @any\nscore 1 ^a\n", 2, SHADOW },
		{ "block @any\npass @host=a.example mode=off\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
lint_warns_of_networks_inside_others(void **state)
{
	static const struct row row[] = {
		{ "block @ip=192.0.2.0/24\npass @ip=192.0.2.7\n", 2, SHADOW },
		{ "pass @ip=192.0.2.7\nblock @ip=192.0.2.0/24\n", 0, NULL },
		{ "block @ip=192.0.2.0/24\npass @ip=192.0.2.0/24\n", 2,
		    SHADOW },
		{ "block @ip=192.0.2.0/24\npass @ip=192.0.2.7,198.51.100.1\n",
		    0, NULL },
		{ "block @ip=192.0.2.0/24,198.51.100.0/24\npass "
		    "@ip=192.0.2.7,198.51.100.1\n", 2, SHADOW },
		{ "block @ip=192.0.2.0/24\nblock @ip=198.51.100.0/24\npass "
		    "@ip=192.0.2.7,198.51.100.1\n", 3, SHADOW },
		{ "block @range=192.0.2.0-192.0.2.255\npass @ip=192.0.2.7\n",
		    2, SHADOW },
		{ "block @ip=2001:db8::/32\npass @ip=2001:db8::1\n", 2,
		    SHADOW },
		{ "block @ip=0.0.0.0/0\npass @ip=2001:db8::1\n", 0, NULL },
		{ "block @ip=192.0.2.0/24\npass @ip=::ffff:192.0.2.7\n", 2,
		    SHADOW },
		{ "block !@ip=192.0.2.0/24\npass @ip=192.0.2.7\n", 0, NULL },
		{ "block @ip=192.0.2.0/24 @host=a.example\npass "
		    "@ip=192.0.2.7\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Who does not end the walk for certain shadows nobody. */
static void
lint_knows_who_absorbs(void **state)
{
	static const char *const first[] = { "score 1 @any", "mark @any",
		"block @any mode=off", "block @any mode=watch",
		"block @any expires=2026-12-31",
		"block @any @name=example.net" };
	static const char *const absorbs[] = { "pass @any", "defer @any",
		"grey @any", "block @any id=x code=450" };
	char rules[128];
	struct row row = { rules, 0, NULL };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(first); i++) {
		(void)snprintf(rules, sizeof(rules), "%s\npass "
		    "@host=a.example\n", first[i]);
		check(&row, 1);
	}
	row = (struct row){ rules, 2, SHADOW };
	for (i = 0; i < COUNT(absorbs); i++) {
		(void)snprintf(rules, sizeof(rules), "%s\npass "
		    "@host=a.example\n", absorbs[i]);
		check(&row, 1);
	}
}

/* What an import may jump over shadows nothing behind the import. */
static void
lint_knows_that_imports_leave(void **state)
{
	static const struct row row[] = {
		{ "import tcprules t\npass @ip=192.0.2.1\n", 0, NULL },
		{ "import tcprules t\nblock @any\npass @ip=192.0.2.1\n", 3,
		    "rules:2 holds" },
	};

	(void)state;
	fixture_text(&f, "t", "192.0.2.:allow\n:deny\n");
	check(row, COUNT(row));
}

static void
lint_warns_of_what_is_given_twice(void **state)
{
	static const struct row row[] = {
		{ "pass ^a\nmark @host=a.example id=x\nmark @host=b.example "
		    "id=x\n", 3, "that of rules:2: " },
		{ "mark @host=a.example id=x\ninclude two\n", 0, NULL },
		{ "include two\nmark @host=a.example id=y\n", 2,
		    "that of two:1: " },
		{ "include two\nmode watch\n", 2, "before, at two:2: " },
		{ "mark @host=a.example id=x\nmark @host=b.example id=X\n", 0,
		    NULL },
		{ "mark @host=a.example\nmark @host=b.example\n", 0, NULL },
	};

	(void)state;
	fixture_text(&f, "two", "mark @host=b.example id=y\nmode watch\n");
	check(row, COUNT(row));
}

/* "Now" is 2026-06-15 00:00 UTC. */
static void
lint_warns_of_rules_that_have_expired(void **state)
{
	static const struct row row[] = {
		{ "pass ^a\nmark @any expires=2026-06-14\n", 2, "expired" },
		{ "mark @any expires=2026-06-15\n", 0, NULL },
		{ "mark @any expires=9999-12-31\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Fault R-10. */
static void
lint_warns_of_a_dot_that_is_none(void **state)
{
	static const struct row row[] = {
		{ "pass mail.example.com$\n", 1, "write \"\\.com\"" },
		{ "pass mail\\.example.com\n", 1, "\\.com" },
		{ "pass @regex=\\\\.net$\n", 1, "\\.net" },
		{ "pass mail\\.example\\.com$\n", 0, NULL },
		{ "pass \\.com\n", 0, NULL },
		{ "pass \\\\\\.com\n", 0, NULL },
		{ "pass ^mail.\n", 0, NULL },
		{ "pass [.]com$\n", 0, NULL },
		{ "pass \\.(com|net)$\n", 0, NULL },
		{ "pass ^.*$\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Fault R-01. */
static void
lint_warns_of_expressions_that_explode(void **state)
{
	static const struct row row[] = {
		{ "block ^([a-z0-9]+-?)+\\.example\\.net$\n", 1, "steps" },
		{ "block @regex=^(a+)+$\n", 1, "steps" },
		{ "block ^(a*)*$\n", 1, "steps" },
		{ "block ^(.*)*x$1$\n", 1, "steps" },
		{ "block ^[a-z0-9-]+\\.dyn\\.example\\.net$\n", 0, NULL },
		{ "block ^(\\d{1,3}-){4}[a-z]+\\.example\\.net$\n", 0, NULL },
		{ "block (a|b)+\n", 0, NULL },
		{ "block .*.*.*.*.*.*=.*\n", 0, NULL }, /* no steps */
		{ "block (?=a).*.*.*.*.*.*b\n", 1, "steps" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* "/" and the like stand in no host name. */
static void
lint_warns_of_bytes_that_no_name_has(void **state)
{
	static const struct row row[] = {
		{ "block /foo/\n", 1, "write \"foo\"" },
		{ "pass ^a\nblock @regex=/fo+$/i\n", 2, "write \"fo+$\"" },
		{ "block \\/dyn\\/\n", 1, "\"/\"" },
		{ "block joe@example\\.com\n", 1, "\"@\"" },
		{ "block ^mail:25\n", 1, "\":\"" },
		{ "block ^mail([/:]25)\n", 1, "\"/\"" },
		{ "block ^a$|x/y\n", 1, "\"/\"" },
		{ "block ^mail[[:digit:]](?:x|y)\n", 0, NULL },
		{ "block mail(:25)?$\n", 0, NULL },
		{ "block (?!.*@)mail\n", 0, NULL },
		{ "block @regex=[^a-z0-9.-]\n", 0, NULL },
		{ "block [.:]mail\n", 0, NULL },
		{ "default_unresolved_action pass\nblock ^2001:db8:\n", 0,
		    NULL },
		{ "default_unresolved_action pass\nblock ^2001/\n", 2,
		    "\"/\"" },
		{ "block foo#bar\n", 1, "\"#\"" },
		{ "block @regex=it's\n", 1, "\"'\"" },
		{ "block a%b\n", 1, "\"%\"" },
		{ "block a&b\n", 1, "\"&\"" },
		{ "block ^~user\n", 1, "\"~\"" },
		{ "block ^!a\n", 1, "\"!\"" },
		{ "block m\xc3\xbcnchen\\.example$\n", 1, "xn--" },
		{ "block ^(a|m\xc3\xbc)n\n", 1, "xn--" },
		{ "block ^mu?\xc3?\xbc?n\n", 0, NULL },
		{ "block (?<a>x)(?'b'y)(?#c)(?!z)[^!#~]\n", 0, NULL },
		{ "pass ^a\nblock \\.example\\.com\\.$\n", 2,
		    "a dot at its end" },
		{ "block \\.example[.]$\n", 1, "a dot at its end" },
		{ "block \\.example\\.?$\n", 0, NULL },
		{ "block \\.example\\\\.$\n", 0, NULL },
		{ "block ^p$1-$9\n", 1, "\"$9\"" },
		{ "block ^p$0-$1\n", 1, "\"$0\"" },
		{ "block ^p\\$9[$0]x$10$\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

/* The filter does not know whom the mail is for. */
static void
lint_warns_of_recipients_that_nobody_tells(void **state)
{
	static const struct row row[] = {
		{ "pass @rcpt=a.example\nblock !@rcpt=b.example\n", 1,
		    "nobody tells @rcpt" },
		{ "pass @rcpt=a.example\nlisten filter /run/dhf/filter\n", 1,
		    "nobody tells @rcpt" },
		{ "pass @rcpt=a.example\nlisten dynawall 127.0.0.1:337\n", 0,
		    NULL },
		{ "block @rcpt=~^a\nlisten dynawall 127.0.0.1:337\n", 0,
		    NULL },
		{ "block @rcpt=~^a\n", 1, "nobody tells @rcpt" },
		{ "block @sender=a.example\n"
		    "listen dynawall 127.0.0.1:337\n", 1,
		    "nobody tells @sender" },
		{ "block @helo=~^a\n", 1, "nobody tells @helo" },
		{ "reject_at rcpt\npass @rcpt=a.test\n", 0, NULL },
		{ "reject_at rcpt\nrelay_server socket\npass @rcpt=a.test\n",
		    3, "nobody tells @rcpt" },
		{ "reject_at rcpt\nblock @helo=~^a\nblock @sender=b.test\n",
		    2, "every client is heard" },
		{ "reject_at rcpt\npass @name=g.test\nblock @helo=~^a\n", 0,
		    NULL },
		{ "reject_at rcpt\nblock @helo=~^a @name=b.test\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
lint_warns_of_relays_that_nobody_needs(void **state)
{
	static const struct row row[] = {
		{ "relay /r\nreject_at rcpt\n", 1, "without daemon the" },
		{ "daemon /d\nrelay /r\n", 2, "without reject_at rcpt, or" },
		{ "daemon /d\nrelay /r\nreject_at rcpt\n", 0, NULL },
		{ "relay_auth yes\n", 1, "setting relay_auth does nothing" },
		{ "relay_tls pass\n", 1, "setting relay_tls does nothing" },
		{ "relay_tls auto\nrelay_auth no\n", 0, NULL },
		{ "reject_at rcpt\nrelay_tls pass\nrelay_auth yes\n", 0,
		    NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

/* The surest names of all classes but odd could be something else. */
static void
lint_warns_of_a_confidence_that_no_name_has(void **state)
{
	static const struct row row[] = {
		{ "block @class=dynamic:1\n", 1, "no name is @class=dynamic:1,"
		    " the surest have 0.9" },
		{ "pass ^a\nmark !@class=plain,mail:1\n", 2,
		    "no name is @class=mail:1, " },
		{ "block @class=odd:1\n", 0, NULL },
		{ "block @class=dynamic:0.9,mail:0.9\n", 0, NULL },
		{ "block @class=dynamic\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
lint_warns_of_words_that_stand_for_nothing(void **state)
{
	static const struct row row[] = {
		{ "block @any text=\"%h %i %m %r %s %t %w %% 5 % %\"\n", 0,
		    NULL },
		{ "block @any text=\"%%q\"\n", 0, NULL },
		{ "pass ^a\nblock @any text=\"%h %q\"\n", 2, "\"%q\" in "
		    "text= stands for nothing" },
		{ "block @any remedy=\"use 100 %, %%h or %q\"\n", 0, NULL },
		{ "pass ^a\nblock @any remedy=\"use %h\"\n", 2, "\"%h\" in "
		    "remedy= is sent as it is" },
		{ "reply_url https://a.example/%E2%82?%w\n", 0, NULL },
		{ "\nreply_url https://a.example/%z\n", 2, "\"%z\" in "
		    "reply_url" },
		{ "reply_text \"%H\"\n", 1, "\"%H\" in reply_text" },
		{ "unresolved_text \"%H\"\n", 1, "unresolved_text" },
		{ "defer_text \"%H\"\n", 1, "defer_text" },
		{ "greylist_text \"%H\"\n", 1, "greylist_text" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Everybody begins with a score of 0. */
static void
lint_warns_of_thresholds_that_all_reach(void **state)
{
	static const struct row row[] = {
		{ "pass ^a\nscore_block 0\n", 2, "refused" },
		{ "score_block -1.5\n", 1, "score_block -1.5" },
		{ "score_defer 0\n", 1, "deferred" },
		{ "score_grey 0\n", 1, "write none" },
		{ "score_grey 0.001\nscore_defer 4\nscore_block none\n", 0,
		    NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
lint_warns_of_attributes_without_effect(void **state)
{
	static const struct row row[] = {
		{ "pass ^a\nblock @any id=a id=b\n", 2, "id was given before" },
		{ "block @any code=550 code=554\n", 1, "code was given" },
		{ "block @any text=a text=b\n", 1, "text was given" },
		{ "block @any mode=on mode=off\n", 1, "mode was given" },
		{ "score 1 @any good=0 good=1\n", 1, "good was given" },
		{ "block @host=a.example must=a.example must=A.example. "
		    "mustnot=b.example mustnot=c.example id=x code=550\n", 0,
		    NULL },
		{ "pass ^a\npass @ip=192.0.2.1 text=welcome\n", 2,
		    "pass tells nobody" },
		{ "mark @any text=a\n", 1, "mark tells nobody" },
		{ "score 1 @any text=a\n", 1, "score tells nobody" },
		{ "grey ^a\ndefer @any text=a\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
lint_warns_of_expressions_that_all_names_have(void **state)
{
	static const struct row row[] = {
		{ "pass ^a\nblock dyn|\n", 2, "found in every name" },
		{ "block |foo\n", 1, "write @any" },
		{ "block @regex=\n", 1, "found in every name" },
		{ "block a*\n", 1, "found in every name" },
		{ "block ^a*\n", 1, "found in every name" },
		{ "block (^|[.])(dyn)?\n", 1, "found in every name" },
		{ "block $1?\n", 1, "found in every name" },
		{ "listen postfix /p\nblock @helo=~x|\n", 2,
		    "found in every name" },
		{ "block ^\n", 0, NULL },
		{ "block .*\n", 0, NULL },
		{ "block ^.*$\n", 0, NULL },
		{ "block ^$\n", 0, NULL },
		{ "block ^(dyn|)x\n", 0, NULL },
		{ "block $1|x\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
lint_warns_of_criteria_that_nobody_meets(void **state)
{
	static const struct row row[] = {
		{ "pass ^a\nblock !@any\n", 2, "!@any holds for nobody" },
		{ "block @ip=192.0.2.1 @ip=192.0.2.2\n", 1,
		    "no address is in all" },
		{ "block @ip=192.0.2.0/24,198.51.100.0/24 @ip=203.0.113.1 "
		    "@ip=192.0.2.1\n", 1, "no address is in all" },
		{ "block @ip=192.0.2.0/24 @range=192.0.2.9-192.0.3.9\n", 0,
		    NULL },
		{ "block @ip=192.0.2.1 @ip=192.0.2.1\n", 0, NULL },
		{ "block @ip=192.0.2.0/24 !@ip=203.0.113.1\n", 0, NULL },
		{ "pass @ip=203.0.113.1\nblock @ip=192.0.2.1\n", 0, NULL },
		{ "block @name=a.example @name=b.example\n", 1,
		    "both @name and @name" },
		{ "block @host=a.example @name=b.example\n", 1,
		    "both @host and @name" },
		{ "block @host=a.example @host=b.a.example\n", 1,
		    "both @host and @host" },
		{ "block @name=a.example @host=x.a.example\n", 0, NULL },
		{ "block @name=a.example,c.example @name=b.c.example\n", 0,
		    NULL },
		{ "block @name=a.example !@name=b.example\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
lint_warns_of_addresses_in_old_rules(void **state)
{
	static const struct row row[] = {
		{ "pass 192.0.2.25\nblock @ip=192.0.2.0/24\n", 1,
		    "write @ip=192.0.2.25," },
		{ "block ^192\\.0\\.2\\.\n", 1, "@ip=192.0.2.0/24," },
		{ "block ^192[.]0\\.\n", 1, "@ip=192.0.0.0/16," },
		{ "block 192.0.2\n", 1, "@ip=192.0.2.0/24," },
		{ "score 1 ^192\\.0\\.2\\.25$\n", 1, "@ip=192.0.2.25," },
		{ "pass 192.0.2.25/32\n", 1, "@ip=192.0.2.25," },
		{ "default_unresolved_action pass\npass 192.0.2.0/25\n", 2,
		    "@ip=192.0.2.0/25," },
		{ "default_unresolved_action pass\npass 192.0.2.25\n", 0,
		    NULL },
		{ "pass @regex=192.0.2.25\n", 0, NULL },
		{ "pass ^10\\.\n", 0, NULL },
		{ "pass ^2\\.0\\.192\\.dyn\n", 0, NULL },
		{ "pass 192.0.2.256\n", 0, NULL },
		{ "pass 2.0\n", 0, NULL },
	};

	(void)state;
	check(row, COUNT(row));
}

/* What has nothing in it, and what was meant otherwise. */
static void
lint_warns_of_lists_without_a_rule(void **state)
{
	static const char *const format[] = { "rbldnsd", "rbldnsd-ip4set",
		"rbldnsd-ip4trie", "spamdyke-ip", "spamdyke-rdns", "postgrey",
		"tcprules", "postfix-access", "postfix-cidr", "postfix-pcre",
		"dynastop", "networks" };
	static const struct row others[] = {
		{ "# nothing\n", 0, NULL }, /* but a note */
		{ "mode on\n", 0, NULL },
		{ "pass ^a\ninclude none.d\n", 2, "ends in .conf" },
		{ "pass ^a\ninclude bare.d\n", 0, NULL },
		{ "mode on\nimport dynastop set\n", 0, NULL },
	};
	char rules[128], path[FIXTURE_PATH];
	struct row row = { rules, 2, "" };
	size_t i;

	(void)state;
	fixture_text(&f, "empty", "# nothing\n");
	fixture_text(&f, "set", "MaxTTL 2\n");
	(void)mkdir(fixture_path(&f, path, "none.d"), 0700);
	(void)mkdir(fixture_path(&f, path, "bare.d"), 0700);
	fixture_text(&f, "none.d/rules", "pass ^a\n");
	check(others, COUNT(others));
	for (i = 0; i < COUNT(format); i++) {
		(void)snprintf(rules, sizeof(rules), "pass ^a\nimport %s "
		    "empty%s\n", format[i], i + 1 < COUNT(format) ? "" :
		    " pass");
		row.line = 2;
		row.says = i + 1 < COUNT(format) ? "has no rule in it" :
		    "has no address";
		check(&row, 1);
		(void)snprintf(rules, sizeof(rules), "pass ^a\nimport %s "
		    "empty empty\n", format[i]);
		row.line = 0;
		check(&row, 1);
	}
}

static void
lint_warns_of_addresses_that_are_taken_otherwise(void **state)
{
	static const struct row row[] = {
		{ "pass ^a\ndns_servers ::1:53\n", 2, "write [IPV6]:PORT" },
		{ "dns_servers 192.0.2.1:53,2001:db8::1:5353\n", 1,
		    "[2001:db8::1:5353]" },
		{ "dns_servers [::1:53],2001:db8::53,2001:db8::1111\n", 0,
		    NULL },
		{ "dns_servers 2001:db8:0:0:0:0:1:53,192.0.2.1:53\n", 0,
		    NULL },
		{ "dns_servers [::1]:53,::1:54,2001:db8::1:bad3\n", 0, NULL },
		{ "pass @ip=fe80::1%eth0\n", 1, "not looked at" },
		{ "pass @range=fe80::1%eth0-fe80::2\n", 1, "not looked at" },
	};

	(void)state;
	check(row, COUNT(row));
	assert_int_equal(fixture_compile(&f, "pass @ip=192.0.2.0/"
	    "255.255.255.0\n"), -1);
	assert_non_null(strstr(f.said, "as in /24"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lint_warns_of_recipients_that_nobody_tells),
		cmocka_unit_test(lint_warns_of_relays_that_nobody_needs),
		cmocka_unit_test(lint_warns_of_a_confidence_that_no_name_has),
		cmocka_unit_test(lint_warns_of_a_rule_that_another_shadows),
		cmocka_unit_test(lint_warns_of_networks_inside_others),
		cmocka_unit_test(lint_knows_who_absorbs),
		cmocka_unit_test(lint_knows_that_imports_leave),
		cmocka_unit_test(lint_warns_of_what_is_given_twice),
		cmocka_unit_test(lint_warns_of_rules_that_have_expired),
		cmocka_unit_test(lint_warns_of_a_dot_that_is_none),
		cmocka_unit_test(lint_warns_of_expressions_that_explode),
		cmocka_unit_test(lint_warns_of_bytes_that_no_name_has),
		cmocka_unit_test(lint_warns_of_words_that_stand_for_nothing),
		cmocka_unit_test(lint_warns_of_thresholds_that_all_reach),
		cmocka_unit_test(lint_warns_of_lists_without_a_rule),
		cmocka_unit_test(
		    lint_warns_of_addresses_that_are_taken_otherwise),
		cmocka_unit_test(
		    lint_warns_of_expressions_that_all_names_have),
		cmocka_unit_test(lint_warns_of_criteria_that_nobody_meets),
		cmocka_unit_test(lint_warns_of_addresses_in_old_rules),
		cmocka_unit_test(lint_warns_of_attributes_without_effect),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
