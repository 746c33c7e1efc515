/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/never.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"
#include "lib/nets.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

static struct ip
ip_at(const char *text)
{
	struct err e;
	struct ip a;

	if (ip_parse(&a, text, &e) == -1)
		fail_msg("%s", e.msg);
	return a;
}

static void
addresses_of_no_client_are_special(void **state)
{
	/* The first and last of each of IANA's special purposes, and their
	 * neighbours that anybody may have. */
	static const struct {
		const char *ip;
		bool want;
	} row[] = {
		{ "0.0.0.0", true }, { "0.255.255.255", true },
		{ "1.0.0.0", false }, { "9.255.255.255", false },
		{ "10.0.0.0", true }, { "10.255.255.255", true },
		{ "11.0.0.0", false }, { "100.63.255.255", false },
		{ "100.64.0.0", true }, { "100.127.255.255", true },
		{ "100.128.0.0", false }, { "126.255.255.255", false },
		{ "127.0.0.1", true }, { "128.0.0.0", false },
		{ "169.253.255.255", false }, { "169.254.0.0", true },
		{ "169.254.255.255", true }, { "169.255.0.0", false },
		{ "172.15.255.255", false }, { "172.16.0.0", true },
		{ "172.31.255.255", true }, { "172.32.0.0", false },
		{ "192.0.0.0", true }, { "192.0.0.255", true },
		{ "192.0.1.0", false }, { "192.88.98.255", false },
		{ "192.88.99.1", true }, { "192.88.100.0", false },
		{ "192.167.255.255", false }, { "192.168.0.0", true },
		{ "192.168.255.255", true }, { "192.169.0.0", false },
		{ "198.17.255.255", false }, { "198.18.0.0", true },
		{ "198.19.255.255", true }, { "198.20.0.0", false },
		{ "223.255.255.255", false }, { "224.0.0.1", true },
		{ "240.0.0.1", true }, { "255.255.255.255", true },
		/* for documentation */
		{ "192.0.2.1", false }, { "198.51.100.1", false },
		{ "203.0.113.1", false }, { "2001:db8::1", false },
		{ "3fff::1", false },
		{ "::", true }, { "::1", true }, { "64:ff9b::c000:201", true },
		{ "64:ff9b:1::1", true }, { "100::1", true },
		{ "1fff:ffff::1", true }, { "2000::", false },
		{ "2001::1", true }, { "2001:1ff:ffff::1", true },
		{ "2001:200::1", false }, { "2002:c000:201::1", false },
		{ "2a00:1450::1", false },
		{ "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false },
		{ "4000::", true }, { "5f00::1", true }, { "7fff::1", true },
		{ "8000::", true }, { "fc00::1", true }, { "fd12::1", true },
		{ "fe80::1", true }, { "fec0::1", true }, { "ff02::1", true },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true },
	};
	struct never n = { 0 };
	struct err e;
	size_t i;

	(void)state;
	assert_int_equal(never_add_special(&n, &e), 0);
	never_settle(&n);
	for (i = 0; i < COUNT(row); i++) {
		struct ip a = ip_at(row[i].ip);

		if (never_has(&n, &a, &a) != row[i].want)
			fail_msg("%s", row[i].ip);
	}
	never_free(&n);
}

/* Against looking at each of 256 addresses, of which there are 4 on either
 * side of where IPv4 ends. */
static void
never_has_is_looking_at_each(void **state)
{
	uint32_t seed = 4711;
	unsigned round, i, k;

	(void)state;
	for (round = 0; round < 2000; round++) {
		bool in[256] = { false };
		struct ip a = { { 255, 255, 255 }, 32 }, b = a;
		struct never n = { 0 };
		struct err e;

		for (i = nets_random(&seed) % 9; i > 0; i--) {
			unsigned x = nets_random(&seed) % 256;
			unsigned y = x + nets_random(&seed) % (256 - x) % 32;

			a.octet[3] = (unsigned char)x;
			b.octet[3] = (unsigned char)y;
			assert_int_equal(never_add(&n, &a, &b, &e), 0);
			for (k = x; k <= y; k++)
				in[k] = true;
		}
		never_settle(&n);
		for (i = 1; i < n.len; i++) /* a gap between any two */
			assert_true(n.range[i - 1].last.octet[3] + 1 <
			    n.range[i].first.octet[3]);
		for (i = 0; i < 256; i++) {
			bool any = false;

			a.octet[3] = (unsigned char)i;
			for (k = i; k < 256 && k < i + 5; k++) {
				any = any || in[k];
				b.octet[3] = (unsigned char)k;
				if (never_has(&n, &a, &b) != any)
					fail_msg("%u: %u-%u", round, i, k);
			}
		}
		never_free(&n);
	}
}

