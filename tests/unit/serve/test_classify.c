/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/classify.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

#include "base/err.h"
#include "dns/cache.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "lib/nameserver.h"
#include "serve/rules.h"
#include "share/deed.h"
#include "wire/offence.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define RULES \
	"listen dynawall /nowhere/wall\n" \
	"pass @ip=192.0.2.9\n" \
	"block @regex=^dyn\\. text=\"%r\" id=dynamic\n" \
	"block @rcpt=trap@example.org id=trap\n"

static struct fixture f;
static struct nameserver server;
static uv_loop_t loop;
static uv_poll_t server_poll;
static struct classify *c;
static int questions; /* that the server got */

/* The first says something else in the end. */
static struct nameserver_row known[] = {
	{ "late.example", "silent" },
	{ "7.2.0.192.in-addr.arpa", "late.example" },
	{ "1.2.0.192.in-addr.arpa", "dyn.example" },
	{ "dyn.example", "192.0.2.1" },
	{ "2.2.0.192.in-addr.arpa", "mx.example" },
	{ "mx.example", "192.0.2.2" },
	{ "4.2.0.192.in-addr.arpa", "servfail" },
	{ "5.2.0.192.in-addr.arpa", "silent" },
	{ NULL, NULL }
};

/* One who asks, and what he was told. */
struct asker {
	struct classify_client *k;
	int told;
	enum rule_action action;
	unsigned code;
	enum answer has_name;
	char rule[RULESET_LABEL];
	char marks[NOTES_SIZE];
};

static void
on_asked(uv_poll_t *poll, int status, int events)
{
	(void)poll;
	(void)status;
	(void)events;
	questions += nameserver_serve(&server, known);
}

/* Rules that ask the server of this test, with a deadline. */
static struct rules *
rules_of(const char *text, unsigned timeout_ms)
{
	char path[FIXTURE_PATH], all[1024];
	struct library *l;
	struct err e;

	(void)snprintf(all, sizeof(all), "dns_servers %s\n"
	    "dns_timeout %ums\n%s", server.text, timeout_ms, text);
	fixture_text(&f, "rules", all);
	l = library_open(fixture_path(&f, path, "rules"), stderr, FIXTURE_NOW,
	    &e);
	if (l == NULL)
		fail_msg("%s", e.msg);
	return rules_new(l);
}

static void
use(const char *text, unsigned timeout_ms)
{
	struct rules *r = rules_of(text, timeout_ms);
	struct err e;

	if (classify_use(c, r, &e) == -1)
		fail_msg("%s", e.msg);
	rules_drop(r);
}

