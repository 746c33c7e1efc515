/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/logline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "rule/mailbox.h"

static struct evidence ev;
static struct verdict v;
static struct notes notes;
static struct logline line;

static int
begin(void **state)
{
	struct err e;

	(void)state;
	evidence_init(&ev);
	assert_int_equal(evidence_ip(&ev, "192.0.2.1", &e), 0);
	verdict_init(&v);
	notes_clear(&notes);
	line = (struct logline){ .program = "dyn-host-filter",
		.pid = 77, .ev = &ev, .verdict = &v,
		.notes = &notes };
	return 0;
}

/* The line as a string, checked for what holds of every line. */
static const char *
format(void)
{
	static char text[LOGLINE_MAX + 1];
	size_t len = logline_format(text, LOGLINE_MAX, &line), i;

	assert_in_range(len, 1, LOGLINE_MAX);
	assert_int_equal(text[len - 1], '\n');
	for (i = 0; i + 1 < len; i++)
		assert_in_range(text[i], ' ', '~');
	text[len] = '\0';
	return text;
}

static void
logline_has_every_key_once(void **state)
{
	(void)state;
	assert_string_equal(format(), "dyn-host-filter: pid=77 ip=192.0.2.1 "
	    "host=- action=pass code=- rule=- score=0 watch=- note=- "
	    "error=- name=none db=- by=- at=- helo=- from=- to=- n=- "
	    "tls=- auth=- child=- end=- why=-\n");
	evidence_name(&ev, "Host.Example");
	v.action = RULE_BLOCK;
	v.code = 553;
	v.score_milli = -1500;
	(void)snprintf(v.rule, sizeof(v.rule), "dhf.conf:7");
	notes_add(&notes, NOTE_WATCH, "w", "block");
	notes_add(&notes, NOTE_WATCH, "x", "pass");
	line.db = 0xab12;
	line.by = "daemon";
	(void)strcpy(v.receipt, "1EQY354D9E3K");
	line.error = "open /etc/dhf.db: no such file";
	assert_string_equal(format(), "dyn-host-filter: pid=77 ip=192.0.2.1 "
	    "host=host.example action=block code=553 rule=dhf.conf:7 "
	    "score=-1.5 watch=w:block,x:pass note=- "
	    "error=open_/etc/dhf.db:_no_such_file name=given db=0000ab12 "
	    "by=daemon at=- helo=- from=- to=- n=- tls=- auth=- child=- "
	    "end=- why=1EQY354D9E3K\n");
}

static void
said(struct mailbox *sender, struct mailbox *rcpt)
{
	struct err e;

	assert_int_equal(mailbox_parse(sender, "<Ann@Out.Example>", &e), 0);
	assert_int_equal(mailbox_parse(rcpt, "<\"b o\"@in.example>", &e), 0);
	ev.helo = "[192.0.2.1]";
	ev.sender = sender;
	ev.rcpt = rcpt;
}

static void
logline_tells_what_was_said(void **state)
{
	struct mailbox sender, rcpt, nobody = { .local_len = 0 };

	(void)state;
	said(&sender, &rcpt);
	assert_non_null(strstr(format(), " at=- helo=- from=- to=- n=- "));
	line.at = "rcpt";
	assert_non_null(strstr(format(), " by=- at=rcpt helo=[192.0.2.1] "
	    "from=ann@out.example to=b_o@in.example n=- tls=- auth=- child=- "
	    "end=- why=-\n"));
	line.refused = 7;
	line.passed = 1;
	line.tls = line.auth = "yes";
	line.child = 4711;
	line.end = 250;
	assert_non_null(strstr(format(), " n=7/1 tls=yes auth=yes child=4711 "
	    "end=250 why=-\n"));
	line.discreet = true;
	assert_non_null(strstr(format(), " helo=[192.0.2.1] from=- to=- "));
	line.discreet = false;
	ev.sender = &nobody;
	ev.rcpt = NULL;
	assert_non_null(strstr(format(), " from=<> to=- "));
}

/* Addresses of the longest form have room, and are cut before anything that
 * we say ourselves is. */
