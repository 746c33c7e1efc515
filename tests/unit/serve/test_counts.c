/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/counts.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "policy/notes.h"
#include "policy/verdict.h"
#include "serve/listtimes.h"

#define NOW INT64_C(1790000000)

static struct fixture f;
static struct counts *c;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	return (c = counts_new(&f.e)) == NULL ? -1 : 0;
}

static int
end(void **state)
{
	(void)state;
	counts_free(c);
	fixture_end(&f);
	return 0;
}

static void
use(const char *rules)
{
	fixture_load(&f, rules);
	assert_int_equal(counts_rules(c, &f.img, &f.e), 0);
}

static void
line(const char *action, const char *rule, const char *watch,
    const char *note, const char *more)
{
	char text[2048];

	(void)snprintf(text, sizeof(text), "dyn-host-filter: pid=1 "
	    "ip=192.0.2.1 host=- action=%s code=- rule=%s score=0 watch=%s "
	    "note=%s error=- name=none db=0a by=-%s", action, rule, watch,
	    note, more);
	assert_true(counts_line(c, text, strlen(text), NOW));
}

/* Whether the text has a line. */
static bool
has(const char *sample)
{
	struct buf out = { 0 };
	char want[512];
	bool found;

	(void)snprintf(want, sizeof(want), "\n%s\n", sample);
	counts_write(&out, c);
	found = strstr(buf_text(&out), want) != NULL;
	buf_free(&out);
	return found;
}

static void
what_filters_tell_is_counted(void **state)
{
	(void)state;
	use("block @name=a.example id=one\nmark @name=x.example id=two\n");
	line("block", "one", "two:pass,one:block", "pregreet,mark:two,"
	    "dns:bl.example:listed,dns:rdns:unknown,limit:one", " dns_us=1500");
	line("block", "one", "-", "capped,dns:bl.example:no", " dns_us=500");
	line("pass", "default_action", "-", "-", "");
	line("defer", "nobody", "-", "-", "");
	assert_true(has("dhf_decisions_total{source=\"filter\",action="
	    "\"block\",rule=\"one\",reason=\"rule\"} 2"));
	assert_true(has("dhf_decisions_total{source=\"filter\",action="
	    "\"pass\",rule=\"default_action\",reason=\"default\"} 1"));
	assert_true(has("dhf_decisions_total{source=\"filter\",action="
	    "\"defer\",rule=\"other\",reason=\"rule\"} 1"));
	assert_true(has("dhf_watch_total{source=\"filter\",rule=\"two\","
	    "action=\"pass\"} 1"));
	assert_true(has("dhf_marks_total{source=\"filter\",rule=\"two\"} 1"));
	assert_true(has("dhf_lists_total{zone=\"bl.example\","
	    "result=\"listed\"} 1"));
	assert_true(has("dhf_lists_total{zone=\"bl.example\","
	    "result=\"no\"} 1"));
	assert_false(has("dhf_lists_total{zone=\"rdns\","
	    "result=\"unknown\"} 1"));
	assert_true(has("dhf_dns_wait_seconds_sum{source=\"filter\"} "
	    "0.002000"));
	assert_true(has("dhf_dns_wait_seconds_count{source=\"filter\"} 2"));
	assert_true(has("dhf_pregreet_total{source=\"filter\"} 1"));
	assert_true(has("dhf_capped_total{source=\"filter\"} 1"));
	assert_true(has("dhf_limits_total{source=\"filter\"} 1"));
	assert_true(has("dhf_last_line_timestamp_seconds 1790000000"));
}

static void
what_we_decide_is_counted_with_it(void **state)
{
	struct verdict v;
	struct notes n = { .len = 0 };

	(void)state;
	use("block @name=a.example id=one\n");
	verdict_init(&v);
	v.action = RULE_GREY;
	(void)strcpy(v.rule, "one");
	notes_add(&n, NOTE_WATCH, "one", "defer");
	notes_add(&n, NOTE_MARK, "one", "");
	notes_add(&n, NOTE_DNS, "bl.example", "unknown");
	counts_verdict(c, COUNTS_DYNAWALL, &v, &n, "green", NOW);
	assert_true(has("dhf_decisions_total{source=\"dynawall\",action="
	    "\"grey\",rule=\"one\",reason=\"rule\"} 1"));
	assert_true(has("dhf_watch_total{source=\"dynawall\",rule=\"one\","
	    "action=\"defer\"} 1"));
	assert_true(has("dhf_marks_total{source=\"dynawall\","
	    "rule=\"one\"} 1"));
	assert_true(has("dhf_lists_total{zone=\"bl.example\","
	    "result=\"unknown\"} 1"));
}