static void
families_do_not_touch(void **state)
{
	struct ip a = ip_at("255.255.255.255"), b = ip_at("::");
	struct never n = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(never_add(&n, &b, &b, &e), 0);
	assert_int_equal(never_add(&n, &a, &a, &e), 0);
	never_settle(&n);
	assert_int_equal(n.len, 2);
	never_free(&n);
}

static void
a_file_has_a_network_a_line(void **state)
{
	static const char text[] = "\xef\xbb\xbf# ours\n\n192.0.2.0/24\n"
	    "  2001:db8:1::/48\t# and theirs\r\n198.51.100.7";
	static const struct {
		const char *ip;
		bool want;
	} row[] = { { "192.0.2.255", true }, { "192.0.3.0", false },
		{ "2001:db8:1::25", true }, { "2001:db8:2::", false },
		{ "198.51.100.7", true }, { "198.51.100.8", false } };
	char path[FIXTURE_PATH];
	struct never n = { 0 };
	struct err e;
	size_t i;

	(void)state;
	fixture_text(&f, "nets", text);
	if (never_add_file(&n, fixture_path(&f, path, "nets"), &e) == -1)
		fail_msg("%s", e.msg);
	never_settle(&n);
	for (i = 0; i < COUNT(row); i++) {
		struct ip a = ip_at(row[i].ip);

		if (never_has(&n, &a, &a) != row[i].want)
			fail_msg("%s", row[i].ip);
	}
	never_free(&n);
}

static void
a_line_that_is_not_understood_is_an_error(void **state)
{
	static const struct {
		const char *text, *why;
	} row[] = {
		{ "192.0.2.0/24\nmail.example\n", ":2: \"mail.example\"" },
		{ "10.1.2.3/8\n", ":1: \"10.1.2.3/8\": there are bits" },
		{ "192.0.2.0/33\n", "longer" },
		{ "192.0.2.0 192.0.2.9\n", ":1: " },
		{ "192.0.2\n", ":1: " },
		/* a byte order mark stands at the beginning alone */
		{ "192.0.2.1\n\xef\xbb\xbf" "192.0.2.2\n", ":2: " },
	};
	char path[FIXTURE_PATH], far[2048];
	struct never n = { 0 };
	struct err e;
	size_t i;

	(void)state;
	fixture_path(&f, path, "nets");
	for (i = 0; i < COUNT(row); i++) {
		fixture_text(&f, "nets", row[i].text);
		assert_int_equal(never_add_file(&n, path, &e), -1);
		assert_int_equal(e.class, ERR_PERM);
		if (strstr(e.msg, row[i].why) == NULL)
			fail_msg("%s", e.msg);
	}
	/* blanks, so that what fits reads as nothing */
	memset(far, ' ', sizeof(far) - 1);
	far[sizeof(far) - 1] = '\0';
	fixture_text(&f, "nets", far);
	assert_int_equal(never_add_file(&n, path, &e), -1);
	assert_non_null(strstr(e.msg, "too long"));
	never_free(&n);
}

static void
a_file_that_can_not_be_trusted_is_an_error(void **state)
{
	char path[FIXTURE_PATH];
	struct never n = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(never_add_file(&n, fixture_path(&f, path, "none"),
	    &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	fixture_text(&f, "nets", "192.0.2.0/24\n");
	(void)chmod(fixture_path(&f, path, "nets"), 0666);
	assert_int_equal(never_add_file(&n, path, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(n.len, 0);
	never_free(&n);
}

static void
a_list_is_not_longer_than_its_limit(void **state)
{
	struct ip a = ip_at("192.0.2.1");
	struct never n = { 0 };
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < NEVER_MAX; i++, (void)ip_next(&a))
		assert_int_equal(never_add(&n, &a, &a, &e), 0);
	assert_int_equal(never_add(&n, &a, &a, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	never_free(&n);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_of_no_client_are_special),
		cmocka_unit_test(never_has_is_looking_at_each),
		cmocka_unit_test(families_do_not_touch),
		cmocka_unit_test(a_file_has_a_network_a_line),
		cmocka_unit_test(a_line_that_is_not_understood_is_an_error),
		cmocka_unit_test(a_file_that_can_not_be_trusted_is_an_error),
		cmocka_unit_test(a_list_is_not_longer_than_its_limit),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
