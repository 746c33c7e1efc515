/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report from its logs to all its forms, as dhf-report makes it: run after
 * run, and while memory runs out or a log can't be read. */
#include "report/reader.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "report/asjson.h"
#include "report/aspage.h"
#include "report/astext.h"
#include "report/census.h"
#include "report/digest.h"
#include "report/logfiles.h"
#include "report/position.h"
#include "report/progress.h"
#include "report/statefile.h"
#include "serve/counts.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW INT64_C(1764496800)
#define LINE(time, ip, action, rule) time " mx dyn-host-filter: pid=1 ip=" ip \
	" host=h1.dyn.example action=" action " code=- rule=" rule \
	" score=1 watch=w:block note=odd-name,mark:m,dns:bl.example:listed " \
	"error=- name=given db=0a1b2c3d by=daemon to=u@x.example why=-\n"
#define FIRST LINE("Nov 29 10:00:00", "198.51.100.1", "block", "one")
#define SECOND LINE("Nov 29 10:07:00", "198.51.100.2", "grey", "two")
#define THIRD LINE("Nov 29 11:00:00", "2001:db8::1", "pass", "three")

static struct fixture f;

/* One run, and what it has come to. */
struct run {
	const char *log[3]; /* names in the folder, up to a NULL */
	bool stateful;
	/* of the run that was last */
	int rc;             /* -1: it was given up */
	struct err e;       /* why */
	unsigned complaints;
	char why[512];      /* the last of them */
	uint64_t decisions;
	char *text;         /* owned: all forms, one behind the other */
	size_t len;
};

static void
on_trouble(void *arg, struct err *e)
{
	struct run *r = arg;

	r->complaints++;
	(void)snprintf(r->why, sizeof(r->why), "%s", e->msg);
}

static int
write_page(FILE *out, const struct digest *d, struct err *e)
{
	struct buf b = { 0 };
	int rc = 0;

	aspage_write(&b, d);
	if (b.failed)
		rc = err_memory(e);
	else
		(void)fwrite(b.data, 1, b.len, out);
	buf_free(&b);
	return rc;
}

static int
go(struct run *r, FILE *out, struct census *c, struct counts *counts)
{
	struct positions positions = { .len = 0 };
	struct logfiles logs = { .len = 0 };
	struct progress quiet = { .fd = -1 };
	struct reader reader = { .census = c, .counts = counts,
		.progress = &quiet, .complain = on_trouble, .arg = r };
	struct digest d = { .made_s = NOW, .version = "0" };
	char path[FIXTURE_PATH], state[FIXTURE_PATH];
	int rc = 0;
	size_t i;

	(void)fixture_path(&f, state, "state");
	if (r->stateful)
		reader.positions = &positions;
	for (i = 0; rc == 0 && r->log[i] != NULL; i++)
		rc = logfiles_add(&logs, fixture_path(&f, path, r->log[i]),
		    &r->e);
	if (rc == 0 && r->stateful)
		rc = statefile_read(state, &positions, counts, &r->e);
	if (rc == 0)
		rc = rulecount_know(&c->rules, &f.rules, &r->e);
	if (rc == 0)
		rc = reader_run(&reader, &logs, &r->e);
	if (rc == 0 && (rc = digest_fill(&d, c, 10, &r->e)) == 0) {
		astext_write(out, &d);
		asjson_write(out, &d);
		rc = write_page(out, &d, &r->e);
	}
	if (rc == 0 && r->stateful)
		rc = statefile_write(state, &positions, counts, &r->e);
	r->decisions = c->decisions;
	digest_free(&d);
	position_free(&positions);
	logfiles_free(&logs);
	return rc;
}

static void
run(struct run *r)
{
	struct census *c = failing_never(sizeof(*c));
	struct counts *counts;
	FILE *out;

	free(r->text);
	r->text = NULL;
	r->complaints = 0;
	r->why[0] = '\0';
	r->e = (struct err){ .msg = "" };
	out = open_memstream(&r->text, &r->len);
	assert_non_null(out);
	c->now_s = NOW;
	c->img = &f.img;
	r->rc = -1;
	counts = counts_new(&r->e);
	if (counts != NULL) {
		counts_any_rule(counts);
		r->rc = census_begin(c, &r->e);
	}
	if (r->rc == 0)
		r->rc = go(r, out, c, counts);
	counts_free(counts);
	census_end(c);
	free(c);
	(void)fclose(out);
}

