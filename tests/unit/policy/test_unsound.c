/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An image of which a page is damaged, one after the other: nobody is judged by
 * half of the rules. */
#include "policy/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fakedns.h"
#include "lib/fixture.h"
#include "policy/ask_rule.h"
#include "policy/identity.h"
#include "policy/session.h"
#include "policy/view.h"
#include "rule/page.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define REVERSE "7.100.51.198.in-addr.arpa"

/* So many that rules, files, networks and suffixes have pages of their own. */
#define NETWORKS 600
#define SUFFIXES 2000
#define MANY 2400
#define EACH 240 /* rules of one key: more are not looked up */

struct row {
	const char *rules, *host; /* as evidence_host has it */
	const char *helo, *sender, *rcpt;
};

static const struct fakedns_row dns[] = {
	{ REVERSE, DNS_PTR, "h7.dyn.d.example" },
	{ "h7.dyn.d.example", DNS_A, "198.51.100.7" },
	{ "h7.dyn.d.example", DNS_TXT, "absent" },
	{ "d.example", DNS_TXT, "v=spf1 ip4:198.51.100.7 -all" },
	{ "7.100.51.198.bl.org.example", DNS_A, "127.0.0.2" },
	{ "6.100.51.198.in-addr.arpa", DNS_PTR, "h6.s7.example" },
	{ "8.100.51.198.in-addr.arpa", DNS_PTR, "h8.s7.example" },
	{ "5.100.51.198.in-addr.arpa", DNS_PTR, "h5.s7.example" },
	{ "9.100.51.198.in-addr.arpa", DNS_PTR, "h9.s7.example" },
	{ NULL, DNS_A, NULL },
};

static struct fixture f;
static char limits[NOTES_SIZE]; /* the rules that gave up, of the last */

/* Load rules in front of many others, with a list of suffixes. */
static void
load(const char *rules)
{
	static char text[NETWORKS * 48 + 1024], list[SUFFIXES * 16 + 64];
	size_t len, i;

	len = (size_t)snprintf(list, sizeof(list),
	    "// ===BEGIN ICANN DOMAINS===\nexample\n");
	for (i = 0; i < SUFFIXES; i++)
		len += (size_t)snprintf(list + len, sizeof(list) - len,
		    "s%zu.example\n", i);
	(void)snprintf(list + len, sizeof(list) - len,
	    "// ===END ICANN DOMAINS===\n");
	fixture_text(&f, "psl", list);
	len = (size_t)snprintf(text, sizeof(text), "suffix_list psl\n%s\n",
	    rules);
	for (i = 0; i < NETWORKS; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "score 1 @ip=10.%zu.%zu.0/24\n", i / 200, i % 200);
	assert_true(len < sizeof(text));
	fixture_load(&f, text);
}

static void
see(void *arg, struct ruleset *rules, const struct decide_seen *seen)
{
	(void)rules;
	(void)seen;
	++*(unsigned *)arg;
}

/* Judge 198.51.100.7 by all that is known; 0, or -1 with f.e. */
static int
judge(struct verdict *v, const struct row *r, bool shown)
{
	unsigned count = 0;
	const struct decide_viewer viewer = { see, &count };
	struct session_room room;
	struct dns_source source;
	struct fakedns fake;
	struct evidence ev;
	struct judge j;
	int rc;

	source = fakedns_begin(&fake, dns);
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, "198.51.100.7", &f.e), 0);
	evidence_host(&ev, r->host);
	session_say(&ev, &room,
	    &(struct session){
		.helo = r->helo, .sender = r->sender, .rcpt = r->rcpt });
	f.e.class = ERR_NONE;
	judge_begin(&j, &f.decider, &ev, &source, FIXTURE_NOW);
	if (!shown && judge_step(v, &j, &f.e) == JUDGE_FAILED)
		return -1;
	rc = judge_end(v, &j, shown ? &viewer : NULL, &f.e);
	notes_join(limits, &j.client.notes, NOTE_LIMIT);
	assert_true(rc == -1 || !shown || count > 0);
	return rc;
}

