/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_qmail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/teller.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
tcpserver_is_read(void **state)
{
	static const struct teller_row row[] = {
		{ "tcpserver: ok 7 mx:192.0.2.2:25 a.example:192.0.2.1::4711",
		    "client 192.0.2.1 a.example given: connection" },
		{ "tcpserver: ok 7 0:192.0.2.2:25 :192.0.2.1:ident:4711",
		    "client 192.0.2.1 untold: connection" },
		{ "mx sslserver[3]: ok 7 mx:2001:db8::2::25 "
		    "a.example:2001:db8::1::4711",
		    "client 2001:db8::1 a.example given: connection" },
		{ "tcpserver: deny 7 mx:192.0.2.2:25 :192.0.2.1::4711",
		    "client 192.0.2.1 untold: connection refused" },
		{ "tcpserver: ok 7 mx:192.0.2.2:587 :192.0.2.1::4711",
		    "nothing" },
		{ "tcpserver: pid 7 from 192.0.2.1", "nothing" },
		{ "tcpserver: ok 7 mx:192.0.2.2:25 a:192.0.2.1:x:y:4711",
		    "odd" },
		{ "tcpserver: ok 7 mx:2001:db8::2::25 a:2001:db8::1:5:4711",
		    "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

/* As spamdyke 5 writes them. */
static void
spamdyke_is_read(void **state)
{
	static const struct teller_row row[] = {
		{ "mx spamdyke[7]: ALLOWED from: a@b to: x@h origin_ip: "
		    "192.0.2.1 origin_rdns: a.example auth: (unknown) "
		    "encryption: (none) reason: 250_ok_1_qp_2",
		    "client 192.0.2.1 a.example given: connection taken" },
		{ "mx spamdyke[7]: ALLOWED from: a@b to: x@h origin_ip: "
		    "192.0.2.1 origin_rdns: (unknown) auth: user encryption: "
		    "TLS reason: 250_ok",
		    "client 192.0.2.1 untold: connection auth taken" },
		{ "mx spamdyke[7]: DENIED_RELAYING from: a@b to: x@far "
		    "origin_ip: 192.0.2.1 origin_rdns: (unknown) auth: "
		    "(unknown) encryption: (none) reason: (empty)",
		    "client 192.0.2.1 untold: connection relay refused" },
		{ "mx spamdyke[7]: DENIED_EARLYTALKER from: (unknown) to: "
		    "(unknown) origin_ip: 192.0.2.1 origin_rdns: x auth: "
		    "(unknown) encryption: (none) reason: (empty)",
		    "client 192.0.2.1 x given: connection pregreet refused" },
		{ "mx spamdyke[7]: DENIED_RBL_MATCH from: a@b to: x@h "
		    "origin_ip: 192.0.2.1 origin_rdns: x auth: (unknown) "
		    "encryption: (none) reason: bl.example",
		    "client 192.0.2.1 x given: connection refused" },
		{ "mx spamdyke[7]: ALLOWED from: a origin_ip: 198.51.100.6 "
		    "origin_rdns: e auth: u to: x@h origin_ip: 192.0.2.1 "
		    "origin_rdns: x auth: (unknown) encryption: (none)",
		    "odd" },
		{ "mx spamdyke[7]: ERROR: bad", "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_connections_are_odd(void **state)
{
	static const struct teller_row row[] = {
		{ "tcpserver: ok x mx:192.0.2.2:25 :192.0.2.1::4711", "odd" },
		{ "tcpserver: ok 7", "odd" },
		{ "tcpserver: ok 7 mx:192.0.2.2:25", "odd" },
		{ "tcpserver: ok 7 mx :192.0.2.1::4711", "odd" },
		{ "tcpserver: ok 7 mx:192.0.2.2:465 :192.0.2.1::4711",
		    "nothing" },
		{ "tcpserver: ok 7 mx:192.0.2.2:25 a.example", "odd" },
		{ "tcpserver: ok 7 mx:192.0.2.2:25 a:4711", "odd" },
		{ "tcpserver: ok 7 mx:192.0.2.2:25 a:192.0.2.1:4711", "odd" },
		{ "tcpserver: ok 7 mx:192.0.2.2:25 a:x::4711", "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_lines_of_spamdyke_are_odd(void **state)
{
	static const struct teller_row row[] = {
		{ "mx spamdyke[7]: ALLOWED", "nothing" },
		{ "mx spamdyke[7]: ALLOWED to: x@h", "nothing" },
		{ "mx spamdyke[7]: FILTER_X from: a@b to: x@h origin_ip: "
		    "192.0.2.1", "nothing" },
		{ "mx spamdyke[7]: ALLOWED from: a@b to: x@h", "odd" },
		{ "mx spamdyke[7]: ALLOWED from: a@b origin_ip: 192.0.2.1",
		    "odd" },
		{ "mx spamdyke[7]: ALLOWED from: a@b origin_ip: 192.0.2 x",
		    "odd" },
		{ "mx spamdyke[7]: ALLOWED from: a@b origin_ip: 192.0.2.1 x",
		    "odd" },
		{ "mx spamdyke[7]: ALLOWED from: a@b origin_ip: 192.0.2.1 "
		    "origin_rdns: a", "odd" },
		{ "mx spamdyke[7]: ALLOWED from: a@b origin_ip: 192.0.2.1 "
		    "origin_rdns: a u", "odd" },
		{ "mx spamdyke[7]: ALLOWED from: a@b origin_ip: 192.0.2.1 "
		    "origin_rdns: a auth: u", "odd" },
		{ "mx spamdyke[7]: ALLOWED from: a@b origin_ip: 192.0.2.1 "
		    "origin_rdns: a auth: (unknown) encryption: TLS",
		    "client 192.0.2.1 a given: connection" },
		{ "mx spamdyke[7]: ALLOWED from: a@b origin_ip: 192.0.2.1 "
		    "origin_rdns: a auth: (unknown) reason: 451_later",
		    "client 192.0.2.1 a given: connection" },
		{ "mx spamdyke[7]: DENIED_INVALID_RECIPIENT from: a@b "
		    "origin_ip: 192.0.2.1 origin_rdns: a auth: (unknown) "
		    "reason: x",
		    "client 192.0.2.1 a given: connection unknown refused" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcpserver_is_read),
		cmocka_unit_test(spamdyke_is_read),
		cmocka_unit_test(cut_connections_are_odd),
		cmocka_unit_test(cut_lines_of_spamdyke_are_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
