/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"

/* What a replay finds, of clients that are made for it. */
static struct fixture f;
static struct err e;
static char *said; /* the report, or the error */
static FILE *out;  /* the log that is made */

#define HEAD "default_unresolved_action pass\ndefault_ip_action pass\n"

static void
begin(void)
{
	char path[FIXTURE_PATH];

	out = fopen(fixture_path(&f, path, "log"), "w");
	assert_non_null(out);
}

/* One of our lines; further words may follow its name. */
static void
line(const char *ip, const char *host, const char *action, const char *name)
{
	(void)fprintf(out, "2026-06-10T10:00:00Z mx dyn-host-filter: pid=7 "
	    "ip=%s host=%s action=%s code=- rule=x name=%s\n", ip, host,
	    action, name);
}

/* Replay the log by rules, against others or NULL. */
static int
replay(const char *next, const char *now, bool json)
{
	char file[3][FIXTURE_PATH];
	char *none[] = { NULL }, *logs[] = { file[0], NULL };
	struct replay_request q = { .good = none, .bad = none, .logs = logs,
		.json = json, .now_s = FIXTURE_NOW,
		.next = fixture_path(&f, file[1], "n\303\251xt") };
	size_t len;
	int rc;

	if (out != NULL)
		assert_int_equal(fclose(out), 0);
	fixture_text(&f, "n\303\251xt", next);
	(void)fixture_path(&f, file[0], "log");
	if (now != NULL) {
		fixture_text(&f, "now", now);
		q.now = fixture_path(&f, file[2], "now");
	}
	free(said);
	said = NULL;
	out = q.out = open_memstream(&said, &len);
	assert_non_null(out);
	rc = replay_run(&q, &e);
	if (rc == -1)
		(void)fprintf(out, "%s", e.msg);
	assert_int_equal(fclose(out), 0);
	out = NULL;
	return rc;
}

static bool
has(const char *text)
{
	return strstr(said, text) != NULL;
}

static size_t
count(const char *text)
{
	const char *at = said;
	size_t n = 0;

	for (; (at = strstr(at, text)) != NULL; at++)
		n++;
	return n;
}

static void
of_very_many_some_are_shown(void **state)
{
	char ip[32], host[32];
	unsigned i;

	(void)state;
	begin();
	for (i = 0; i < 1100; i++) {
		(void)snprintf(ip, sizeof(ip), "2001:db8::%x", i);
		(void)snprintf(host, sizeof(host), "h%u.d%u.example", i, i);
		line(ip, host, "pass", "given auth=yes");
	}
	assert_int_equal(replay(HEAD "block @name=example id=all\n", NULL,
	    false), REPLAY_SOMEBODY);
	assert_true(has("\n  and 1,000 more\n"));
	assert_int_equal(count("\n  pass @"), 1000);
	assert_true(has("no exception is suggested for 100 good clients"));
	assert_int_equal(replay(HEAD "block @name=example id=all\n", NULL,
	    true), REPLAY_SOMEBODY);
	assert_int_equal(count("\"client\":"), 1000);
	assert_true(has("\"without_suggestion\":100"));
}

/* Of so many that the limit is met one may be refused. */
static void
few_of_very_many_are_few_enough(void **state)
{
	char ip[32], host[32];
	unsigned i;

	(void)state;
	begin();
	for (i = 0; i < 12000; i++) {
		(void)snprintf(ip, sizeof(ip), "2001:db8::%x", i);
		(void)snprintf(host, sizeof(host), "h.d%u.example", i);
		line(ip, host, "pass", "given auth=yes");
	}
	assert_int_equal(replay(HEAD "block @name=d7.example id=one\n", NULL,
	    false), REPLAY_SOMEBODY);
	assert_true(has("good clients newly refused: 1 of 12,000"));
	assert_false(has("too many for block"));
	assert_int_equal(replay(HEAD "block @name=d7.example id=one\n"
	    "block @name=d8.example id=two\nblock @name=d9.example id=three\n",
	    NULL, false), REPLAY_SOMEBODY);
	assert_true(has("too many for block"));
}

static void
one_name_may_have_many_addresses(void **state)
{
	(void)state;
	begin();
	line("198.51.100.2", "mx.a.example", "pass", "given auth=yes");
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	line("198.51.100.3", "mx.a.example", "pass", "given note=pregreet");
	line("198.51.100.4", "mx.a.example", "pass", "given");
	line("198.51.100.5", "b.example", "pass", "given auth=yes");
	line("198.51.100.5", "c.example", "block", "given auth=yes");
	assert_int_equal(replay(HEAD "block @name=example id=all\n", NULL,
	    false), REPLAY_SOMEBODY);
	assert_true(has("pass @host=mx.a.example id=except-2 ref=replay  "
	    "# frees 2 good, 1 bad, 1 others"));
	assert_true(strstr(said, "mx.a.example/198.51.100.1 ") <
	    strstr(said, "mx.a.example/198.51.100.2 "));
	assert_false(has("no exception is suggested"));
	assert_int_equal(replay(HEAD "block @name=example id=all\n", NULL,
	    true), REPLAY_SOMEBODY);
	assert_int_equal(count("\"client\":"), 3);
}