static void
logline_cuts_what_was_said_first(void **state)
{
	static char room[700];
	struct mailbox m;
	char rule[200], *to;
	size_t len;

	(void)state;
	memset(m.local, 'l', MAILBOX_LOCAL_MAX);
	memset(m.domain, 'd', DOMAINS_MAX);
	m.local[m.local_len = MAILBOX_LOCAL_MAX] = '\0';
	m.domain[m.domain_len = DOMAINS_MAX] = '\0';
	ev.sender = ev.rcpt = &m;
	ev.helo = m.domain;
	line.at = "rcpt";
	assert_int_equal(strcspn(strstr(format(), " from=") + 6, " "), 318);
	assert_int_equal(strcspn(strstr(format(), " to=") + 4, " "), 318);
	assert_int_equal(strcspn(strstr(format(), " helo=") + 6, " "), 253);
	memset(rule, 'r', sizeof(rule));
	memcpy(v.rule, rule, 120);
	v.rule[120] = '\0';
	len = logline_format(room, sizeof(room) - 1, &line);
	assert_in_range(len, 500, sizeof(room) - 1);
	room[len] = '\0';
	assert_int_equal(strcspn(strstr(room, " rule=") + 6, " "), 120);
	to = strstr(room, " to=lll");
	assert_non_null(to);
	assert_in_range(strcspn(to + 4, " "), 12, 200);
	assert_int_equal(room[len - 1], '\n');
}

static void
logline_tells_the_address_as_given_if_it_is_none(void **state)
{
	(void)state;
	evidence_init(&ev);
	assert_non_null(strstr(format(), " ip=- "));
	line.ip = "unknown";
	assert_non_null(strstr(format(), " ip=unknown "));
	line.ip = "a b\n1";
	assert_non_null(strstr(format(), " ip=a_b?1 "));
}

static void
logline_notes_are_a_list(void **state)
{
	(void)state;
	v.capped = true;
	assert_non_null(strstr(format(), " note=capped "));
	line.norelay = "norelay:full";
	assert_non_null(strstr(format(), " note=norelay:full,capped "));
	line.ban = "ban:none";
	assert_non_null(strstr(format(),
	    " note=ban:none,norelay:full,capped "));
	line.norelay = line.ban = NULL;
	v.odd_name = line.pregreet = line.open = true;
	notes_add(&notes, NOTE_DNS_NO, "no.ex", "no");
	notes_add(&notes, NOTE_LIMIT, "a", "");
	notes_add(&notes, NOTE_LIMIT, "f,g:1", "");
	notes_add(&notes, NOTE_MARK, "m", "");
	assert_non_null(strstr(format(), " note=open,pregreet,capped,"
	    "odd-name,limit:a,limit:f?g:1,mark:m,dns:no.ex:no "));
	notes_add(&notes, NOTE_DNS, "rdns", "none");
	notes_add(&notes, NOTE_DNS, "zen.ex", "listed");
	assert_non_null(strstr(format(), ",mark:m,dns:rdns:none,"
	    "dns:zen.ex:listed,dns:no.ex:no "));
	verdict_init(&v);
	notes_clear(&notes);
	notes_add(&notes, NOTE_MARK, "m", "");
	line.pregreet = line.open = false;
	assert_non_null(strstr(format(), " note=mark:m "));
}

/* Fault H-04: every byte, in every value that comes from outside. */
static void
logline_prints_no_byte_that_is_not_printable(void **state)
{
	char bytes[4], want[16];
	int c;

	(void)state;
	for (c = 1; c < 256; c++) {
		bytes[0] = (char)c;
		(void)strcpy(bytes + 1, "z");
		(void)snprintf(want, sizeof(want), "=%cz ", c == ' ' ? '_' :
		    c > 0x20 && c < 0x7f ? c : '?');
		(void)begin(state);
		(void)snprintf(v.rule, sizeof(v.rule), "%s", bytes);
		assert_non_null(strstr(format(), want));
		(void)snprintf(ev.name, sizeof(ev.name), "%s", bytes);
		notes_add(&notes, NOTE_WATCH, bytes, "");
		notes_add(&notes, NOTE_MARK, bytes, "");
		line.error = bytes;
		(void)format();
	}
}

/* Everything as long as it can be: all keys are there, the line ends, and what
 * matters most is whole, in whatever room there is. */
