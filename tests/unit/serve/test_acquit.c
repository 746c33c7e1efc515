/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/acquit.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/failing.h"
#include "lib/fixture.h"
#include "lib/nameserver.h"
#include "serve/classify.h"
#include "serve/rules.h"
#include "state/ledger.h"

#define NAME "pass ^mx\\.good\\.example$"
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;
static struct nameserver server;
static uv_loop_t loop;
static uv_poll_t server_poll;
static struct acquit a;
static char closed_rule[RULESET_LABEL], closed_text[100];
static unsigned closed, guilty;

static const struct nameserver_row known[] = {
	/* a name that leads back, and one that does not */
	{ "1.100.51.198.in-addr.arpa", "mx.good.example" },
	{ "mx.good.example", "198.51.100.1" },
	{ "2.100.51.198.in-addr.arpa", "mx.good.example" },
	/* on the list of good ones */
	{ "3.100.51.198.in-addr.arpa", "x.example" },
	{ "x.example", "198.51.100.3" },
	{ "3.100.51.198.wl.example", "127.0.0.2" },
	/* nobody knows */
	{ "4.100.51.198.in-addr.arpa", "silent" },
	{ "5.100.51.198.in-addr.arpa", "y.example" },
	{ "y.example", "198.51.100.5" },
	{ "5.100.51.198.wl.example", "silent" },
	{ "6.100.51.198.in-addr.arpa", "servfail" },
	{ NULL, NULL }
};

static void
on_asked(uv_poll_t *poll, int status, int events)
{
	(void)poll;
	(void)status;
	(void)events;
	(void)nameserver_serve(&server, known);
}

static void
on_closed(void *arg, const struct ledger_report *r, const char *rule)
{
	assert_ptr_equal(arg, &a);
	closed++;
	guilty += *rule == '\0';
	(void)snprintf(closed_rule, sizeof(closed_rule), "%s", rule);
	(void)snprintf(closed_text, sizeof(closed_text), "%s %s %s %u",
	    r->source, r->evidence, r->mark, r->seconds);
}

/* Judge by these rules. */
static void
use(const char *text)
{
	char path[FIXTURE_PATH], all[1024];
	struct library *l;
	struct rules *r;

	(void)snprintf(all, sizeof(all), "dns_servers %s\n"
	    "dns_timeout 300ms\n%s", server.text, text);
	fixture_text(&f, "rules", all);
	l = library_open(fixture_path(&f, path, "rules"), stderr, FIXTURE_NOW,
	    &f.e);
	if (l == NULL)
		fail_msg("%s", f.e.msg);
	r = rules_new(l);
	if (classify_use(a.classify, r, &f.e) == -1)
		fail_msg("%s", f.e.msg);
	rules_drop(r);
}

