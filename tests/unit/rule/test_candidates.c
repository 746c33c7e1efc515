/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/candidates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/le.h"
#include "build/tags.h"
#include "expr/regex.h"
#include "lib/fixture.h"
#include "lib/nets.h"
#include "policy/ask_rule.h"
#include "policy/view.h"
#include "rule/key.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define IP "192.0.2.1"

static struct fixture f;

/* Every rule that holds for a client of this name is among the candidates, and
 * these are rules, each once. */
static void
find(const struct view *v, const char *host)
{
	struct candidates found;
	struct finding one;
	const char *text;
	uint32_t chain;
	size_t len, known = 0, i;

	text = view_subject(v, &len);
	assert_int_equal(view_chain(v, &chain, &f.e), 0);
	assert_int_equal(candidates_find(&found, &f.img, text, len, chain,
	    &f.e), 0);
	assert_false(found.all);
	ruleset_seek(&f.rules, 0);
	for (i = 1; i < found.len; i++)
		assert_true(found.rule[i - 1] < found.rule[i]);
	while (ruleset_next(&f.rules, &f.e) == RULESET_RULE) {
		known += candidates_have(&found, f.rules.at);
		regex_engine_reset(v->regex);
		assert_int_equal(ask_rule(&one, v, &f.rules.rule, &f.e), 0);
		if ((one.answer == ANSWER_YES ||
		    f.rules.rule.good_milli != 0) &&
		    !candidates_have(&found, f.rules.at))
			fail_msg("%s is not found for %s", f.rules.rule.source,
			    host != NULL ? host : "no name");
	}
	assert_int_equal(known, found.len); /* each is a rule */
}

/* The same, with the keys read from pages and known in memory. */
static void
check(const char *ip, const char *host)
{
	struct client client;
	const struct view v = { .img = &f.img, .regex = f.decider.regex,
		.client = &client };
	struct evidence ev;
	struct tags t;

	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, ip, &f.e), 0);
	evidence_name(&ev, host);
	client_begin(&client, &ev, NULL, FIXTURE_NOW);
	find(&v, host);
	assert_int_equal(tags_make(&t, &f.img, &f.e), 0);
	find(&v, host);
	f.img.known = NULL;
	tags_free(&t);
}

/* Expressions whose literals are not what they seem. */
static void
candidates_hold_all_rules_that_match(void **state)
{
	static const struct {
		const char *expression, *host;
	} row[] = {
		{ "\\.net$", "a.example.net" }, { "example", "anexample.b" },
		{ "a\\.$", "a.." }, { "\\.$", "a.." }, { "com$", "a.xcom" },
		{ "\\.com\\Z", "a.com\n" }, { "\\.com\\z", "a.com" },
		{ "abc?", "ab.x" }, { "abcd{0}", "abc.x" },
		{ "(abc)?d", "d.x" }, { "abc|def", "def.x" },
		{ "(abc|)x", "x.y" }, { "a{3}bcd", "aaabcd" },
		{ "[a]bcd", "abcd" }, { "[a-c]bcd", "cbcd" },
		{ "(?i)ABCD", "abcd" }, { "(?-i)abcd", "abcd" },
		{ "(?=abcd)a", "abcd" }, { "x(?!abcd)", "xy" },
		{ "(?<=abcd)e", "abcde" }, { "(?<!abcd)e", "e.x" },
		{ "(?x)ab cd", "abcd" }, { "a(?#bcd)e", "ae" },
		{ "\\x61bcd", "abcd" }, { "a\\Qb.c\\Ed", "ab.cd" },
		{ "(?(?=x)xabc|yabc)", "yabc" }, { "(?|abc|def)", "def" },
		{ "abc$|def", "def.x" }, { "(abc$|def)x", "defx" },
		{ "a{,3}bcd", "a{,3}bcd" }, { "[[:alpha:]]bcd", "abcd" },
		{ "[]a]bcd", "]bcd" }, { "[^]a]bcd", "xbcd" },
		{ "abcd\\b", "abcd" }, { "\\Aabcd", "abcd" },
		{ "(ab)\\1cd", "ababcd" }, { "abcd(?1)?(x)?", "abcd" },
		{ "h$1\\.example\\.net$", "h192.example.net" },
		{ "^p$5$6", "pc000" }, { "a+b*cde", "acde" },
		{ "(?:a|b)(?:c|d)efg", "bcefg" }, { "\\.a\\.b\\.c$",
		"x.a.b.c" }, { "^a\\.b$", "a.b" }, { "b$", "a.b" },
		{ "(\\.net|\\.com)$", "a.com" }, { "abc\\\\d", "abc\\d" },
		{ "ab.cd", "ab-cd" }, { "\xc3\xa9xyz", "\xc3\xa9xyz" },
	};
	char rules[256];
	struct verdict v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		(void)snprintf(rules, sizeof(rules),
		    "block @regex=\"%s\" id=r\n", row[i].expression);
		fixture_load(&f, rules);
		fixture_ask(&f, &v, IP, row[i].host);
		if (strcmp(v.rule, "r") != 0)
			fail_msg("%s%s: not found", rules, row[i].host);
		check(IP, row[i].host);
		check("2001:db8::1", row[i].host);
	}
}

