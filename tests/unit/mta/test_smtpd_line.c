/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/smtpd_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SESSION "7641df9771b4ed00"
#define TOKEN "1ef1c203cc576e5d"
#define REPORT(v, event) "report|" v "|1576146008.006099|smtp-in|" event "|" \
	SESSION
#define FILTER(v, phase) "filter|" v "|1576146008.006099|smtp-in|" phase "|" \
	SESSION "|" TOKEN

static struct smtpd_line l;
static char line[4096];

static void
read_line(const char *text)
{
	(void)snprintf(line, sizeof(line), "%s", text);
	smtpd_line_read(&l, line);
}

/* The lines of smtpd-filters(7), and such as nobody sends. */
static void
words_are_those_of_the_manual(void **state)
{
	static const struct {
		const char *text;
		enum smtpd_word word;
	} row[] = {
		{ "config|smtpd-version|6.8.0p2", SMTPD_CONFIG },
		{ "config|ready", SMTPD_READY },
		{ REPORT("0.6", "link-connect") "|mx.example|pass|192.0.2.1:25"
		    "|192.0.2.2:25", SMTPD_CONNECTED },
		{ REPORT("0.6", "link-auth") "|user|pass", SMTPD_AUTH },
		{ REPORT("0.6", "link-disconnect"), SMTPD_GONE },
		{ REPORT("0.6", "tx-begin") "|1", SMTPD_OTHER },
		{ FILTER("0.6", "connect") "|mx.example|192.0.2.1",
		    SMTPD_ASK_CONNECT },
		{ FILTER("0.6", "helo") "|a", SMTPD_ASK_HELO },
		{ FILTER("0.6", "ehlo") "|a", SMTPD_ASK_HELO },
		{ FILTER("0.6", "mail-from") "|<a@b>", SMTPD_ASK_MAIL },
		{ FILTER("0.7", "rcpt-to") "|<a@b>", SMTPD_ASK_RCPT },
		{ FILTER("0.7", "data-line") "|x", SMTPD_DATA },
		{ FILTER("0.9", "teapot") "|x", SMTPD_ASK_OTHER },
		{ "", SMTPD_WRONG },
		{ "|", SMTPD_WRONG },
		{ "filter", SMTPD_WRONG },
		{ "filter|0.6|1|smtp-in|helo", SMTPD_WRONG },
		{ "filter|0.6|1|smtp-in|helo|" SESSION, SMTPD_WRONG },
		{ "filter|0.6|1|smtp-in|helo||" TOKEN "|x", SMTPD_WRONG },
		{ "report|0.6|1|smtp-in|link-connect", SMTPD_WRONG },
		{ "250 ok", SMTPD_WRONG },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		read_line(row[i].text);
		if (l.word != row[i].word)
			fail_msg("%s: %d", row[i].text, (int)l.word);
	}
}

static void
a_client_has_an_address_and_perhaps_a_name(void **state)
{
	static const struct {
		const char *rest, *ip, *name;
		int verified;
		unsigned port;
	} row[] = {
		{ "mx.example|pass|192.0.2.1:33174|192.0.2.9:25", "192.0.2.1",
		    "mx.example", 1, 25 },
		{ "mx.example|fail|192.0.2.1:1|192.0.2.9:587", "192.0.2.1",
		    "mx.example", 0, 587 },
		{ "mx.example|error|192.0.2.1:1|192.0.2.9:587", "192.0.2.1",
		    "mx.example", 0, 587 },
		{ "<unknown>|fail|[2001:db8::1]:1|[2001:db8::2]:25",
		    "2001:db8::1", "", 0, 25 },
		{ "x|pass|127.0.0.1:1|y|fail|192.0.2.1:1|192.0.2.9:25",
		    "192.0.2.1", "x|pass|127.0.0.1:1|y", 0, 25 },
		{ "localhost|pass|local|local", NULL, "localhost", 1, 0 },
		{ "a|pass|unix:/var/run/smtpd.sock|unix:/x:25", NULL, "a", 1,
		    0 },
		{ "a|pass|192.0.2.1:70000|192.0.2.9:25", NULL, "a", 1, 25 },
		{ "a|pass|[192.0.2.1|192.0.2.9:25", NULL, "a", 1, 25 },
		{ "a|pass|192.0.2.1|192.0.2.9:25", NULL, "a", 1, 25 },
		{ "a|pass|192.0.2.066:1|192.0.2.9:25", NULL, "a", 1, 25 },
		{ "a|pass||192.0.2.9:25", NULL, "a", 1, 25 },
		{ "localhost|pass|local:0|local:0", NULL, "localhost", 1, 0 },
		{ "", NULL, "", 0, 0 },
	};
	char text[512], ip[IP_TEXT_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		(void)snprintf(text, sizeof(text), "%s|%s",
		    REPORT("0.6", "link-connect"), row[i].rest);
		read_line(text);
		if (l.has_ip)
			ip_format(&l.ip, ip);
		if (l.has_ip != (row[i].ip != NULL) ||
		    l.local != (strstr(row[i].rest, "|local") != NULL ||
		    strstr(row[i].rest, "|unix:") != NULL) ||
		    (l.has_ip && strcmp(ip, row[i].ip) != 0) ||
		    strcmp(l.name, row[i].name) != 0 ||
		    l.verified != (row[i].verified != 0) ||
		    l.port != row[i].port)
			fail_msg("%s: %d %s %d %u", row[i].rest, l.has_ip,
			    l.name, l.verified, l.port);
	}
}

/* A user's name may look like a result; 0.7 has turned them round for that. */
static void
only_a_log_in_that_passed_has_passed(void **state)
{
	static const struct {
		const char *text;
		int passed;
	} row[] = {
		{ REPORT("0.6", "link-auth") "|user|pass", 1 },
		{ REPORT("0.6", "link-auth") "|user|fail", 0 },
		{ REPORT("0.6", "link-auth") "|pass|fail", 0 },
		{ REPORT("0.6", "link-auth") "|a|pass|fail", 0 },
		{ REPORT("0.6", "link-auth") "|pass", 0 },
		{ REPORT("0.7", "link-auth") "|pass|user", 1 },
		{ REPORT("0.7", "link-auth") "|fail|pass", 0 },
		{ REPORT("0.7", "link-auth") "|fail|a|pass", 0 },
		{ REPORT("0.12", "link-auth") "|pass|user", 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		read_line(row[i].text);
		if (l.passed != (row[i].passed != 0))
			fail_msg("%s", row[i].text);
	}
}

static void
the_last_field_may_hold_anything(void **state)
{
	(void)state;
	read_line(FILTER("0.6", "rcpt-to") "|<\"a|b\"@c> X=|\r \x01");
	assert_string_equal(l.session, SESSION);
	assert_string_equal(l.token, TOKEN);
	assert_string_equal(l.text, "<\"a|b\"@c> X=|\r \x01");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_those_of_the_manual),
		cmocka_unit_test(a_client_has_an_address_and_perhaps_a_name),
		cmocka_unit_test(only_a_log_in_that_passed_has_passed),
		cmocka_unit_test(the_last_field_may_hold_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
