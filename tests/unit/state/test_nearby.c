/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/nearby.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"
#include "state/never.h"

static struct fixture f;

static bool
has(struct never *n, const char *text)
{
	struct err e;
	struct ip a;

	if (ip_parse(&a, text, &e) == -1)
		fail_msg("%s", e.msg);
	never_settle(n);
	return never_has(n, &a, &a);
}

static void
loopback_is_an_address_of_this_machine(void **state)
{
	struct never n = { 0 };
	struct err e;

	(void)state;
	if (nearby_addresses(&n, &e) == -1)
		fail_msg("%s", e.msg);
	assert_true(has(&n, "127.0.0.1"));
	assert_false(has(&n, "127.0.0.3"));
	never_free(&n);
}

/* As /proc/net/route has them, of IPv4: in hexadecimal, the octets in the order
 * of this machine. */
static void
gateways_are_those_of_proc(void **state)
{
	unsigned long to, by;
	char line[256], text[32];
	struct never n = { 0 };
	struct err e;
	FILE *in;

	(void)state;
	if (nearby_gateways(&n, &e) == -1)
		fail_msg("%s", e.msg);
	if ((in = fopen("/proc/net/route", "r")) == NULL)
		skip();
	while (fgets(line, sizeof(line), in) != NULL) {
		uint32_t octets;

		if (sscanf(line, "%*s %lx %lx", &to, &by) != 2 || to != 0 ||
		    by == 0)
			continue;
		octets = ntohl((uint32_t)by);
		(void)snprintf(text, sizeof(text), "%u.%u.%u.%u",
		    octets >> 24, octets >> 16 & 255, octets >> 8 & 255,
		    octets & 255);
		if (!has(&n, text))
			fail_msg("%s", text);
	}
	(void)fclose(in);
	never_free(&n);
}

static void
resolvers_stand_in_their_file(void **state)
{
	static const char text[] = "# nameserver 192.0.2.1\n"
	    "search example.com\nnameserver 192.0.2.53\n"
	    "\tnameserver\t2001:db8::53\nnameserver fe80::1%eth0\n"
	    "nameserver none.example\nnameservers 192.0.2.2\n"
	    "nameserver 192.0.2.54";
	char path[FIXTURE_PATH];
	struct never n = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(nearby_resolvers(&n, fixture_path(&f, path, "none"),
	    &e), 0);
	assert_int_equal(n.len, 0);
	fixture_text(&f, "resolv.conf", text);
	fixture_path(&f, path, "resolv.conf");
	assert_int_equal(nearby_resolvers(&n, path, &e), 0);
	assert_true(has(&n, "192.0.2.53"));
	assert_true(has(&n, "192.0.2.54"));
	assert_true(has(&n, "2001:db8::53"));
	assert_true(has(&n, "fe80::1"));
	assert_int_equal(n.len, 3); /* .53 and .54 touch */
	assert_false(has(&n, "192.0.2.1"));
	assert_false(has(&n, "192.0.2.2"));
	never_free(&n);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(loopback_is_an_address_of_this_machine),
		cmocka_unit_test(gateways_are_those_of_proc),
		cmocka_unit_test(resolvers_stand_in_their_file),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
