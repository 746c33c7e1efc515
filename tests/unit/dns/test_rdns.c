/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/rdns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fakedns.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PTR      "7.2.0.192.in-addr.arpa" /* of 192.0.2.7, RFC 1035 3.5 */

static const struct ip client = { { 192, 0, 2, 7 }, 32 };

struct row {
	const char *ptr, *a, *b, *c; /* answers for PTR and names a, b, c */
	enum rdns_state want;
	const char *name; /* that leads back, NULL for none */
	enum rdns_state which; /* whether that is certain */
};

static void
row_check(const struct row *row, size_t number)
{
	struct fakedns_row table[] = { { PTR, DNS_PTR, row->ptr },
		{ "a", DNS_A, row->a }, { "b", DNS_A, row->b },
		{ "c", DNS_A, row->c }, { NULL, DNS_A, NULL } };
	struct fakedns f;
	struct dns_source source = fakedns_begin(&f, table);
	enum rdns_state state;
	const char *name;
	struct rdns r;

	rdns_begin(&r, &source, &client);
	state = rdns_advance(&r);
	if (state != row->want || state != rdns_advance(&r))
		fail_msg("row %zu: state %d", number, (int)state);
	state = rdns_confirmed(&r, &name);
	if (state != row->which)
		fail_msg("row %zu: which %d", number, (int)state);
	if (row->name == NULL)
		assert_null(name);
	else
		assert_string_equal(name, row->name);
}

static void
only_definite_answers_settle_the_state(void **state)
{
	static const char back[] = "192.0.2.7", away[] = "192.0.2.8";
	static const char no[] = "absent", mute[] = "unknown";
	static const char wait[] = "waiting";
	static const struct row row[] = {
		{ wait, no, no, no, RDNS_WAITING, NULL, RDNS_WAITING },
		{ no, no, no, no, RDNS_NONE, NULL, RDNS_NONE },
		{ mute, no, no, no, RDNS_UNKNOWN, NULL, RDNS_UNKNOWN },
		{ "a", back, no, no, RDNS_CONFIRMED, "a", RDNS_CONFIRMED },
		{ "a", "192.0.2.6 192.0.2.7", no, no, RDNS_CONFIRMED, "a",
		    RDNS_CONFIRMED },
		{ "a", away, no, no, RDNS_UNCONFIRMED, NULL,
		    RDNS_UNCONFIRMED },
		{ "a", no, no, no, RDNS_UNCONFIRMED, NULL, RDNS_UNCONFIRMED },
		{ "a", mute, no, no, RDNS_UNKNOWN, NULL, RDNS_UNKNOWN },
		{ "a", wait, no, no, RDNS_WAITING, NULL, RDNS_WAITING },
		{ "a", "192.0.2.8 more", no, no, RDNS_UNKNOWN, NULL,
		    RDNS_UNKNOWN },
		{ "a b", away, back, no, RDNS_CONFIRMED, "b",
		    RDNS_CONFIRMED },
		{ "a b", back, back, no, RDNS_CONFIRMED, "a",
		    RDNS_CONFIRMED },
		{ "a b", wait, back, no, RDNS_CONFIRMED, NULL, RDNS_WAITING },
		{ "a b", back, wait, no, RDNS_CONFIRMED, "a",
		    RDNS_CONFIRMED },
		{ "a b", back, mute, no, RDNS_CONFIRMED, "a",
		    RDNS_CONFIRMED },
		{ "a b", mute, back, no, RDNS_CONFIRMED, "b", RDNS_UNKNOWN },
		{ "a b", away, mute, no, RDNS_UNKNOWN, NULL, RDNS_UNKNOWN },
		{ "a b c", mute, wait, away, RDNS_WAITING, NULL,
		    RDNS_WAITING },
		{ "a b c", away, no, away, RDNS_UNCONFIRMED, NULL,
		    RDNS_UNCONFIRMED },
		/* names that nobody asks for */
		{ ".", no, no, no, RDNS_UNCONFIRMED, NULL, RDNS_UNCONFIRMED },
		{ "a\\032b", no, no, no, RDNS_UNCONFIRMED, NULL,
		    RDNS_UNCONFIRMED },
		{ ". b", no, back, no, RDNS_CONFIRMED, "b", RDNS_CONFIRMED },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		row_check(&row[i], i);
}

static void
the_state_follows_the_answers(void **state)
{
	static const struct fakedns_row table[] = {
		{ PTR, DNS_PTR, "waiting" }, { "a", DNS_A, "waiting" },
		{ "b", DNS_A, "waiting" }, { NULL, DNS_A, NULL } };
	struct fakedns f;
	struct dns_source source = fakedns_begin(&f, table);
	const char *name;
	struct rdns r;

	(void)state;
	rdns_begin(&r, &source, &client);
	assert_int_equal(rdns_advance(&r), RDNS_WAITING);
	assert_int_equal(f.asked, 1);
	fakedns_answer(&f, 0, "a b");
	assert_int_equal(rdns_advance(&r), RDNS_WAITING);
	assert_int_equal(f.asked, 3);
	fakedns_answer(&f, 2, "192.0.2.7");
	assert_int_equal(rdns_advance(&r), RDNS_CONFIRMED);
	assert_int_equal(rdns_confirmed(&r, &name), RDNS_WAITING);
	fakedns_answer(&f, 1, "192.0.2.7");
	assert_int_equal(rdns_advance(&r), RDNS_CONFIRMED);
	assert_int_equal(rdns_confirmed(&r, &name), RDNS_CONFIRMED);
	assert_string_equal(name, "a");
	assert_int_equal(f.asked, 3);
}

/* The PTR name is the example of RFC 3596 section 2.5. */
static void
an_ipv6_client_is_confirmed_by_aaaa(void **state)
{
	static const struct fakedns_row table[] = {
		{ "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0."
		  "1.2.3.4.ip6.arpa", DNS_PTR, "a" },
		{ "a", DNS_AAAA, "4321:0:1:2:3:4:567:89ab" },
		{ NULL, DNS_A, NULL } };
	struct fakedns f;
	struct dns_source source = fakedns_begin(&f, table);
	struct ip ip;
	struct err e;
	struct rdns r;

	(void)state;
	assert_int_equal(ip_parse(&ip, "4321:0:1:2:3:4:567:89ab", &e), 0);
	rdns_begin(&r, &source, &ip);
	assert_int_equal(rdns_advance(&r), RDNS_CONFIRMED);
}

int
main(void)
{
	const struct CMUnitTest test[] = {
		cmocka_unit_test(only_definite_answers_settle_the_state),
		cmocka_unit_test(the_state_follows_the_answers),
		cmocka_unit_test(an_ipv6_client_is_confirmed_by_aaaa),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