static int
begin(void **state)
{
	struct err e;

	(void)state;
	(void)alarm(20);
	fixture_begin(&f);
	questions = 0;
	if (nameserver_open(&server) == -1 || uv_loop_init(&loop) != 0 ||
	    uv_poll_init(&loop, &server_poll, server.fd) != 0 ||
	    uv_poll_start(&server_poll, UV_READABLE, on_asked) != 0 ||
	    (c = classify_new(&loop, &e)) == NULL)
		return -1;
	use(RULES, 300);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	classify_free(c);
	classify_free(NULL);
	uv_close((uv_handle_t *)&server_poll, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	nameserver_close(&server);
	fixture_end(&f);
	return 0;
}

static void
on_done(void *arg, const struct classified *what)
{
	struct asker *a = arg;

	if (what->verdict == NULL)
		fail_msg("%s", what->err->msg);
	a->told++;
	a->k = NULL;
	a->action = what->verdict->action;
	a->code = what->verdict->code;
	a->has_name = what->judge->ev->has_name;
	(void)snprintf(a->rule, sizeof(a->rule), "%s", what->verdict->rule);
	notes_join(a->marks, &what->judge->client.notes, NOTE_MARK);
}

static void
ask(struct asker *a, const char *ip, const char *recipient)
{
	struct classify_call call = { on_done, a, false };
	struct dynawall_question q = { .recipient = "" };
	struct err e;

	*a = (struct asker){ .told = 0 };
	assert_int_equal(ip_parse(&q.ip, ip, &e), 0);
	assert_true(dynawall_recipient(&q, recipient));
	a->k = classify_ask(c, &q, &call);
	assert_true(a->told == (a->k == NULL));
}

static void
ask_claim(struct asker *a, const char *ip, const char *claim)
{
	const struct classify_call call = { on_done, a, false };
	struct session s = { .claim = claim };
	struct err e;

	*a = (struct asker){ .told = 0 };
	assert_int_equal(ip_parse(&s.ip, ip, &e), 0);
	a->k = classify_session(c, &s, &call);
}

static void
until_told(const struct asker *a)
{
	while (a->told == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(a->told, 1);
}

/* What nobody knows of a name is asked again, and no verdict that would be kept
 * for ever. */
static void
a_name_that_was_told_is_proven_later(void **state)
{
	struct asker a;

	(void)state;
	use("block @regex=^late id=late\n", 300);
	ask_claim(&a, "192.0.2.7", "late.example");
	until_told(&a);
	assert_int_equal(a.code, 451);
	known[0].says = "192.0.2.7";
	ask_claim(&a, "192.0.2.7", "late.example");
	until_told(&a);
	assert_int_equal(a.code, 553);
	assert_string_equal(a.rule, "late");
}

static int no_verdicts; /* on_any was told why there is none */

static void
on_any(void *arg, const struct classified *what)
{
	struct asker *a = arg;

	a->told++;
	a->k = NULL;
	no_verdicts += what->verdict == NULL;
	assert_true(what->verdict != NULL || what->err->class != ERR_NONE);
}

/* Rules whose image is damaged, byte by byte, behind what was read of it: all
 * who ask are told something. */
static void
a_damaged_image_answers_all_who_ask(void **state)
{
	struct rules *r = rules_of(RULES "grey @any\n", 50);
	unsigned char *data = r->library->made.data;
	const size_t len = r->library->made.len;
	struct asker a = { .told = 0 };
	const struct classify_call call = { on_any, &a, false };
	struct dynawall_question q = { .recipient = "" };
	struct session s = { .name = "dyn.example", .rcpt = "x@example.org" };
	struct err e;
	size_t i;

	(void)state;
	assert_int_equal(classify_use(c, r, &e), 0);
	assert_int_equal(ip_parse(&q.ip, "192.0.2.9", &e), 0);
	no_verdicts = 0;
	(void)alarm(300); /* it is many times what the others do */
	for (i = 0; i < len; i++) {
		q.ip.octet[2] = (unsigned char)(i >> 8); /* not asked before */
		q.ip.octet[3] = (unsigned char)i;
		s.ip = q.ip;
		data[i] ^= 0xff;
		a.told = 0;
		a.k = i % 64 == 0 ? classify_ask(c, &q, &call) :
		    classify_session(c, &s, &call);
		until_told(&a);
		data[i] ^= 0xff;
	}
	assert_true(no_verdicts > 0);
	rules_drop(r);
}

static void
without_memory_who_asks_is_told(void **state)
{
	struct asker a;
	struct classify_call call = { on_any, &a, false };
	struct dynawall_question q = { .recipient = "" };
	struct err e;

	(void)state;
	a.told = no_verdicts = 0;
	assert_int_equal(ip_parse(&q.ip, "192.0.2.9", &e), 0);
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_null(classify_ask(c, &q, &call));
	assert_true(failing_end());
	assert_int_equal(a.told, 1);
	assert_int_equal(no_verdicts, 1);
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_null(classify_new(&loop, &e));
	assert_true(failing_end());
	assert_int_equal(e.class, ERR_TEMP);
}

/* Each row twice: the second time without the server, but for what it does not
 * know. */
static void
verdicts_are_those_of_the_rules(void **state)
{
	static const struct {
		const char *ip, *recipient;
		enum rule_action action;
		unsigned code;
		enum answer has_name;
		const char *rule;
	} row[] = {
		{ "192.0.2.1", NULL, RULE_BLOCK, 553, ANSWER_YES, "dynamic" },
		{ "192.0.2.2", NULL, RULE_PASS, 0, ANSWER_YES,
		    "default_action" },
		{ "192.0.2.2", "trap@example.org", RULE_BLOCK, 553, ANSWER_YES,
		    "trap" },
		{ "192.0.2.2", "other@example.org", RULE_PASS, 0, ANSWER_YES,
		    "default_action" },
		{ "192.0.2.2", "no mailbox", RULE_PASS, 0, ANSWER_YES,
		    "default_action" },
		{ "192.0.2.3", NULL, RULE_BLOCK, 553, ANSWER_NO,
		    "default_unresolved_action" },
		{ "192.0.2.4", NULL, RULE_DEFER, 451, ANSWER_UNKNOWN,
		    "default_unresolved_action" },
		{ "192.0.2.9", NULL, RULE_PASS, 0, ANSWER_NO, "" },
	};
	struct asker a;
	size_t i, round;

	(void)state;
	for (round = 0; round < 2; round++)
		for (i = 0; i < COUNT(row); i++) {
			ask(&a, row[i].ip, row[i].recipient);
			until_told(&a);
			if (a.action != row[i].action ||
			    a.code != row[i].code ||
			    a.has_name != row[i].has_name ||
			    (row[i].rule[0] != '\0' &&
			    strcmp(a.rule, row[i].rule) != 0))
				fail_msg("%s: action %d, code %u, name %d, %s",
				    row[i].ip, (int)a.action, a.code,
				    (int)a.has_name, a.rule);
		}
}

static struct deed *
on_ledger(void *arg, struct classify_client *k, const struct ip *ip)
{
	assert_ptr_equal(arg, &server);
	classify_held(k, ip->octet[3] != 3,
	    ip->octet[3] == 1 ? 1u << OFFENCE_TRAP : 0);
	return NULL;
}

static void
the_ledger_is_asked_if_a_rule_does(void **state)
{
	const struct classify_state state_ = { .offences = on_ledger,
		.arg = &server };
	struct asker a;

	(void)state;
	use("daemon /nowhere/socket\n"
	    "block @offender=trap id=bad\ndefault_unresolved_action pass\n"
	    "default_ip_action pass\n", 300);
	ask(&a, "192.0.2.2", NULL); /* nobody knows yet */
	until_told(&a);
	assert_string_equal(a.rule, "default_action");
	classify_use_state(c, &state_);
	ask(&a, "192.0.2.2", NULL);
	assert_string_equal(a.rule, "default_action");
	ask(&a, "192.0.2.1", NULL);
	until_told(&a);
	assert_string_equal(a.rule, "bad");
	assert_int_equal(a.code, 553);
	ask(&a, "192.0.2.3", NULL);
	until_told(&a);
	assert_string_equal(a.rule, "default_ip_action");
}

/* The state's answer takes its time. */
static struct deed *
on_ledger_later(void *arg, struct classify_client *k, const struct ip *ip)
{
	(void)k;
	(void)ip;
	return *(struct deed **)arg = calloc(1, sizeof(struct deed));
}

static struct deed *
on_refused_later(void *arg, struct classify_client *k, struct verdict *v,
    const struct judge *j)
{
	(void)v;
	(void)j;
	return on_ledger_later(arg, k, NULL);
}

static void
who_knows_clients_may_answer_later(void **state)
{
	struct deed *pending, *before;
	const struct classify_state state_ = { .offences = on_ledger_later,
		.refused = on_refused_later, .arg = &pending };
	struct classify_client *k;
	struct asker a;

	(void)state;
	use("daemon /nowhere/socket\n"
	    "block @offender=trap id=bad\ngrey @any id=grey\n", 0);
	classify_use_state(c, &state_);
	ask(&a, "192.0.2.1", NULL);
	k = a.k;
	before = pending;
	classify_held(k, true, 0); /* and now it is grey */
	free(before);
	assert_int_equal(a.told, 0);
	classify_go_on(k, "green", 5);
	free(pending);
	assert_int_equal(a.told, 1);
	assert_string_equal(a.rule, "grey");
	assert_int_equal(a.code, 451);
	ask(&a, "192.0.2.1", NULL);
	classify_cancel(a.k); /* with what it waits for */
	ask(&a, "192.0.2.1", NULL);
	k = a.k;
	before = pending;
	classify_held(k, true, 0);
	free(before);
	classify_cancel(k);
	assert_int_equal(a.told, 0);
}

static void
what_is_known_is_told_at_once(void **state)
{
	struct asker a;
	int before;

	(void)state;
	ask(&a, "192.0.2.1", NULL);
	assert_non_null(a.k);
	until_told(&a);
	before = questions;
	ask(&a, "192.0.2.1", NULL);
	assert_null(a.k);
	assert_int_equal(questions, before);
	assert_true(cache_len(classify_names(c)) >= 2);
}

static void
marks_are_told_each_time(void **state)
{
	struct asker a;
	int i;

	(void)state;
	use("mark @any id=seen\npass @any\n", 300);
	for (i = 0; i < 3; i++) {
		ask(&a, "192.0.2.1", NULL);
		until_told(&a);
		assert_string_equal(a.marks, "seen");
	}
}

static void
silence_ends_at_the_deadline(void **state)
{
	uint64_t from = uv_hrtime();
	struct asker a;

	(void)state;
	ask(&a, "192.0.2.5", NULL);
	until_told(&a);
	assert_in_range((uv_hrtime() - from) / 1000000, 290, 500);
	assert_int_equal(a.action, RULE_DEFER);
	assert_int_equal(a.has_name, ANSWER_UNKNOWN);
}

static void
many_are_under_way_at_once(void **state)
{
	static struct asker a[500];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(a); i++)
		ask(&a[i], i % 2 == 0 ? "192.0.2.1" : "192.0.2.2", NULL);
	for (i = 0; i < COUNT(a); i++) {
		until_told(&a[i]);
		assert_int_equal(a[i].action, i % 2 == 0 ? RULE_BLOCK :
		    RULE_PASS);
	}
}

/* Clients that were begun before the rules changed end with the old ones. */
static void
new_rules_are_for_new_clients(void **state)
{
	struct asker old, new, slow, none[2];

	(void)state;
	ask(&old, "192.0.2.1", NULL);
	ask(&slow, "192.0.2.5", NULL);
	ask(&none[0], "192.0.2.3", NULL);
	use("pass @regex=^dyn\\. id=now\npass @ip=192.0.2.3 id=too\n", 300);
	ask(&new, "192.0.2.1", NULL);
	ask(&none[1], "192.0.2.3", NULL);
	until_told(&old);
	until_told(&new);
	assert_string_equal(old.rule, "dynamic");
	assert_string_equal(new.rule, "now");
	until_told(&none[0]);
	until_told(&none[1]);
	assert_string_equal(none[0].rule, "default_unresolved_action");
	until_told(&slow);
	assert_int_equal(slow.action, RULE_DEFER);
}

/* With another deadline names are asked for anew, with the same they are
 * not. */
static void
names_stay_if_dns_is_asked_as_before(void **state)
{
	struct asker a;

	(void)state;
	ask(&a, "192.0.2.1", NULL);
	until_told(&a);
	use("block @any\n", 300);
	ask(&a, "192.0.2.1", NULL);
	assert_null(a.k);
	use("block @any\n", 301);
	ask(&a, "192.0.2.1", NULL);
	assert_non_null(a.k);
	until_told(&a);
	use("block @any\n", 0);
	assert_null(classify_names(c));
	ask(&a, "192.0.2.1", NULL);
	assert_null(a.k);
	assert_int_equal(a.has_name, ANSWER_UNKNOWN);
}

static void
nobody_is_called_after_classify_cancel(void **state)
{
	struct asker a, b;

	(void)state;
	ask(&a, "192.0.2.1", NULL);
	ask(&b, "192.0.2.1", NULL);
	classify_cancel(a.k);
	until_told(&b);
	assert_int_equal(a.told, 0);
	ask(&b, "192.0.2.2", NULL);
	classify_cancel(b.k); /* and then all ends */
}

#define t(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		t(verdicts_are_those_of_the_rules),
		t(a_damaged_image_answers_all_who_ask),
		t(without_memory_who_asks_is_told),
		t(a_name_that_was_told_is_proven_later),
		t(the_ledger_is_asked_if_a_rule_does),
		t(who_knows_clients_may_answer_later),
		t(what_is_known_is_told_at_once),
		t(marks_are_told_each_time),
		t(silence_ends_at_the_deadline),
		t(many_are_under_way_at_once),
		t(new_rules_are_for_new_clients),
		t(names_stay_if_dns_is_asked_as_before),
		t(nobody_is_called_after_classify_cancel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
