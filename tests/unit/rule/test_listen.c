/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/listen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define PATH_101 "/23456789012345678901234567890123456789012345678901" \
	"23456789012345678901234567890123456789012345678901"

static void
listen_next_reads_each_in_turn(void **state)
{
	const char *text = "filter /run/dhf/socket; dynawall [::1]:337; "
	    "dynawall localhost:65535; dynawall /run/dhf/dynawall";
	struct listen l;
	struct err e;
	char ip[IP_TEXT_SIZE];

	(void)state;
	assert_int_equal(listen_next(&l, &text, &e), LISTEN_ONE);
	assert_int_equal(l.kind, LISTEN_FILTER);
	assert_string_equal(l.path, "/run/dhf/socket");
	assert_int_equal(listen_next(&l, &text, &e), LISTEN_ONE);
	assert_int_equal(l.kind, LISTEN_DYNAWALL);
	assert_string_equal(l.path, "");
	assert_int_equal(l.at.ip.bits, 128);
	assert_int_equal(l.at.port, 337);
	assert_int_equal(listen_next(&l, &text, &e), LISTEN_ONE);
	ip_format(&l.at.ip, ip);
	assert_string_equal(ip, "127.0.0.1");
	assert_int_equal(l.at.port, 65535);
	assert_int_equal(listen_next(&l, &text, &e), LISTEN_ONE);
	assert_int_equal(l.kind, LISTEN_DYNAWALL);
	assert_string_equal(l.path, "/run/dhf/dynawall");
	assert_int_equal(listen_next(&l, &text, &e), LISTEN_END);
	text = "";
	assert_int_equal(listen_next(&l, &text, &e), LISTEN_END);
}

static void
what_nobody_can_listen_on_is_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} row[] = {
		{ "smtp 127.0.0.1:25", "write filter PATH, dynawall" },
		{ "filte /a", "write filter PATH" },
		{ "filter", "is not the path" },
		{ "filter socket", "is not the path" },
		{ "metrics /run/dhf/metrics", "for Prometheus asks by TCP, as "
		    "in 127.0.0.1:9" },
		{ "dynawall x", "or the path of a socket, as in 127.0.0.1:3" },
		{ "filter 127.0.0.1:25", "is not the path" },
		{ "postfix mx", "ADDRESS:PORT" },
		{ "postfix", "ADDRESS:PORT" },
		{ "offences 127.0.0.1:25", "listen offences /run" },
		{ "filter " PATH_101 "/23", "longer than the 103 bytes" },
		{ "dynawall " PATH_101 "/23", "longer than the 103 bytes" },
		{ "dynawall", "ADDRESS:PORT" },
		{ "dynawall 127.0.0.1", "ADDRESS:PORT" },
		{ "dynawall localhost", "ADDRESS:PORT" },
		{ "dynawall localhost:", "ADDRESS:PORT" },
		{ "dynawall localhost:0", "ADDRESS:PORT" },
		{ "dynawall localhost:65536", "ADDRESS:PORT" },
		{ "dynawall localhost:123456", "ADDRESS:PORT" },
		{ "dynawall mx.example:337", "ADDRESS:PORT" },
		{ "dynawall ::1", "ADDRESS:PORT" },
		{ "filter /a /b", "line of its own" },
		{ "; filter /a", "write filter PATH" },
	};
	struct listen l = { .at.port = 7 };
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const char *at = row[i].text;

		if (listen_next(&l, &at, &e) != LISTEN_WRONG)
			fail_msg("%s", row[i].text);
		if (strstr(e.msg, row[i].why) == NULL)
			fail_msg("%s: %s", row[i].text, e.msg);
		assert_int_equal(e.class, ERR_PERM);
		assert_int_equal(l.at.port, 7);
	}
}

static void
the_longest_path_is_taken(void **state)
{
	const char *text = "filter " PATH_101 "/2";
	struct listen l;
	struct err e;

	(void)state;
	assert_int_equal(listen_next(&l, &text, &e), LISTEN_ONE);
	assert_int_equal(strlen(l.path), 103);
}

static void
loopback_and_paths_are_local(void **state)
{
	static const struct {
		const char *text;
		bool want;
	} row[] = {
		{ "filter /run/dhf/socket", true },
		{ "dynawall 127.0.0.1:337", true },
		{ "dynawall 127.1.2.3:337", true },
		{ "dynawall [::1]:337", true },
		{ "dynawall 192.0.2.1:337", false },
		{ "dynawall 0.0.0.0:337", false },
		{ "dynawall [::]:337", false },
		{ "postfix 192.0.2.1:10031", false },
		{ "postfix /run/dhf/postfix", true },
		{ "dynawall [::ffff:127.0.0.1]:337", true },
	};
	struct listen l;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		const char *at = row[i].text;

		assert_int_equal(listen_next(&l, &at, &e), LISTEN_ONE);
		if (listen_is_local(&l) != row[i].want)
			fail_msg("%s", row[i].text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(listen_next_reads_each_in_turn),
		cmocka_unit_test(what_nobody_can_listen_on_is_refused),
		cmocka_unit_test(the_longest_path_is_taken),
		cmocka_unit_test(loopback_and_paths_are_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
