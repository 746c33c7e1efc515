/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/literal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* NULL: it is none. */
static const struct {
	const char *text, *plain, *port, *bracket;
} row[] = {
	{ "192.0.2.1", "192.0.2.1", "192.0.2.1", NULL },
	{ "IPv6:2001:db8::1", "2001:db8::1", "2001:db8::1", NULL },
	{ "ipv6:::FFFF:192.0.2.1", "192.0.2.1", "192.0.2.1", NULL },
	{ "192.0.2.1:25", NULL, "192.0.2.1", NULL },
	{ "[192.0.2.1]", NULL, NULL, "192.0.2.1" },
	{ "[IPv6:2001:db8::1]", NULL, NULL, "2001:db8::1" },
	{ "[192.0.2.1:25]", NULL, NULL, "192.0.2.1" },
	{ "[192.0.2.1]:25", NULL, NULL, "192.0.2.1" },
	{ "[192.0.2.1]x", NULL, NULL, NULL },
	{ "[192.0.2.1", NULL, NULL, NULL },
	{ "[]", NULL, NULL, NULL },
	{ "[", NULL, NULL, NULL },
	{ "", NULL, NULL, NULL },
	{ "192.0.2.01", NULL, NULL, NULL },
	{ "192.0.2", NULL, NULL, NULL },
};

static void
must_be(bool (*read)(struct ip *, const char *, size_t), size_t i,
    const char *want)
{
	struct ip ip;
	char text[IP_TEXT_SIZE];
	bool got;

	memset(&ip, 0x55, sizeof(ip));
	got = read(&ip, row[i].text, strlen(row[i].text));
	if (got != (want != NULL))
		fail_msg("\"%s\": %d", row[i].text, got);
	if (want == NULL) {
		assert_int_equal(ip.octet[0], 0x55);
		return;
	}
	ip_format(&ip, text);
	assert_string_equal(text, want);
}

static void
literal_reads_what_servers_write(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		must_be(literal_read, i, row[i].plain);
		must_be(literal_port, i, row[i].port);
		must_be(literal_bracket, i, row[i].bracket);
	}
}

static void
literal_is_loopback_knows_the_machine(void **state)
{
	static const struct {
		const char *text;
		bool want;
	} of[] = { { "127.0.0.1", true }, { "127.255.0.2", true },
		{ "128.0.0.1", false }, { "::1", true }, { "::2", false },
		{ "7f00::1", false } };
	struct ip ip = { 0 };
	size_t i;

	(void)state;
	assert_false(literal_is_loopback(&ip));
	for (i = 0; i < COUNT(of); i++) {
		assert_true(literal_read(&ip, of[i].text, strlen(of[i].text)));
		assert_int_equal(literal_is_loopback(&ip), of[i].want);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(literal_reads_what_servers_write),
		cmocka_unit_test(literal_is_loopback_knows_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
