/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/clients.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

static struct clients *c;

static int
begin(void **state)
{
	(void)state;
	return (c = clients_new()) == NULL ? -1 : 0;
}

static int
end(void **state)
{
	(void)state;
	clients_free(c);
	return 0;
}

static unsigned
note(const char *text, enum clients_met what)
{
	struct ip ip;
	struct err e;

	assert_int_equal(ip_parse(&ip, text, &e), 0);
	return clients_note(c, &ip, what);
}

static void
what_a_client_has_met_is_remembered(void **state)
{
	struct clients_sum sum;

	(void)state;
	assert_int_equal(note("192.0.2.1", CLIENTS_WAITED), CLIENTS_WAITED);
	assert_int_equal(note("192.0.2.2", CLIENTS_WAITED), CLIENTS_WAITED);
	assert_int_equal(note("192.0.2.1", CLIENTS_LET_IN), CLIENTS_WAITED |
	    CLIENTS_LET_IN | CLIENTS_RETURNED);
	assert_int_equal(note("192.0.2.2", CLIENTS_WAITED), CLIENTS_WAITED);
	(void)note("192.0.2.1", CLIENTS_LET_IN);
	(void)note("192.0.2.3", CLIENTS_LET_IN);
	(void)note("192.0.2.3", CLIENTS_WAITED); /* has not returned */
	(void)note("192.0.2.4", CLIENTS_REFUSED);
	(void)note("192.0.2.4", CLIENTS_REFUSED);
	(void)note("192.0.2.1", CLIENTS_REFUSED);
	sum = clients_sum(c);
	assert_int_equal(sum.seen, 4);
	assert_int_equal(sum.waited, 3);
	assert_int_equal(sum.returned, 1);
	assert_int_equal(sum.refused, 2);
	assert_int_equal(sum.both, 1);
	assert_int_equal(sum.forgotten, 0);
}

static void
ipv6_is_known_by_its_64_and_is_no_ipv4(void **state)
{
	(void)state;
	(void)note("2001:db8::1", CLIENTS_WAITED);
	assert_int_equal(note("2001:db8::ffff", CLIENTS_LET_IN),
	    CLIENTS_WAITED | CLIENTS_LET_IN | CLIENTS_RETURNED);
	(void)note("2001:db8:0:1::1", CLIENTS_LET_IN);
	(void)note("0.0.0.0", CLIENTS_LET_IN);
	(void)note("::", CLIENTS_LET_IN);
	assert_int_equal(clients_sum(c).seen, 4);
}

/* Two million do not fit into one: most of the older ones are forgotten. */
static void
of_too_many_the_older_are_forgotten(void **state)
{
	struct clients_sum sum;
	struct ip ip = { .bits = 32 };
	uint32_t i;

	(void)state;
	for (i = 0; i < 2000000; i++) {
		memcpy(ip.octet, &i, 4);
		(void)clients_note(c, &ip, CLIENTS_LET_IN);
	}
	sum = clients_sum(c);
	assert_in_range(sum.forgotten, 900000, 1100000);
	assert_in_range(sum.seen, 1999000, 2000000);
	assert_int_equal(clients_note(c, &ip, CLIENTS_WAITED),
	    CLIENTS_LET_IN | CLIENTS_WAITED);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    what_a_client_has_met_is_remembered, begin, end),
		cmocka_unit_test_setup_teardown(
		    ipv6_is_known_by_its_64_and_is_no_ipv4, begin, end),
		cmocka_unit_test_setup_teardown(
		    of_too_many_the_older_are_forgotten, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