static void
logline_cuts_long_values(void **state)
{
	static char text[LOGLINE_MAX], error[4096];
	char long_note[200];
	struct mailbox m;
	size_t room, len, spaces, i;

	(void)state;
	memset(error, 'e', sizeof(error) - 1);
	memset(ev.name, 'n', sizeof(ev.name) - 1);
	memset(v.rule, 'r', sizeof(v.rule) - 1);
	memset(long_note, 'l', sizeof(long_note) - 1);
	long_note[sizeof(long_note) - 1] = '\0';
	notes_add(&notes, NOTE_WATCH, long_note, "block");
	notes_add(&notes, NOTE_LIMIT, long_note, "");
	notes_add(&notes, NOTE_MARK, ",,,", "");
	line.error = error;
	line.pid = (unsigned long)-1;
	line.db = UINT32_MAX;
	line.by = "filter";
	line.state = "nostate";
	line.at = "connect";
	line.tls = line.auth = error;
	line.refused = line.passed = line.end = (unsigned)-1;
	line.child = (unsigned long)-1;
	memset(m.local, 'l', MAILBOX_LOCAL_MAX);
	m.local[m.local_len = MAILBOX_LOCAL_MAX] = '\0';
	m.domain_len = 0;
	ev.sender = ev.rcpt = &m;
	ev.helo = error;
	(void)strcpy(v.receipt, "ZZZZZZZZZZZX");
	v.action = RULE_BLOCK;
	v.code = (unsigned)-1;
	v.score_milli = INT32_MIN;
	v.capped = v.odd_name = line.pregreet = line.open = true;
	assert_int_equal(evidence_ip(&ev, "2001:db8:1111:2222:3333:4444:5555:"
	    "6666", &(struct err){ 0 }), 0);
	assert_int_equal(logline_format(text, 64, &line), 64);
	for (room = LOGLINE_LEAST; room <= LOGLINE_MAX; room += 64) {
		len = logline_format(text, room, &line);
		assert_in_range(len, 400, room);
		assert_int_equal(text[len - 1], '\n');
		for (spaces = 0, i = 0; i < len; i++)
			spaces += text[i] == ' ';
		assert_int_equal(spaces, 23); /* so many keys */
		text[len - 1] = '\0';
		assert_non_null(strstr(text, " ip=2001:db8:1111:2222:3333:"
		    "4444:5555:6666 "));
		assert_non_null(strstr(text, " name=none db=ffffffff "
		    "by=filter at=connect helo=eeee"));
		assert_non_null(strstr(text, " why=ZZZZZZZZZZZX"));
	}
}

/* How the name is known: the words of dhf(7). */
static void
logline_says_how_the_name_is_known(void **state)
{
	static const struct {
		enum answer has_name;
		bool learnt, unproven, doubtful;
		const char *want;
	} row[] = {
		{ ANSWER_YES, false, false, false, " name=given " },
		{ ANSWER_YES, true, false, false, " name=proven " },
		{ ANSWER_YES, true, true, false, " name=claimed " },
		{ ANSWER_YES, true, false, true, " name=doubtful " },
		{ ANSWER_YES, true, true, true, " name=doubtful " },
		{ ANSWER_NO, true, false, false, " name=none " },
		{ ANSWER_UNKNOWN, false, false, false, " name=unknown " },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		ev.has_name = row[i].has_name;
		ev.learnt = row[i].learnt;
		ev.unproven = row[i].unproven;
		ev.doubtful = row[i].doubtful;
		assert_non_null(strstr(format(), row[i].want));
	}
}

/* A line that just fits is whole, and one byte less cuts what was said. */
static void
logline_fills_its_room(void **state)
{
	char whole[LOGLINE_MAX], text[LOGLINE_MAX];
	struct mailbox sender, rcpt;
	size_t len;

	(void)state;
	said(&sender, &rcpt);
	line.at = "rcpt";
	len = logline_format(whole, LOGLINE_MAX, &line);
	memset(text, 0, sizeof(text));
	assert_int_equal(logline_format(text, len, &line), len);
	assert_memory_equal(text, whole, len);
	assert_in_range(logline_format(text, len - 1, &line), 1, len - 1);
	assert_null(strstr(text, "out.example"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(logline_has_every_key_once, begin),
		cmocka_unit_test_setup(
		    logline_tells_the_address_as_given_if_it_is_none, begin),
		cmocka_unit_test_setup(logline_notes_are_a_list, begin),
		cmocka_unit_test_setup(
		    logline_prints_no_byte_that_is_not_printable, begin),
		cmocka_unit_test_setup(logline_tells_what_was_said, begin),
		cmocka_unit_test_setup(logline_cuts_what_was_said_first, begin),
		cmocka_unit_test_setup(logline_cuts_long_values, begin),
		cmocka_unit_test_setup(logline_says_how_the_name_is_known,
		    begin),
		cmocka_unit_test_setup(logline_fills_its_room, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
