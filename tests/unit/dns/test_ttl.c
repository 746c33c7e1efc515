/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages are written by hand from RFC 1035 sections 3.3.13 and 4. */
#include "dns/ttl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define M(m)    m, sizeof(m) - 1
/* a.ex, type A, with so many records in the answer and the authority */
#define HEAD(answers, authority) "\x12\x34\x81\x80\0\1\0" answers "\0" \
	authority "\0\0" "\1a\2ex\0\0\1\0\1"
#define ADDRESS(ttl) "\xc0\x0c\0\1\0\1" ttl "\0\4\x7f\0\0\2"
#define ALIAS(ttl) "\xc0\x0c\0\5\0\1" ttl "\0\2\xc0\x0e"
#define NS(ttl) "\xc0\x0e\0\2\0\1" ttl "\0\2\xc0\x0c"
/* names: root and root; serial, refresh, retry, expire: 1 2 3 4 */
#define SOA(ttl, last) "\xc0\x0e\0\6\0\1" ttl "\0\x16\0\0" "\0\0\0\1" \
	"\0\0\0\2" "\0\0\0\3" "\0\0\0\4" last

static void
ttl_find_takes_the_least(void **state)
{
	static const struct {
		const char *claim, *message;
		size_t len;
		enum dns_state state;
		uint32_t ttl_s;
	} row[] = {
		{ "one record", M(HEAD("\1", "\0") ADDRESS("\0\0\1\x2c")),
		    DNS_FOUND, 300 },
		{ "the least of two", M(HEAD("\2", "\0") ADDRESS("\0\0\0\x3c")
		    ADDRESS("\0\0\0\x0a")), DNS_FOUND, 10 },
		{ "an alias on the way counts", M(HEAD("\2", "\0")
		    ALIAS("\0\0\0\5") ADDRESS("\0\0\0\x3c")), DNS_FOUND, 5 },
		{ "the highest bit is 0", M(HEAD("\1", "\0")
		    ADDRESS("\x80\0\0\1")), DNS_FOUND, 0 },
		{ "the greatest", M(HEAD("\1", "\0")
		    ADDRESS("\x7f\xff\xff\xff")), DNS_FOUND, 0x7fffffff },
		{ "authority means nothing to what was found",
		    M(HEAD("\1", "\1") ADDRESS("\0\0\0\x3c")
		    SOA("\0\0\0\1", "\0\0\0\1")), DNS_FOUND, 60 },
		{ "none: the SOA's last number", M(HEAD("\0", "\1")
		    SOA("\0\0\1\0", "\0\0\0\x1e")), DNS_ABSENT, 30 },
		{ "none: its TTL if that is less", M(HEAD("\0", "\1")
		    SOA("\0\0\0\x14", "\0\0\0\x1e")), DNS_ABSENT, 20 },
		{ "none: behind another record", M(HEAD("\0", "\2")
		    NS("\0\0\0\1") SOA("\0\0\1\0", "\0\0\0\x1e")), DNS_ABSENT,
		    30 },
		{ "none: an alias if that is less", M(HEAD("\1", "\1")
		    ALIAS("\0\0\0\5") SOA("\0\0\1\0", "\0\0\0\x1e")),
		    DNS_ABSENT, 5 },
		{ "none: no SOA, no time", M(HEAD("\0", "\0")), DNS_ABSENT,
		    0 },
		{ "none: nor beside an NS", M(HEAD("\0", "\1")
		    NS("\0\0\0\1")), DNS_ABSENT, 0 },
		{ "unknown", M(HEAD("\1", "\0") ADDRESS("\0\0\0\x3c")),
		    DNS_UNKNOWN, 0 },
		{ "cut", M(HEAD("\1", "\0") "\xc0\x0c\0\1"), DNS_FOUND, 0 },
		{ "cut in the authority", M(HEAD("\0", "\1") "\xc0"),
		    DNS_ABSENT, 0 },
		{ "no header", M("\x12\x34"), DNS_FOUND, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct packet p = { (const unsigned char *)row[i].message,
			row[i].len };
		uint32_t ttl_s = ttl_find(&p, row[i].state);

		if (ttl_s != row[i].ttl_s)
			fail_msg("%s: %lu", row[i].claim,
			    (unsigned long)ttl_s);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ttl_find_takes_the_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