static int
begin(void **state)
{
	(void)state;
	(void)alarm(30);
	fixture_begin(&f);
	closed = guilty = 0;
	if (nameserver_open(&server) == -1 || uv_loop_init(&loop) != 0 ||
	    uv_poll_init(&loop, &server_poll, server.fd) != 0 ||
	    uv_poll_start(&server_poll, UV_READABLE, on_asked) != 0)
		return -1;
	a = (struct acquit){ .classify = classify_new(&loop, &f.e),
		.closed = on_closed, .arg = &a };
	return a.classify != NULL ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	acquit_end(&a);
	assert_null(a.first);
	classify_free(a.classify);
	uv_close((uv_handle_t *)&server_poll, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	nameserver_close(&server);
	fixture_end(&f);
	return 0;
}

static enum acquit_answer
ask(const char *ip)
{
	char source[] = "trap", evidence[] = "from x", mark[] = "m";
	struct ledger_report r = { .source = source, .evidence = evidence,
		.mark = mark, .seconds = 7 };
	enum acquit_answer answer;

	assert_int_equal(ip_parse(&r.ip, ip, &f.e), 0);
	answer = acquit_ask(&a, &r);
	memset(source, '?', 4); /* a case that is kept has its own */
	memset(evidence, '?', 6);
	memset(mark, '?', 1);
	return answer;
}

/* What is known in the end; the rule that vouches is in closed_rule then. */
static enum acquit_answer
answer_of(const char *ip)
{
	enum acquit_answer answer = ask(ip);

	if (answer != ACQUIT_KEPT)
		return answer;
	closed = 0;
	while (closed == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(closed, 1);
	assert_int_equal(a.cases, 0);
	assert_string_equal(closed_text, "trap from x m 7");
	return *closed_rule != '\0' ? ACQUIT_INNOCENT : ACQUIT_GUILTY;
}

static void
pass_rules_vouch(void **state)
{
	static const struct {
		const char *rules, *ip;
		enum acquit_answer want;
	} row[] = {
		/* addresses */
		{ "pass @ip=198.51.100.9", "198.51.100.9", ACQUIT_INNOCENT },
		{ "pass @ip=198.51.100.9", "198.51.100.8", ACQUIT_GUILTY },
		{ "pass @ip=2001:db8::/32", "2001:db8::1", ACQUIT_INNOCENT },
		/* names that lead back */
		{ NAME, "198.51.100.1", ACQUIT_INNOCENT },
		{ NAME, "198.51.100.2", ACQUIT_GUILTY },
		{ NAME, "198.51.100.3", ACQUIT_GUILTY },
		{ NAME, "198.51.100.7", ACQUIT_GUILTY },
		/* lists of good ones */
		{ "pass @dnswl=wl.example", "198.51.100.3", ACQUIT_INNOCENT },
		{ "pass @dnswl=wl.example", "198.51.100.1", ACQUIT_GUILTY },
		{ "pass @dnsbl=wl.example", "198.51.100.3", ACQUIT_INNOCENT },
		/* what nobody knows vouches for nobody */
		{ NAME, "198.51.100.4", ACQUIT_GUILTY },
		{ "pass @dnswl=wl.example", "198.51.100.5", ACQUIT_GUILTY },
		{ NAME, "198.51.100.6", ACQUIT_GUILTY },
		{ "pass !@dnsbl=wl.example", "198.51.100.5", ACQUIT_GUILTY },
		/* another rule decides, or none */
		{ "block @ip=198.51.100.9\npass @ip=198.51.100.0/24",
		    "198.51.100.9", ACQUIT_GUILTY },
		{ "grey @ip=198.51.100.9\npass @ip=198.51.100.0/24",
		    "198.51.100.9", ACQUIT_GUILTY },
		{ "default_action pass\ndefault_ip_action pass\n"
		    "default_unresolved_action pass", "198.51.100.9",
		    ACQUIT_GUILTY },
		{ "pass @any", "198.51.100.9", ACQUIT_GUILTY },
		{ "pass @ip=198.51.100.9 mode=watch", "198.51.100.9",
		    ACQUIT_GUILTY },
		{ "mode off\npass @ip=198.51.100.9", "198.51.100.9",
		    ACQUIT_GUILTY },
		{ "mode watch\nblock @ip=198.51.100.9\npass @ip=198.51.100.8",
		    "198.51.100.9", ACQUIT_GUILTY },
		{ "pass @rcpt=a@b.example", "198.51.100.9", ACQUIT_GUILTY },
		/* what is held already is no matter */
		{ "block @offender\npass @ip=198.51.100.9", "198.51.100.9",
		    ACQUIT_INNOCENT },
		{ "pass !@offender @ip=198.51.100.9", "198.51.100.9",
		    ACQUIT_INNOCENT },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		use(row[i].rules);
		if (answer_of(row[i].ip) != row[i].want)
			fail_msg("%s: %s", row[i].rules, row[i].ip);
		if (answer_of(row[i].ip) != row[i].want) /* remembered */
			fail_msg("again %s: %s", row[i].rules, row[i].ip);
	}
}

static void
without_rules_nobody_vouches(void **state)
{
	struct classify *was = a.classify;

	(void)state;
	assert_int_equal(ask("198.51.100.9"), ACQUIT_GUILTY);
	a.classify = NULL;
	assert_int_equal(ask("198.51.100.9"), ACQUIT_GUILTY);
	a.classify = was;
}

static void
the_rule_is_told(void **state)
{
	(void)state;
	use("pass @regex=^mx\\.good\\.example$ id=friends");
	assert_int_equal(answer_of("198.51.100.1"), ACQUIT_INNOCENT);
	assert_string_equal(closed_rule, "friends");
}

static void
cases_are_few_and_closed_in_the_end(void **state)
{
	char ip[32];
	unsigned i;

	(void)state;
	use(NAME);
	for (i = 0; i < ACQUIT_CASES; i++) {
		(void)snprintf(ip, sizeof(ip), "203.0.%u.%u", i / 256,
		    i % 256);
		assert_int_equal(ask(ip), ACQUIT_KEPT);
	}
	assert_int_equal(ask("203.0.113.1"), ACQUIT_FULL);
	assert_int_equal(a.cases, ACQUIT_CASES);
	assert_int_equal(closed, 0);
	acquit_end(&a);
	assert_int_equal(closed, ACQUIT_CASES);
	assert_int_equal(guilty, ACQUIT_CASES);
	assert_int_equal(ask("203.0.113.1"), ACQUIT_KEPT);
}

/* Whoever told of him is asked to come again. */
static void
without_memory_nobody_vouches(void **state)
{
	(void)state;
	use("pass @ip=198.51.100.9\n");
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_int_equal(ask("198.51.100.9"), ACQUIT_FULL);
	assert_true(failing_end());
	assert_null(a.first);
	failing_all(FAILING_MEMORY, ENOMEM);
	assert_int_equal(ask("198.51.100.9"), ACQUIT_FULL);
	assert_true(failing_end());
	assert_int_not_equal(ask("198.51.100.9"), ACQUIT_FULL);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(pass_rules_vouch),
		TEST(without_rules_nobody_vouches),
		TEST(the_rule_is_told),
		TEST(cases_are_few_and_closed_in_the_end),
		TEST(without_memory_nobody_vouches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