static void
a_fault_is_counted_by_its_kind(void **state)
{
	static const char text[] = "dyn-host-filter: pid=1 ip=192.0.2.1 host=- "
	    "action=defer code=451 rule=image-missing score=- watch=- note=- "
	    "error=open_it\n";

	(void)state;
	use("block @name=a.example id=one\n");
	assert_true(counts_line(c, text, sizeof(text) - 1, NOW));
	counts_fail(c, COUNTS_POSTFIX, "client_address", NOW);
	counts_fail(c, COUNTS_DYNAWALL, "weather", NOW);
	assert_true(has("dhf_faults_total{source=\"filter\","
	    "kind=\"image-missing\"} 1"));
	assert_true(has("dhf_faults_total{source=\"filter\","
	    "kind=\"program\"} 0"));
	assert_true(has("dhf_faults_total{source=\"postfix\","
	    "kind=\"client_address\"} 1"));
	assert_true(has("dhf_faults_total{source=\"dynawall\","
	    "kind=\"other\"} 1"));
	assert_true(has("dhf_decisions_total{source=\"postfix\",action="
	    "\"defer\",rule=\"client_address\",reason=\"fault\"} 1"));
}

/* 300 rules are hit: 200 have names, in whatever life, and a place behind one
 * that went is used again. */
static void
no_more_than_200_rules_have_a_name(void **state)
{
	char rules[300 * 32] = "", id[32];
	struct buf out = { 0 };
	size_t i, names = 0;
	const char *at;

	(void)state;
	for (i = 0; i < 300; i++) {
		(void)snprintf(id, sizeof(id), "block @port=%zu id=r%zu\n",
		    i + 1, i);
		(void)strcat(rules, id);
	}
	use(rules);
	for (i = 0; i < 300; i++) {
		(void)snprintf(id, sizeof(id), "r%zu", i);
		line("block", id, "-", "-", "");
	}
	counts_write(&out, c);
	for (at = buf_text(&out); (at = strstr(at, "rule=\"r")) != NULL; at++)
		names++;
	buf_free(&out);
	assert_int_equal(names, COUNTS_RULES);
	assert_true(has("dhf_decisions_total{source=\"filter\",action="
	    "\"block\",rule=\"other\",reason=\"rule\"} 100"));
	use("block @port=1 id=r1\nblock @port=2 id=new\n");
	line("block", "new", "-", "-", "");
	assert_true(has("dhf_decisions_total{source=\"filter\",action="
	    "\"block\",rule=\"new\",reason=\"rule\"} 1"));
	assert_true(has("dhf_decisions_total{source=\"filter\",action="
	    "\"block\",rule=\"r1\",reason=\"rule\"} 1"));
	assert_false(has("dhf_decisions_total{source=\"filter\",action="
	    "\"block\",rule=\"r2\",reason=\"rule\"} 1"));
}

static void
lists_beyond_64_are_other(void **state)
{
	char note[64];
	size_t i;

	(void)state;
	use("block @name=a.example id=one\n");
	for (i = 0; i < COUNTS_LISTS + 3; i++) {
		(void)snprintf(note, sizeof(note), "dns:z%zu.example:error",
		    i);
		line("pass", "one", "-", note, "");
	}
	assert_true(has("dhf_lists_total{zone=\"z63.example\","
	    "result=\"error\"} 1"));
	assert_true(has("dhf_lists_total{zone=\"other\","
	    "result=\"error\"} 3"));
}

static void
what_is_no_line_is_counted_as_such(void **state)
{
	(void)state;
	use("block @name=a.example id=one\n");
	assert_false(counts_line(c, "", 0, NOW));
	assert_false(counts_line(c, "dyn-host-filter: pid=1 action=no rule=x",
	    39, NOW));
	assert_true(has("dhf_unreadable_lines_total 2"));
}

/* Who has the log and no rules takes labels as they come. */
static void
a_log_alone_says_which_rules_there_are(void **state)
{
	static const char text[] = "dhfd: pid=1 ip=192.0.2.1 action=block "
	    "code=550 rule=of-some-rules note=- error=-";

	(void)state;
	assert_true(counts_line(c, text, strlen(text), NOW));
	assert_true(has("dhf_decisions_total{source=\"postfix\","
	    "action=\"block\",rule=\"other\",reason=\"rule\"} 1"));
	counts_any_rule(c);
	assert_true(counts_line(c, text, strlen(text), NOW));
	assert_true(has("dhf_decisions_total{source=\"postfix\","
	    "action=\"block\",rule=\"of-some-rules\",reason=\"rule\"} 1"));
	counts_seen(c, 3, NOW + 5, 0x0a1b2c3d);
	assert_true(has("dhf_unreadable_lines_total 3"));
	assert_true(has("dhf_last_line_timestamp_seconds 1790000005"));
	assert_true(has("dhf_image_info{db=\"0a1b2c3d\"} 1"));
	counts_seen(c, 0, INT64_MIN, 0);
	assert_true(has("dhf_last_line_timestamp_seconds 1790000005"));
}