/* Three of a domain, one of which has the domain itself as its name. */
static void
a_domain_may_be_a_name(void **state)
{
	(void)state;
	begin();
	line("198.51.100.1", "a.example", "pass", "given auth=yes");
	line("198.51.100.2", "x.a.example", "pass", "given auth=yes");
	line("198.51.100.3", "y.a.example", "pass", "given auth=yes");
	line("198.51.100.4", "x.b.example", "pass", "given auth=yes");
	line("198.51.100.5", "y.b.example", "pass", "given auth=yes");
	assert_int_equal(replay(HEAD "block @name=example id=all\n", NULL,
	    false), REPLAY_SOMEBODY);
	assert_true(has("pass @host=a.example id="));
	assert_true(has("pass @name=a.example id="));
	assert_true(has("pass @host=x.b.example id="));
	assert_true(has("pass @host=y.b.example id="));
}

static void
who_only_claims_a_name_is_excepted_by_address(void **state)
{
	static const struct {
		const char *host, *name;
		bool excepted;
	} row[] = {
		{ "mail.firm.example", "claimed", true },
		{ "wombat.firm.example", "doubtful", true },
		{ "static-198-51-100-1.firm.example", "claimed", true },
		{ "dsl-198-51-100-1.pool.firm.example", "claimed", false },
		{ "vps-198-51-100-1.firm.example", "claimed", false },
		{ "a\";block@any", "claimed", false },
		{ "a\";block@any", "given", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char name[64];

		(void)snprintf(name, sizeof(name), "%s auth=yes", row[i].name);
		begin();
		line("198.51.100.1", row[i].host, "pass", name);
		assert_int_equal(replay(HEAD "defer @ip=198.51.100.0/24\n",
		    NULL, false), REPLAY_SOMEBODY);
		if (has("pass @ip=198.51.100.1 id=except-1") !=
		    row[i].excepted)
			fail_msg("%s: %s", row[i].host, said);
	}
}

static void
names_that_nobody_looked_up_are_believed_as_the_rules_say(void **state)
{
	(void)state;
	begin();
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	assert_int_equal(replay(HEAD "names unverified\n"
	    "defer @name=example id=all\n", NULL, false), REPLAY_SOMEBODY);
	assert_true(has("no exception is suggested for 1 good clients"));
	begin();
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	assert_int_equal(replay(HEAD "names unverified\n"
	    "block @name=example id=all\n", NULL, false), REPLAY_NOTHING);
	assert_true(has("undetermined 1,"));
}

static void
rules_are_what_they_do(void **state)
{
	(void)state;
	begin();
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	assert_int_equal(replay(HEAD
	    "block @name=a.example mode=off id=unused\n"
	    "block @name=a.example mode=watch id=seen\n"
	    "mark @name=a.example id=marked\n"
	    "block @name=a.example\n"
	    "block @host=mx.a.example id=other\n"
	    "block @name=a.example id=again\n", NULL, false),
	    REPLAY_SOMEBODY);
	assert_true(has("  off\n"));
	assert_true(has("  watched\n"));
	assert_true(has("  marking\n"));
	assert_true(has("  deciding\n"));
	assert_true(has("/n??xt:6\n"));
	begin();
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	line("198.51.100.2", "my.a.example", "pass", "given auth=yes");
	assert_int_equal(replay(HEAD
	    "block @host=mx.a.example\nblock @host=my.a.example\n"
	    "block @name=a.example id=later\n", NULL, false),
	    REPLAY_SOMEBODY);
	assert_true(has("n??xt:3 and others\n"));
	begin();
	line("198.51.100.2", "my.a.example", "pass", "given auth=yes");
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	assert_int_equal(replay(HEAD
	    "block @host=mx.a.example\nblock @host=my.a.example\n"
	    "block @name=a.example id=later\n", NULL, false),
	    REPLAY_SOMEBODY);
	assert_true(has("n??xt:3 and others\n"));
}

static void
more_rules_than_are_told_of_may_hold(void **state)
{
	static char rules[8192];
	size_t len, i;

	(void)state;
	len = (size_t)snprintf(rules, sizeof(rules), HEAD);
	for (i = 0; i < 40; i++)
		len += (size_t)snprintf(rules + len, sizeof(rules) - len,
		    "mark @name=a.example id=m%zu\n", i);
	for (i = 0; i < 40; i++)
		len += (size_t)snprintf(rules + len, sizeof(rules) - len,
		    "block @name=a.example id=b%zu\n", i);
	begin();
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	assert_int_equal(replay(rules, NULL, false), REPLAY_SOMEBODY);
	assert_int_equal(count("  marking\n"), 32);
	assert_int_equal(count("  shadowed by b0 at "), 32);
}

static void
rules_hold_until_they_expire(void **state)
{
	(void)state;
	begin();
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	assert_int_equal(replay(HEAD
	    "block @host=a.a.example id=c expires=2026-06-20\n"
	    "block @host=b.a.example id=a expires=2026-06-18\n"
	    "block @host=c.a.example id=b expires=2026-06-20\n"
	    "block @name=a.example id=now\n"
	    "block @host=mx.a.example id=late expires=2026-06-20\n"
	    "block @host=mx.a.example id=gone expires=2026-06-01\n"
	    "block @host=mx.a.example id=unused mode=off\n", NULL, false),
	    REPLAY_SOMEBODY);
	assert_int_equal(count("shadowed by now"), 1);
	assert_int_equal(count("stale:"), 4);
}

static void
scores_refuse_without_a_rule(void **state)
{
	(void)state;
	begin();
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	assert_int_equal(replay(HEAD "score_block 5\n"
	    "score 9 @name=a.example id=much\n", NULL, false),
	    REPLAY_SOMEBODY);
	assert_true(has("  scoring\n"));
	assert_true(has("pass -> block  \n"));
	assert_int_equal(replay(HEAD "score_block 5\n"
	    "score 9 @name=a.example id=much\n", NULL, true),
	    REPLAY_SOMEBODY);
	assert_true(has("\"candidate\":\"block\",\"rule\":null"));
}

static void
grey_and_samples_are_counted(void **state)
{
	(void)state;
	begin();
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	line("198.51.100.2", "mx.b.example", "grey", "given auth=yes");
	line("198.51.100.3", "mx.c.example", "pass",
	    "given auth=yes note=sample");
	line("198.51.100.4", "bot.d.example", "block", "given note=pregreet");
	line("198.51.100.5", "bot.e.example", "block", "given note=pregreet");
	assert_int_equal(replay(HEAD "grey @name=a.example\n"
	    "grey @name=b.example\ngrey @name=e.example\n"
	    "grey @name=c.example\n", NULL, false), REPLAY_NOBODY);
	assert_true(has("newly grey 2, undetermined 0"));
	assert_true(has("freed: 2"));
	assert_true(has("whom the rules defer: good 1, bad 0, neither 0"));
}

static void
lines_without_a_time_are_counted(void **state)
{
	(void)state;
	begin();
	(void)fputs("dyn-host-filter: pid=7 ip=198.51.100.1 host=mx.a.example "
	    "action=pass code=- rule=x name=given auth=yes\n", out);
	assert_int_equal(replay(HEAD "block @name=a.example id=one\n", NULL,
	    false), REPLAY_SOMEBODY);
	assert_true(has("replay of lines without a time: 1 connections"));
	assert_true(has("  -           deciding\n"));
}

/* Two of the same address range whose names nobody could find. */
static void
names_that_were_not_found_are_not_absent(void **state)
{
	(void)state;
	begin();
	line("198.51.100.1", "-", "pass", "unknown auth=yes");
	line("198.51.100.2", "-", "pass", "unknown auth=yes");
	line("192.0.2.1", "-", "pass", "unknown auth=yes");
	assert_int_equal(replay(HEAD "block @ip=198.51.100.0/24 id=net\n"
	    "pass @name=a.example\n", NULL, false), REPLAY_SOMEBODY);
	assert_true(has("good clients newly refused: 2 of 3"));
}

static void
exceptions_that_cannot_be_tried_are_told(void **state)
{
	struct rlimit all, none;
	const char *tmp = getenv("TMPDIR");
	char *kept = tmp == NULL ? NULL : strdup(tmp);
	int rc;

	(void)state;
	begin();
	line("198.51.100.1", "mx.a.example", "pass", "given auth=yes");
	(void)fflush(out);
	(void)setenv("TMPDIR", "/nonexistent", 1);
	assert_int_equal(replay(HEAD "block @name=a.example\n", NULL, false),
	    -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_true(has("make /nonexistent/dhf-replay."));
	if (kept != NULL)
		(void)setenv("TMPDIR", kept, 1);
	else
		(void)unsetenv("TMPDIR");
	free(kept);

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
	none = all;
	none.rlim_cur = 46; /* the rules fit, the exceptions do not */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	rc = replay("default_ip_action pass\nblock @name=a.example\n", NULL,
	    false);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_int_equal(rc, -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_true(has("write the exceptions"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_very_many_some_are_shown),
		cmocka_unit_test(few_of_very_many_are_few_enough),
		cmocka_unit_test(one_name_may_have_many_addresses),
		cmocka_unit_test(a_domain_may_be_a_name),
		cmocka_unit_test(who_only_claims_a_name_is_excepted_by_address),
		cmocka_unit_test(
		    names_that_nobody_looked_up_are_believed_as_the_rules_say),
		cmocka_unit_test(rules_are_what_they_do),
		cmocka_unit_test(more_rules_than_are_told_of_may_hold),
		cmocka_unit_test(rules_hold_until_they_expire),
		cmocka_unit_test(scores_refuse_without_a_rule),
		cmocka_unit_test(grey_and_samples_are_counted),
		cmocka_unit_test(lines_without_a_time_are_counted),
		cmocka_unit_test(names_that_were_not_found_are_not_absent),
		cmocka_unit_test(exceptions_that_cannot_be_tried_are_told),
	};
	int failed = cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);

	free(said);
	return failed;
}