static void
candidates_know_names_of_many_labels(void **state)
{
	static const char *const host[] = { "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o",
		"b.c.d.e.f.g.h.i.j.k.l.m.n.o", "x.d.e.f.g.h.i.j.k.l.m.n.o",
		"m.n.o", "o", "x.o", "xo" };
	static const char rules[] = "mark @name=o,m.n.o id=z\n" /* two keys */
	    "mark @name=b.c.d.e.f.g.h.i.j.k.l.m.n.o "
	    "id=a\nmark @host=m.n.o id=b\nmark @name=o id=c\n"
	    "mark @name=d.e.f.g.h.i.j.k.l.m.n.o id=d\n"
	    "mark @name=o,m.n.o id=e\n"; /* and so has this */
	static const char *const want[] = { "z,a,c,d,e", "z,a,c,d,e",
		"z,c,d,e", "z,b,c,e", "z,c,e", "z,c,e", "" };
	struct verdict v;
	size_t i;

	(void)state;
	fixture_load(&f, rules);
	for (i = 0; i < COUNT(host); i++) {
		check(IP, host[i]);
		fixture_ask(&f, &v, IP, host[i]);
		assert_string_equal(fixture_notes(&f, NOTE_MARK), want[i]);
	}
}

/* Rules of every kind, enough for lists and for several pages; those of the
 * last two kinds are candidates for everybody, so few of them. */
static void
candidates_hold_what_asking_every_rule_finds(void **state)
{
	static char rules[4000 * 48];
	static const char *const kind[] = {
		"score 0.01 @name=d%u.example.net\n",
		"score 0.01 @regex=^h%u\\.pool\\.\n",
		"score 0.01 @regex=-%u\\.dyn\\.example\\.com$\n",
		"score 0.01 @ip=10.%u.0.0/16\n",
		"score 0.01 @host=d%u.example.net good=0.02\n",
		"score 0.01 !@name=d%u.example.net @ip=10.0.0.0/8\n",
	};
	static const char *const name[] = { "a.d%u.example.net",
		"h%u.pool.example", "x-%u.dyn.example.com",
		"d%u.example.net", "%u" };
	uint32_t seed = 7;
	char host[64], ip[64];
	size_t len = 0, i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		const char *line = kind[nets_random(&seed) %
		    (i % 50 == 0 ? COUNT(kind) : 4)];
		size_t at = strcspn(line, "%");

		len += (size_t)snprintf(rules + len, sizeof(rules) - len,
		    "%.*s%u%s", (int)at, line, nets_random(&seed) % 50,
		    line + at + 2);
	}
	fixture_load(&f, rules);
	for (i = 0; i < 150; i++) {
		const char *form = name[i % COUNT(name)];
		size_t at = strcspn(form, "%");

		(void)snprintf(host, sizeof(host), "%.*s%u%s", (int)at, form,
		    nets_random(&seed) % 50, form + at + 2);
		(void)snprintf(ip, sizeof(ip), "10.%u.0.1",
		    nets_random(&seed) % 50);
		check(i % 3 != 0 ? ip : IP, i % 7 != 0 ? host : NULL);
	}
}