/* With one page after the other damaged the verdict is the same as with none,
 * or there is none, and *e says why.  How often there is none. */
static size_t
damage(const struct row *r, bool shown)
{
	unsigned char *page;
	struct verdict v, sound;
	char label[NOTES_SIZE];
	size_t failed = 0;

	assert_int_equal(judge(&sound, r, shown), 0);
	(void)strcpy(label, limits);
	f.img.sound = false;
	for (page = f.image.data + IMAGE_PAGE;
	     page < f.image.data + f.image.len; page += IMAGE_PAGE) {
		page[IMAGE_PAYLOAD] ^= 1;
		if (judge(&v, r, shown) == -1) {
			failed++;
			assert_int_equal(f.e.class, ERR_PERM);
			assert_non_null(strstr(f.e.msg, "is damaged"));
		} else {
			assert_int_equal(v.code, sound.code);
			assert_string_equal(v.rule, sound.rule);
			assert_int_equal(v.score_milli, sound.score_milli);
			assert_string_equal(limits, label);
		}
		page[IMAGE_PAYLOAD] ^= 1;
	}
	return failed;
}

static void
no_page_is_judged_by_that_is_damaged(void **state)
{
	static const struct row row[] = {
		{ .rules = "block @ip=198.51.100.7", .host = "?" },
		{ .rules = "block @ip=198.51.100.7", .host = "a.example" },
		{ .rules = "block @port=25 @class=dynamic",
		    .host = "h7.dyn.d.example" },
		{ .rules = "block @class=dynamic", .host = "h7.dyn.d.example" },
		{ .rules = "defer @helo-is=name,client",
		    .host = "h7.dyn.d.example",
		    .helo = "mx.other.example" },
		{ .rules = "defer @helo-is=client",
		    .host = "h7.dyn.d.example",
		    .helo = "mx.d.example" },
		{ .rules = "defer @helo-is=sender",
		    .host = "?",
		    .helo = "mx.test.example",
		    .sender = "a@b.test.example" },
		{ .rules = "defer @helo-is=sender",
		    .host = "?",
		    .helo = "mx.other.example",
		    .sender = "a@b.test.example" },
		{ .rules = "score 9 @dnsbl=bl.org.example\nblock @class=odd",
		    .host = "?" },
		{ .rules = "block @host=no.example @class=dynamic",
		    .host = "h7.dyn.d.example" },
		{ .rules = "block @neighbours=other",
		    .host = "h7.dyn.d.example" },
		{ .rules = "block @neighbours=same",
		    .host = "h7.dyn.d.example" },
		{ .rules = "block @declared", .host = "-" },
		{ .rules = "block @regex=dyn", .host = "h7.dyn.d.example" },
		{ .rules = "block ^(a+)+[bc]",
		    .host =
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example" },
		{ .rules = "block @any mode=watch\nmark @any\ndefer @any",
		    .host = "?" },
		{ .rules = "exempt_rcpt \"+who\"\nblock @any",
		    .host = "?",
		    .rcpt = "c@d.example" },
	};
	size_t i;

	(void)state;
	fixture_text(&f, "who", "x@d.example\n");
	for (i = 0; i < COUNT(row); i++) {
		load(row[i].rules);
		if (damage(&row[i], false) == 0 || damage(&row[i], true) == 0)
			fail_msg("%s: needs no page", row[i].rules);
	}
}

/* Who is known by his domain is not by another's, nor by none. */
static void
no_domain_is_taken_from_a_page_that_is_damaged(void **state)
{
	/* the class of the second is that of "mail.friend.example" */
	static const char *const row[][2] = {
		{ "mail.friend.example", "friend.example" },
		{ "mail.friend.example.0.2.192.in-addr.arpa",
		    "in-addr.arpa" },
	};
	char domain[HOST_MAX + 1];
	unsigned char *page;
	struct evidence ev;
	size_t failed = 0, i;

	(void)state;
	load("block @class=odd");
	for (i = 0; i < COUNT(row); i++) {
		evidence_init(&ev);
		evidence_host(&ev, row[i][0]);
		f.img.sound = true;
		assert_int_equal(identity_domain(domain, &ev, &f.img, &f.e),
		    0);
		assert_string_equal(domain, row[i][1]);
		f.img.sound = false;
		for (page = f.image.data + IMAGE_PAGE; page < f.image.data +
		    f.image.len; page += IMAGE_PAGE) {
			page[IMAGE_PAYLOAD] ^= 1;
			if (identity_domain(domain, &ev, &f.img, &f.e) == -1)
				failed++;
			else
				assert_string_equal(domain, row[i][1]);
			page[IMAGE_PAYLOAD] ^= 1;
		}
		assert_true(failed > i);
	}
}

/* The word of the class goes into the log: better none than a wrong one. */
static void
no_class_is_told_by_a_page_that_is_damaged(void **state)
{
	struct verdict v = { .class = NULL };
	unsigned char *page;
	struct evidence ev;
	struct judge j;
	size_t failed = 0;

	(void)state;
	load("block @class=odd");
	evidence_init(&ev);
	evidence_host(&ev, "mail.friend.example");
	judge_begin(&j, &f.decider, &ev, NULL, FIXTURE_NOW);
	f.img.sound = false;
	for (page = f.image.data + IMAGE_PAGE; page < f.image.data +
	    f.image.len; page += IMAGE_PAGE) {
		v.class = NULL;
		page[IMAGE_PAYLOAD] ^= 1;
		if (judge_class(&v, &j, &f.e) == -1)
			failed++;
		else
			assert_string_equal(v.class, "mail");
		page[IMAGE_PAYLOAD] ^= 1;
	}
	assert_true(failed > 0);
}

/* So many rules that those without a key, and the lists of those with one,
 * have pages of their own; the last ones decide. */
static void
no_rule_is_passed_over_for_a_page_that_is_damaged(void **state)
{
	const struct row client = { .rules = "", .host = "h7.dyn.d.example" };
	static char text[MANY * 48];
	size_t len = 0, i;

	(void)state;
	for (i = 0; i < MANY; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s",
		    i + 1 < MANY ? "score 1 @regex=^[0-9]{9}\n" :
		    "block !@host=d.example id=last\n");
	fixture_load(&f, text);
	assert_true(damage(&client, false) > 1);
	for (len = i = 0; i < MANY; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "score 0.001 @name=%s%zu.example\n",
		    i / EACH == MANY / EACH - 1 ? "d.example,a" : "a",
		    i / EACH);
	fixture_load(&f, text);
	assert_true(damage(&client, false) > 1);
}

/* At the desk, where one rule is asked by itself. */
static void
no_rule_holds_by_a_page_that_is_damaged(void **state)
{
	struct client client;
	const struct view view = { .img = &f.img, .regex = f.decider.regex,
		.client = &client };
	struct finding found;
	unsigned char *page;
	struct evidence ev;
	size_t failed = 0;

	(void)state;
	load("block !@class=dynamic");
	assert_int_equal(ruleset_next(&f.rules, &f.e), RULESET_RULE);
	assert_int_equal(evidence_entry(&ev, "h7.dyn.d.example/198.51.100.7",
	    &f.e), 0);
	f.img.sound = false;
	for (page = f.image.data + IMAGE_PAGE; page < f.image.data +
	    f.image.len; page += IMAGE_PAGE) {
		client_begin(&client, &ev, NULL, FIXTURE_NOW);
		page[IMAGE_PAYLOAD] ^= 1;
		if (ask_rule(&found, &view, &f.rules.rule, &f.e) == -1)
			failed++;
		else
			assert_int_equal(found.answer, ANSWER_NO);
		page[IMAGE_PAYLOAD] ^= 1;
	}
	assert_true(failed > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_page_is_judged_by_that_is_damaged),
		cmocka_unit_test(
		    no_domain_is_taken_from_a_page_that_is_damaged),
		cmocka_unit_test(no_class_is_told_by_a_page_that_is_damaged),
		cmocka_unit_test(
		    no_rule_is_passed_over_for_a_page_that_is_damaged),
		cmocka_unit_test(no_rule_holds_by_a_page_that_is_damaged),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