static int
setup(void **state)
{
	(void)state;
	fixture_begin(&f);
	fixture_text(&f, "nets", "192.0.2.0/24\n");
	fixture_text(&f, "more,names", "a.example\n");
	fixture_load(&f, "block @ip=198.51.100.1 id=one\n"
	    "grey @ip=198.51.100.2 id=two\nblock @class=odd id=unhit7\n"
	    "mark @any id=m\nimport networks nets block\n"
	    "import spamdyke-rdns more,names\n");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	(void)failing_end();
	fixture_end(&f);
	return 0;
}

static void
append(const char *name, const char *text)
{
	char path[FIXTURE_PATH];
	FILE *out = fopen(fixture_path(&f, path, name), "a");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static void
move(const char *from, const char *to)
{
	char a[FIXTURE_PATH], b[FIXTURE_PATH];

	assert_int_equal(rename(fixture_path(&f, a, from),
	    fixture_path(&f, b, to)), 0);
}

/* Text with octets of any kind. */
static void
append_octets(const char *name, const void *data, size_t len)
{
	char path[FIXTURE_PATH];
	FILE *out = fopen(fixture_path(&f, path, name), "a");

	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

/* More of all than there is room for: the rest is told as one. */
static void
of_very_many_some_are_told_together(void **state)
{
	struct run r = { .log = { "log" } };
	char line[512];
	unsigned i;

	(void)state;
	for (i = 0; i < 6000; i++) {
		(void)snprintf(line, sizeof(line), "Nov 29 10:00:%02u mx "
		    "dyn-host-filter: pid=1 ip=198.51.100.%u host=h%u.example "
		    "action=block code=553 rule=r%u score=%u watch=- "
		    "note=dns:z%u.example:listed error=e%u name=given "
		    "db=%08x by=daemon to=u%u@x.example\n", i % 60, i % 256,
		    i, i % 11, i % 9, i % 50, i, i % 30, i);
		append("log", line);
	}
	run(&r);
	assert_int_equal(r.rc, 0);
	assert_int_equal(r.decisions, 6000);
	assert_non_null(strstr(r.text, "each may be too high by "));
	assert_non_null(strstr(r.text, "(others)"));
	assert_non_null(strstr(r.text, "\"word\":null,\"count\":"));
	free(r.text);
}

/* What no line of ours has, where somebody wrote it all the same. */
static void
odd_words_are_counted_as_none(void **state)
{
	static const char zeros[] = "Nov 29 10:00:00 mx dyn-host-filter: pid=1 "
	    "ip=198.51.100.1 host=h\0.example action=block code=553 "
	    "rule=a\0b score=1\0 watch=a\0b:block note=dns:z\0.example:listed,"
	    "mark:a\0b error=a\0b name=a\0b db=a\0b by=a\0b to=a\0b@x.example "
	    "n=1\n";
	static const char *const odd[] = { "watch=block", "watch=:block",
		"watch=w:", "watch=w:nonsense", "watch=,", "n=/1", "n=1/2/3",
		"n=x", "n=12345678901234", "score=12345678901234567890123",
		"score=x", "to=postmaster", "to=postmaster@x.example",
		"to=abuse@x.example", "to=abuse" };
	struct run r = { .log = { "log" } };
	char line[512];
	size_t i;

	(void)state;
	append_octets("log", zeros, sizeof(zeros) - 1);
	for (i = 0; i < COUNT(odd); i++) {
		(void)snprintf(line, sizeof(line), "Nov 29 10:00:01 mx "
		    "dhf-relay: pid=1 ip=198.51.100.1 host=- action=block "
		    "code=553 rule=r %s\n", odd[i]);
		append("log", line);
	}
	run(&r);
	assert_int_equal(r.rc, 0);
	assert_int_equal(r.decisions, 1 + COUNT(odd));
	assert_null(memchr(r.text, '\0', r.len));
	assert_null(strstr(r.text, "nonsense"));
	free(r.text);
}

/* Rules that are known are told though they never held, each once. */
static void
rules_are_known_by_their_labels(void **state)
{
	struct rulecounts rules = { .len = 0 };
	struct logread_value item = { NULL, 0 };
	char label[RULESET_LABEL];
	struct err e;
	size_t n, i;

	(void)state;
	assert_int_equal(rulecount_know(&rules, &f.rules, &e), 0);
	n = rules.len;
	assert_int_equal(n, 6);
	assert_int_equal(rulecount_know(&rules, &f.rules, &e), 0);
	assert_int_equal(rules.len, n);
	/* as it stands in a list of notes: without its comma */
	for (i = 0; i < n; i++)
		if (strstr(rules.rule[i].label, "more,names") != NULL)
			item = (struct logread_value){ strcpy(label,
			    rules.rule[i].label), strlen(label) };
	assert_non_null(item.at);
	*strchr(label, ',') = '?';
	assert_true(rulecount_of(&rules, &item)->known);
	assert_int_equal(rules.len, n);
	rulecount_free(&rules);
}

static void
what_was_read_is_not_read_again(void **state)
{
	struct run r = { .log = { "log" }, .stateful = true };

	(void)state;
	append("log", FIRST SECOND "half a li");
	run(&r);
	assert_int_equal(r.rc, 0);
	assert_int_equal(r.decisions, 2);
	run(&r);
	assert_int_equal(r.decisions, 0);
	append("log", "ne\n" THIRD);
	run(&r);
	assert_int_equal(r.decisions, 1);
	assert_int_equal(r.complaints, 0);
	/* another log of the name, and the old one beside it, with more */
	move("log", "log.1");
	append("log.1", FIRST);
	append("log", LINE("Nov 29 12:00:00", "198.51.100.9", "pass", "x"));
	run(&r);
	assert_int_equal(r.decisions, 2);
	assert_int_equal(r.complaints, 0);
	free(r.text);
}

/* Without a state nobody comes back for the rest of a line. */
static void
the_last_line_may_have_no_end(void **state)
{
	struct run r = { .log = { "log" } };

	(void)state;
	append("log", FIRST SECOND);
	append("log", "Nov 29 12:00:00 mx dyn-host-filter: pid=1 ip=- "
	    "action=pass rule=x");
	run(&r);
	assert_int_equal(r.decisions, 3);
	r.stateful = true;
	run(&r);
	assert_int_equal(r.decisions, 2);
	free(r.text);
}

/* Each form has each rule that held, and those that never did. */
static void
all_rules_are_told_of(void **state)
{
	static const char *const rule[] = { "one", "two", "three" };
	struct run r = { .log = { "log" } };
	const char *json, *page, *at;
	size_t i;

	(void)state;
	append("log", FIRST FIRST SECOND THIRD);
	run(&r);
	assert_int_equal(r.rc, 0);
	json = strstr(r.text, "\n{");
	page = strstr(r.text, "<!");
	assert_true(json != NULL && page != NULL && json < page);
	for (i = 0; i < COUNT(rule); i++) {
		at = strstr(r.text, rule[i]);
		assert_true(at != NULL && at < json);
		at = strstr(json, rule[i]);
		assert_true(at != NULL && at < page);
		assert_non_null(strstr(page, rule[i]));
	}
	assert_non_null(strstr(page, "unhit7"));
	free(r.text);
}

static void
a_log_that_was_cut_is_read_anew(void **state)
{
	struct run r = { .log = { "log" }, .stateful = true };
	char path[FIXTURE_PATH];

	(void)state;
	append("log", FIRST FIRST FIRST FIRST);
	run(&r);
	assert_int_equal(r.decisions, 4);
	assert_int_equal(truncate(fixture_path(&f, path, "log"),
	    (off_t)strlen(FIRST FIRST)), 0);
	run(&r);
	assert_int_equal(r.decisions, 2);
	assert_int_equal(r.complaints, 0);
	free(r.text);
}

static void
a_log_that_is_gone_is_told_of_once(void **state)
{
	struct run r = { .log = { "log" }, .stateful = true };

	(void)state;
	append("log", FIRST SECOND);
	run(&r);
	append("new", THIRD);
	move("new", "log"); /* over it */
	run(&r);
	assert_int_equal(r.complaints, 1);
	assert_non_null(strstr(r.why, "is another log than before"));
	assert_int_equal(r.decisions, 1);
	run(&r);
	assert_int_equal(r.complaints, 0);
	free(r.text);
}

/* The others are read all the same. */
static void
a_log_that_cannot_be_read_is_told_of(void **state)
{
	static const struct {
		const char *call, *why;
	} row[] = {
		{ "open", "open " }, { "fstat", "look at " },
		{ "pread", "read " }, { "read", "read " },
	};
	struct run r = { .log = { "bad", "log" } };
	char path[FIXTURE_PATH];
	size_t i;

	(void)state;
	append("bad", FIRST);
	append("log", SECOND);
	for (i = 0; i < 2 * COUNT(row); i++) {
		const char *call = row[i / 2].call;

		r.stateful = i % 2 == 1;
		(void)remove(fixture_path(&f, path, "state"));
		/* the state is the first to be opened */
		failing_nth(call, r.stateful && strcmp(call, "open") == 0 ?
		    2 : 1, EIO);
		run(&r);
		assert_true(failing_end());
		assert_int_equal(r.rc, 0);
		if (r.complaints != 1 || r.decisions != 1 ||
		    strstr(r.why, row[i / 2].why) == NULL)
			fail_msg("%zu: %u: %s", i, r.complaints, r.why);
	}
	free(r.text);
}

static char *well; /* of a run in which nothing failed */
static unsigned given_up;
static const char *before; /* a state to begin with; NULL: none */

/* With what fails a run is given up, or says of a log that it can't be read; or
 * it says what it would have said. */
static bool
run_once(void *arg)
{
	struct run *r = arg;
	char path[FIXTURE_PATH];
	bool failed;

	if (r->stateful)
		(void)remove(fixture_path(&f, path, "state"));
	if (before != NULL) /* by what does not fail */
		assert_int_equal(link(before, path), 0);
	run(r);
	failed = failing_end();
	if (r->rc == -1) {
		assert_true(failed);
		if (r->e.class != ERR_TEMP)
			fail_msg("%s", r->e.msg);
		given_up++;
	} else if (r->complaints > 0) {
		assert_true(failed);
	} else if (strcmp(r->text, well) != 0) {
		fail_msg("another report, and no error: %s", r->text);
	}
	return failed;
}

static void
no_report_is_made_of_half_a_log(void **state)
{
	static const struct {
		const char *name;
		int error;
	} call[] = {
		{ FAILING_MEMORY, ENOMEM }, { FAILING_ARENA, ENOMEM },
		{ "open", EMFILE }, { "read", EIO }, { "fstat", EIO },
		{ "pread", EIO }, { "opendir", EMFILE }, { "readdir", EIO },
		{ "fsync", EIO },
	};
	struct run r = { .log = { "logs", "log" } };
	char path[FIXTURE_PATH], old[FIXTURE_PATH];
	size_t i, k;

	(void)state;
	append("log", FIRST SECOND THIRD "no line of ours\n");
	assert_int_equal(mkdir(fixture_path(&f, path, "logs"), 0700), 0);
	append("logs/current", FIRST THIRD);
	append("logs/@40000000692ac42a0d8f5a3c.s", SECOND);
	append("logs/@40000000692ac42a0d8f5a3c.t", SECOND);
	append("logs/lock", "");
	for (k = 0; k < 2; k++) {
		r.stateful = k == 1;
		(void)remove(fixture_path(&f, path, "state"));
		run(&r);
		assert_int_equal(r.rc, 0);
		assert_int_equal(r.decisions, 6);
		well = r.text;
		r.text = NULL;
		given_up = 0;
		for (i = 0; i < COUNT(call); i++)
			(void)failing_each(call[i].name, call[i].error,
			    run_once, &r);
		assert_true(given_up > 20);
		free(well);
	}
	/* and with a state, behind which there is more */
	(void)remove(fixture_path(&f, path, "state"));
	run(&r);
	move("state", "before");
	before = fixture_path(&f, old, "before");
	append("log", FIRST);
	assert_int_equal(link(before, path), 0);
	run(&r);
	assert_int_equal(r.decisions, 1);
	well = r.text;
	r.text = NULL;
	for (i = 0; i < COUNT(call); i++)
		(void)failing_each(call[i].name, call[i].error, run_once, &r);
	before = NULL;
	free(well);
	free(r.text);
	assert_int_equal(remove(fixture_path(&f, path, "logs/lock")), 0);
	(void)remove(fixture_path(&f, path, "logs/current"));
	(void)remove(fixture_path(&f, path,
	    "logs/@40000000692ac42a0d8f5a3c.s"));
	(void)remove(fixture_path(&f, path,
	    "logs/@40000000692ac42a0d8f5a3c.t"));
	assert_int_equal(rmdir(fixture_path(&f, path, "logs")), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(of_very_many_some_are_told_together),
		TEST(odd_words_are_counted_as_none),
		TEST(rules_are_known_by_their_labels),
		TEST(what_was_read_is_not_read_again),
		TEST(the_last_line_may_have_no_end),
		TEST(all_rules_are_told_of),
		TEST(a_log_that_was_cut_is_read_anew),
		TEST(a_log_that_is_gone_is_told_of_once),
		TEST(a_log_that_cannot_be_read_is_told_of),
		TEST(no_report_is_made_of_half_a_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