/* More rules of one key than are read at once, twice, and one more. */
static void
candidates_of_one_key_are_all_found(void **state)
{
	static char rules[129 * 32];
	struct verdict v;
	size_t len = 0, i;

	(void)state;
	for (i = 0; i < 129; i++)
		len += (size_t)snprintf(rules + len, sizeof(rules) - len,
		    "score 0.01 @name=example.net\n");
	fixture_load(&f, rules);
	check(IP, "a.example.net");
	fixture_ask(&f, &v, IP, "a.example.net");
	assert_int_equal(v.score_milli, 1290);
}

/* No index was made for a text that is longer than any name. */
static void
candidates_of_what_is_no_name_are_all_rules(void **state)
{
	struct candidates found;
	char text[256];

	(void)state;
	memset(text, 'a', sizeof(text));
	fixture_load(&f, "mark @name=a.example\n");
	assert_int_equal(candidates_find(&found, &f.img, text, 255, 0, &f.e),
	    0);
	assert_false(found.all);
	assert_false(candidates_have(&found, 0));
	assert_int_equal(candidates_find(&found, &f.img, text, 256, 0, &f.e),
	    0);
	assert_true(found.all);
	assert_true(candidates_have(&found, 0));
}

/* More runs of a name lead somewhere than are looked up at once. */
static void
candidates_are_found_by_the_end_of_a_long_name(void **state)
{
	char host[256] = "";
	struct verdict v;
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		(void)strcat(host, i == 30 || i == 60 || i == 90 ? "ab.ab" :
		    "ab");
	(void)strcat(host, ".zzyx.net");
	fixture_load(&f, "score 0.1 @regex=abab\nscore 1 @regex=zzyx\n");
	check(IP, host);
	fixture_ask(&f, &v, IP, host);
	assert_int_equal(v.score_milli, 1100);
}

/* Where more keys have one tag than are kept, every rule may be meant. */
static void
candidates_of_equal_tags_are_all_rules(void **state)
{
	static const char name[] = "a.example";
	uint64_t key = key_domain(name, strlen(name));
	struct candidates found;
	unsigned char *page;
	char rules[2048] = "";
	uint32_t i, n;

	(void)state;
	for (i = 0; i < 20; i++)
		(void)snprintf(rules + strlen(rules), 64,
		    "mark @name=%c.example\n", 'a' + (char)i);
	fixture_load(&f, rules);
	assert_int_equal(f.img.head.keys.len, 1);
	page = f.image.data + f.img.head.keys.at * IMAGE_PAGE;
	n = le_get32(page);
	assert_int_equal(n, 20);
	for (i = 0; i < n; i++)
		le_put32(page + 8 + 8 * i, i < KEY_INLINE ? key_tag(key) :
		    UINT32_MAX);
	assert_int_equal(candidates_find(&found, &f.img, name, strlen(name),
	    0, &f.e), 0);
	assert_false(found.all);
	assert_int_equal(found.len, KEY_INLINE);
	le_put32(page + 8 + 8 * KEY_INLINE, key_tag(key));
	assert_int_equal(candidates_find(&found, &f.img, name, strlen(name),
	    0, &f.e), 0);
	assert_true(found.all);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidates_hold_all_rules_that_match),
		cmocka_unit_test(candidates_know_names_of_many_labels),
		cmocka_unit_test(candidates_hold_what_asking_every_rule_finds),
		cmocka_unit_test(candidates_of_one_key_are_all_found),
		cmocka_unit_test(candidates_of_what_is_no_name_are_all_rules),
		cmocka_unit_test(
		    candidates_are_found_by_the_end_of_a_long_name),
		cmocka_unit_test(candidates_of_equal_tags_are_all_rules),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