static void
what_is_laid_to_no_rule_has_its_reason(void **state)
{
	static const struct {
		const char *label, *reason;
	} row[] = {
		{ "default_ip_action", "default" }, { "score_block", "score" },
		{ "RELAYCLIENT", "override" }, { "DHF", "override" },
		{ "exempt_rcpt", "override" }, { "mode", "mode" },
		{ "image", "fault" },
	};
	char want[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		line("pass", row[i].label, "-", "-", "");
		(void)snprintf(want, sizeof(want), "dhf_decisions_total{"
		    "source=\"filter\",action=\"pass\",rule=\"%s\","
		    "reason=\"%s\"} 1", row[i].label, row[i].reason);
		if (!has(want))
			fail_msg("%s", want);
	}
}

/* Words that are longer than any of ours, or of another form. */
static void
odd_words_are_other_or_nothing(void **state)
{
	static char label[COUNTS_LABEL + 50], zone[COUNTS_LABEL + 60];
	static const char other[] = "dhf-relay: pid=1 ip=192.0.2.1 "
	    "action=pass code=- rule=image note=- error=- dns_us=x",
	    none[] = "dhf-relay: pid=1 ip=192.0.2.1 action=pass code=- "
	    "rule=image note=- error=- 77";

	(void)state;
	use("block @name=a.example id=one\n");
	memset(label, 'r', sizeof(label) - 1);
	line("block", label, "one,:pass,one:eat", "-", " dns_us=");
	assert_true(has("dhf_decisions_total{source=\"filter\",action="
	    "\"block\",rule=\"other\",reason=\"rule\"} 1"));
	assert_false(has("dhf_watch_total{source=\"filter\",rule=\"one\","
	    "action=\"pass\"} 1"));
	memset(zone, 'z', sizeof(zone) - 1);
	memcpy(zone, "dns:", 4);
	(void)strcpy(zone + sizeof(zone) - 8, ":listed");
	line("block", "one", "-", zone, " dns_us=99999999999999");
	assert_true(has("dhf_lists_total{zone=\"other\",result=\"listed\"} "
	    "1"));
	assert_true(counts_line(c, other, strlen(other), NOW));
	assert_true(counts_line(c, none, strlen(none), NOW));
	assert_true(has("dhf_decisions_total{source=\"other\",action="
	    "\"pass\",rule=\"image\",reason=\"fault\"} 2"));
	assert_true(has("dhf_dns_wait_seconds_count{source=\"filter\"} 1"));
}

static void
lists_that_do_not_have_a_client_are_counted(void **state)
{
	struct verdict v;
	struct notes n = { .len = 0 };

	(void)state;
	verdict_init(&v);
	v.action = RULE_PASS;
	notes_add(&n, NOTE_DNS_NO, "bl.example", "no");
	counts_verdict(c, COUNTS_POSTFIX, &v, &n, NULL, NOW);
	assert_true(has("dhf_lists_total{zone=\"bl.example\",result=\"no\"} "
	    "1"));
}

/* Whatever an image says, its rules have names or it is told. */
static void
rules_of_a_damaged_image_are_told(void **state)
{
	struct listtimes times = { .len = 0 };
	unsigned failed = 0;
	size_t i;

	(void)state;
	fixture_load(&f, "block @name=a.example id=one\n"
	    "block @dnsbl=bl.example\n");
	for (i = 0; i < f.image.len; i++) {
		f.e.class = ERR_NONE;
		f.image.data[i] ^= 0xff;
		if (counts_rules(c, &f.img, &f.e) == -1 ||
		    listtimes_rules(&times, &f.img, &f.e) == -1) {
			assert_int_not_equal(f.e.class, ERR_NONE);
			failed++;
		}
		f.image.data[i] ^= 0xff;
	}
	assert_true(failed > 0);
	assert_int_equal(counts_rules(c, &f.img, &f.e), 0);
	assert_int_equal(listtimes_rules(&times, &f.img, &f.e), 0);
}

static void
without_memory_there_are_no_counts(void **state)
{
	struct err e;

	(void)state;
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_null(counts_new(&e));
	assert_true(failing_end());
	assert_int_equal(e.class, ERR_TEMP);
	fixture_load(&f, "block @name=a.example id=one\n");
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_int_equal(counts_rules(c, &f.img, &e), -1);
	assert_true(failing_end());
	line("block", "one", "-", "-", ""); /* and no rule has a name */
	assert_true(has("dhf_decisions_total{source=\"filter\",action="
	    "\"block\",rule=\"other\",reason=\"rule\"} 1"));
}

int
main(void)
{
#define t(x) cmocka_unit_test_setup_teardown(x, begin, end)
	static const struct CMUnitTest tests[] = {
		t(what_filters_tell_is_counted),
		t(what_we_decide_is_counted_with_it),
		t(a_fault_is_counted_by_its_kind),
		t(no_more_than_200_rules_have_a_name),
		t(lists_beyond_64_are_other),
		t(what_is_no_line_is_counted_as_such),
		t(what_is_laid_to_no_rule_has_its_reason),
		t(odd_words_are_other_or_nothing),
		t(lists_that_do_not_have_a_client_are_counted),
		t(rules_of_a_damaged_image_are_told),
		t(without_memory_there_are_no_counts),
		cmocka_unit_test_setup_teardown(
		    a_log_alone_says_which_rules_there_are, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
