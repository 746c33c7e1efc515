/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Who a line accuses: "1.2.3.4", "4711=1.2.3.4" of a key that opens or names,
 * "4711" of one that is accused, "-" of nobody. */
static const char *
found(const char *log, const char *line)
{
	static char text[IP_TEXT_SIZE + PATTERN_KEY_MAX + 2];
	struct pattern_find f = { .key_len = 0 };
	struct patterns *p;
	char ip[IP_TEXT_SIZE] = "";
	struct err e;

	if ((p = patterns_new(log, &e)) == NULL)
		fail_msg("%s", e.msg);
	(void)snprintf(text, sizeof(text), "-");
	if (patterns_find(&f, p, line, strlen(line)) == PATTERN_YES) {
		if (f.role != PATTERN_ACCUSES)
			ip_format(&f.ip, ip);
		(void)snprintf(text, sizeof(text), "%.*s%s%s",
		    (int)f.key_len, f.key_len > 0 ? f.key : "",
		    f.key_len > 0 && *ip != '\0' ? "=" : "", ip);
	}
	patterns_free(p);
	return text;
}

/* As Postfix 3.7, Exim 4.96, Sendmail 8.17, tcpserver with recordio, and our
 * own filter write them, behind the time. */
static void
lines_accuse_whom_the_server_names(void **state)
{
	static const char *const row[][2] = {
		{ "mx postfix/smtpd[12]: NOQUEUE: reject: RCPT from "
		    "unknown[192.0.2.7]: 550 5.1.1 <x@here.example>: "
		    "Recipient address rejected: User unknown in local "
		    "recipient table; from=<a@b.example> to=<x@here.example> "
		    "proto=ESMTP helo=<x>", "192.0.2.7" },
		{ "mx postfix-in/smtpd[12]: 4XyZ1: reject: RCPT from "
		    "a.b.example[2001:db8::7]:4711: 550 5.1.1 <x@y>: Recipient "
		    "address rejected: User unknown in virtual mailbox table; "
		    "x", "2001:db8::7" },
		{ "mx postfix/smtpd[12]: NOQUEUE: reject: RCPT from "
		    "unknown[192.0.2.7]: 450 4.1.1 <x@here.example>: "
		    "Recipient address rejected: User unknown in local", "-" },
		{ "H=(helo) [192.0.2.7] F=<a@b.example> rejected RCPT "
		    "<x@here.example>: Unrouteable address", "192.0.2.7" },
		{ "[4711] H=a.b.example ([203.0.113.9]) [192.0.2.7]:4711 "
		    "I=[192.0.2.1]:25 X=TLS1.3:ECDHE:256 CV=no F=<> rejected "
		    "RCPT <x@here.example>: Unknown user", "192.0.2.7" },
		{ "H=(helo) [192.0.2.7] F=<a@b> rejected RCPT <x@y>: relay "
		    "not permitted", "-" },
		{ "mx sm-mta[77]: 49AA1bcd000123: <x@here.example>... User "
		    "unknown", "49AA1bcd000123" },
		{ "mx sm-mta[77]: 49AA1bcd000123: from=<a@b.example>, size=0, "
		    "class=0, nrcpts=0, proto=ESMTP, daemon=MTA-v4, "
		    "relay=a.b.example [192.0.2.7]", "49AA1bcd000123="
		    "192.0.2.7" },
		{ "mx sendmail[77]: 49AA1bcd000123: from=<a@b.example>, "
		    "size=0, relay=[192.0.2.7] (may be forged)",
		    "49AA1bcd000123=192.0.2.7" },
		{ "tcpserver: pid 4711 from 192.0.2.7", "4711=192.0.2.7" },
		{ "mx tcpserver: pid 4711 from ::ffff:192.0.2.7",
		    "4711=192.0.2.7" },
		{ "4711 > 550 sorry, no mailbox here by that name (#5.1.1 - "
		    "chkuser)", "4711" },
		{ "4711 > 511 sorry, no mailbox here by that name. (#5.1.1)",
		    "4711" },
		{ "4711 > 250 ok", "-" },
		{ "dyn-host-filter: pid=4711 ip=192.0.2.7 host=- action=block "
		    "code=553 rule=x score=0 watch=- note=-", "192.0.2.7" },
		{ "mx dyn-host-filter: pid=4711 ip=2001:db8::7 host=a.b "
		    "action=block code=550 rule=x", "2001:db8::7" },
		{ "dyn-host-filter: pid=4711 ip=192.0.2.7 host=- action=grey "
		    "code=451 rule=x", "-" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (strcmp(found(NULL, row[i][0]), row[i][1]) != 0)
			fail_msg("%s: %s", row[i][0], found(NULL, row[i][0]));
}

/* Filters of mail servers and the daemon, beside the filter; what stands behind
 * the verdict is the client's. */
static void
lines_of_all_our_programs_are_read(void **state)
{
	static const char *const row[][2] = {
		{ "mx dhf-milter[12]: pid=12 ip=192.0.2.7 host=- action=block "
		    "code=553 rule=x", "192.0.2.7" },
		{ "dhfd: pid=12 ip=192.0.2.7 host=- action=block "
		    "code=553 rule=x", "192.0.2.7" },
		{ "dhf: dhf-opensmtpd: pid=12 ip=192.0.2.7 host=- action=block "
		    "code=553 rule=x", "192.0.2.7" },
		{ "mx smtpd[9]: dhf: dhf-opensmtpd: pid=12 ip=192.0.2.7 "
		    "host=- action=block code=553 rule=x", "192.0.2.7" },
		{ "dhf-milter: pid=12 ip=192.0.2.7 host=- action=defer "
		    "code=451 rule=x", "-" },
		{ "dhf-milter: pid=1 ip=192.0.2.7 host=ip=203.0.113.9_"
		    "action=block action=block code=553 rule=x helo=dhfd:_"
		    "pid=1_ip=203.0.113.8_host=-_action=block_code=553_",
		    "192.0.2.7" },
		{ "dhf-milter: pid=1 ip=192.0.2.7 host=- action=pass code=- "
		    "rule=x helo=dhf-milter:_pid=1_ip=203.0.113.9 from=\" "
		    "action=block code=553 ", "-" },
		{ "mx smtpd[9]: 4f1 smtp failed-command command=\"HELO dhf: "
		    "dhf-opensmtpd: pid=1 ip=203.0.113.9 host=- action=block "
		    "code=553 \"", "-" },
		{ "mx smtpd[9]: x dhf: dhf-opensmtpd: pid=1 ip=203.0.113.9 "
		    "host=- action=block code=553 rule=x", "-" },
		{ "mx smtpd[9]: dhf: dhfd: pid=1 ip=203.0.113.9 host=- "
		    "action=block code=553 rule=x", "-" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (strcmp(found("dhf", row[i][0]), row[i][1]) != 0)
			fail_msg("%s: %s", row[i][0], found("dhf", row[i][0]));
}

/* What a client says, in HELO, as a sender, a recipient or his own name, is
 * never taken for the server's word: the right address, or nobody. */
static void
lines_accuse_nobody_that_a_client_names(void **state)
{
	static const char *const row[][2] = {
		/* another program's line, with Postfix's in it */
		{ "mx dovecot: login: user=<x postfix/smtpd[1]: NOQUEUE: "
		    "reject: RCPT from x[203.0.113.9]: 550 5.1.1 <x@y>: "
		    "Recipient address rejected: User unknown in>", "-" },
		{ "mx postfix/smtpd[12]: NOQUEUE: reject: RCPT from "
		    "unknown[192.0.2.7]: 550 5.1.1 <x[203.0.113.9]: 550 5.1.1 "
		    "<x@y>: Recipient address rejected: User unknown in",
		    "192.0.2.7" },
		{ "mx postfix/smtpd[12]: NOQUEUE: reject: RCPT from "
		    "unknown[192.0.2.7]: 554 5.7.1 <x>: Helo command "
		    "rejected; helo=<NOQUEUE: reject: RCPT from "
		    "x[203.0.113.9]: 550 5.1.1 <y>: Recipient address "
		    "rejected: User unknown in>", "-" },
		{ "mx postfix/smtpd[12]: warning: non-SMTP command from "
		    "unknown[192.0.2.7]: NOQUEUE: reject: RCPT from "
		    "x[203.0.113.9]: 550 5.1.1 <y>: Recipient address "
		    "rejected: User unknown in", "-" },
		/* HELO with helo_accept_junk_hosts */
		{ "H=(x) [203.0.113.9] F=<a@b> rejected RCPT <c@d>: "
		    "Unrouteable address () [192.0.2.7] F=<e@f> rejected RCPT "
		    "<g@h>: Unrouteable address", "-" },
		{ "H=([203.0.113.9]) [192.0.2.7] F=<\"x> rejected RCPT <y>: "
		    "z\"@b> rejected RCPT <c@d>: Unrouteable address", "-" },
		{ "SMTP syntax error in \"H=(x) [203.0.113.9] F=<a@b> rejected "
		    "RCPT <c@d>: Unrouteable address", "-" },
		/* a sender with all of a line in it */
		{ "mx sm-mta[77]: 49AA1: from=<a, relay=x [203.0.113.9]>, "
		    "size=0, relay=y.example [192.0.2.7]", "49AA1="
		    "192.0.2.7" },
		{ "mx sm-mta[77]: 49AA1: <x@y>... User unknown, relay=x "
		    "[203.0.113.9]", "-" },
		{ "mx sm-mta[77]: 49AA1: <49AA2: <x>... User unknown",
		    "49AA1" },
		/* what a client said is behind "<" */
		{ "4711 < 4712 > 550 no mailbox here by that name", "-" },
		{ "4711 < tcpserver: pid 4711 from 203.0.113.9", "-" },
		{ "tcpserver: ok 4711 x:192.0.2.1:25 y:192.0.2.7:tcpserver: "
		    "pid 4711 from 203.0.113.9:4711", "-" },
		/* the filter makes blanks "_" */
		{ "dyn-host-filter: pid=1 ip=192.0.2.7 host=ip=203.0.113.9_"
		    "action=block action=block code=553 rule=x", "192.0.2.7" },
		{ "dyn-host-filter: pid=1 ip=192.0.2.7 host=x action=pass "
		    "code=- rule=y_action=block_code=553 z", "-" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (strcmp(found(NULL, row[i][0]), row[i][1]) != 0)
			fail_msg("%s: %s", row[i][0], found(NULL, row[i][0]));
}

static void
an_expression_of_one_s_own_needs_an_address(void **state)
{
	struct err e;

	(void)state;
	assert_string_equal(found("^bad (?<ip>\\S+)$", "bad 192.0.2.7"),
	    "192.0.2.7");
	assert_string_equal(found("^bad (?<ip>\\S+)$", "bad 010.0.0.1"), "-");
	assert_string_equal(found("postfix", "bad 192.0.2.7"), "-");
	assert_null(patterns_new("^bad$", &e));
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "(?<ip>"));
	assert_null(patterns_new("^(bad", &e));
	assert_int_equal(e.class, ERR_PERM);
}

/* Bounded whatever stands in a line. */
static void
an_expression_that_does_not_end_gives_up(void **state)
{
	char line[256];
	struct pattern_find f;
	struct patterns *p;
	struct err e;

	(void)state;
	memset(line, 'a', sizeof(line));
	p = patterns_new("^(?<ip>(a+)+)[!?]$", &e);
	assert_non_null(p);
	assert_int_equal(patterns_find(&f, p, line, sizeof(line)),
	    PATTERN_LIMIT);
	patterns_free(p);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_accuse_whom_the_server_names),
		cmocka_unit_test(lines_of_all_our_programs_are_read),
		cmocka_unit_test(lines_accuse_nobody_that_a_client_names),
		cmocka_unit_test(an_expression_of_one_s_own_needs_an_address),
		cmocka_unit_test(an_expression_that_does_not_end_gives_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
