/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"
#include "lib/scarce.h"

static struct fixture f;

/* What our line says but for these. */
#define OURS(time, ip, host, action, code, note, name, auth) \
	time " mx dyn-host-filter: pid=7 ip=" ip " host=" host " action=" \
	action " code=" code " rule=x score=0 watch=- note=" note \
	" error=- name=" name " db=1a2b3c4d by=- at=- helo=- from=- to=- n=-" \
	" tls=- auth=" auth " child=- end=- why=-\n"
#define POSTFIX(time, text) time " mx postfix/smtpd[7]: " text "\n"

static const char some_log[] =
    OURS("2026-06-25T10:00:00Z", "198.51.100.1", "mx.firm.example", "pass",
    "-", "-", "given", "yes")
    OURS("2026-06-25T10:00:00Z", "198.51.100.2", "wombat.firm.example",
    "pass", "-", "-", "claimed", "yes")
    OURS("2026-06-25T10:00:01Z", "198.51.100.3", "mx.far.example", "block",
    "553", "dns:bl.example:listed", "proven", "-")
    OURS("2026-06-25T10:00:01Z", "198.51.100.4", "mx.near.example", "pass",
    "-", "dns:wl.example:listed,dns:bl.example:no", "given", "-")
    OURS("2026-06-25T10:00:02Z", "198.51.100.5", "-", "pass", "-", "-",
    "none", "-")
    POSTFIX("2026-06-25T10:00:03Z", "4A: client=mx.two.example[192.0.2.9]")
    POSTFIX("2026-06-25T10:00:03Z", "connect from unknown[192.0.2.7]")
    "2026-06-25T10:00:04Z mx postfix/cleanup[7]: 4A: message-id=<1@x>\n"
    "2026-06-25T10:00:04Z mx postfix/virtual[7]: 4A: to=<x@h>, "
    "relay=virtual, delay=1, status=sent (ok)\n"
    "2026-06-25T10:00:04Z mx postfix/smtp[7]: 4C: to=<x@h>, "
    "relay=mx.friend.example[192.0.2.66]:25, delay=1, status=sent (ok)\n"
    "2026-06-25T10:00:05Z mx postfix/qmgr[7]: 4A: removed\n"
    "2026-06-25T10:00:06Z mx postfix/smtpd[7]: connect from nowhere\n"
    "nothing\n";

static const char next_rules[] =
    "default_unresolved_action pass\ndefault_ip_action pass\n"
    "dns_timeout 100ms\n"
    "block @name=firm.example id=firm\n"
    "block @name=near.example id=except-4 expires=2027-01-01\n"
    "mark @name=two.example id=seen\n"
    "pass @dnswl=wl.example id=wl\n"
    "block @dnsbl=bl.example id=bl\n"
    "defer @name=two.example id=late expires=2026-06-20\n";

/* A replay, and what comes of it. */
struct run {
	struct replay_request q;
	char next[FIXTURE_PATH], now[FIXTURE_PATH], log[FIXTURE_PATH],
	    good[FIXTURE_PATH], bad[FIXTURE_PATH], suggest[FIXTURE_PATH];
	char *goods[2], *bads[2], *logs[2];
	int status;
	struct err e;
	char said[65536], wanted[65536];
};

static void
begin(struct run *r)
{
	memset(r, 0, sizeof(*r));
	fixture_text(&f, "next", next_rules);
	fixture_text(&f, "now", "default_unresolved_action pass\n"
	    "default_ip_action pass\nblock @name=far.example\n");
	fixture_text(&f, "log", some_log);
	fixture_text(&f, "good", "192.0.2.9\t-\n-\tmx.far.example\tgood\n");
	fixture_text(&f, "bad", "198.51.100.5\n");
	r->goods[0] = (char *)(uintptr_t)fixture_path(&f, r->good, "good");
	r->bads[0] = (char *)(uintptr_t)fixture_path(&f, r->bad, "bad");
	r->logs[0] = (char *)(uintptr_t)fixture_path(&f, r->log, "log");
	r->q = (struct replay_request){
		.next = fixture_path(&f, r->next, "next"),
		.now = fixture_path(&f, r->now, "now"), .since = "2026-06-01",
		.good = r->goods, .bad = r->bads,
		.own = "own.example,10.0.0.0/8",
		.suggest = fixture_path(&f, r->suggest, "suggest"),
		.logs = r->logs, .now_s = FIXTURE_NOW,
		.out = fmemopen(r->said, sizeof(r->said), "w+") };
	assert_non_null(r->q.out);
}

/* Run it; what it prints goes to said. */
static void
run(struct run *r)
{
	long len;

	rewind(r->q.out);
	r->e = (struct err){ .class = ERR_NONE };
	r->status = replay_run(&r->q, &r->e);
	assert_int_equal(fflush(r->q.out), 0);
	len = ftell(r->q.out);
	assert_in_range(len, 0, sizeof(r->said) - 1);
	r->said[len] = '\0';
}

static bool
replay(void *arg)
{
	struct run *r = arg;

	run(r);
	if (r->status == -1) {
		assert_int_equal(r->e.class, ERR_TEMP);
		return false;
	}
	assert_int_equal(r->status, REPLAY_SOMEBODY);
	if (r->wanted[0] == '\0')
		(void)strcpy(r->wanted, r->said);
	assert_string_equal(r->said, r->wanted);
	return true;
}

static void
without_memory_it_says_so(void **state)
{
	static struct run r;

	(void)state;
	begin(&r);
	assert_int_equal(scarce_each(replay, &r) > 0, scarce_can());
	assert_non_null(strstr(r.wanted, "pass @host=mx.firm.example"));
	(void)fclose(r.q.out);
	begin(&r);
	r.q.json = true;
	r.q.now = NULL;
	assert_int_equal(scarce_each(replay, &r) > 0, scarce_can());
	(void)fclose(r.q.out);
}

static void
what_is_asked_for_wrongly_is_told(void **state)
{
	static struct run r;
	static const struct {
		const char *since, *until;
	} row[] = {
		{ "yesterday", NULL }, { NULL, "tomorrow" },
		{ "2026-06-02", "2026-06-01" },
	};
	size_t i;

	(void)state;
	begin(&r);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		r.q.since = row[i].since;
		r.q.until = row[i].until;
		run(&r);
		assert_int_equal(r.status, -1);
		assert_int_equal(r.e.class, ERR_PERM);
	}
	r.q.since = r.q.until = NULL;
	r.q.suggest = "/nonexistent/exceptions";
	run(&r);
	assert_int_equal(r.status, -1);
	(void)fclose(r.q.out);
}

/* Whom the older rules believe is good for the newer ones, too. */
static void
lists_of_both_rules_are_believed(void **state)
{
	static struct run r;

	(void)state;
	begin(&r);
	r.goods[0] = NULL;
	fixture_text(&f, "next", "default_unresolved_action pass\n"
	    "default_ip_action pass\nblock @name=near.example id=near\n");
	run(&r);
	assert_null(strstr(r.said, "mx.near.example/"));
	fixture_text(&f, "now", "default_unresolved_action pass\n"
	    "default_ip_action pass\ndns_timeout 100ms\n"
	    "pass @dnswl=wl.example\n");
	run(&r);
	assert_non_null(strstr(r.said, "mx.near.example/"));
	(void)fclose(r.q.out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_memory_it_says_so),
		cmocka_unit_test(what_is_asked_for_wrongly_is_told),
		cmocka_unit_test(lists_of_both_rules_are_believed),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
