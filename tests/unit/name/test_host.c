/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* RFC 1035 section 2.3.1, RFC 1123 section 2.1, and "_". */
static void
host_form_follows_the_bytes(void **state)
{
	static const struct {
		const char *in, *out;
		enum host_form form;
	} row[] = {
		{ "", "", HOST_NONE }, { ".", "", HOST_NONE },
		{ "mail.example.net", "mail.example.net", HOST_NAME },
		{ "MAIL.Example.NET", "mail.example.net", HOST_NAME },
		{ "mail.example.net.", "mail.example.net", HOST_NAME },
		/* nobody's name: ourselves, and what ends in a number */
		{ "localhost", "localhost", HOST_ODD },
		{ "a.LocalHost.", "a.localhost", HOST_ODD },
		{ "nolocalhost", "nolocalhost", HOST_NAME },
		{ "localhost.example", "localhost.example", HOST_NAME },
		{ "192.0.2.1", "192.0.2.1", HOST_ODD },
		{ "a.1", "a.1", HOST_ODD }, { "1.a", "1.a", HOST_NAME },
		{ "a.1a", "a.1a", HOST_NAME },
		{ "a", "a", HOST_NAME }, { "a.", "a", HOST_NAME },
		{ "0-9.a_b.-x-", "0-9.a_b.-x-", HOST_NAME },
		{ "xn--mller-kva.example", "xn--mller-kva.example",
		    HOST_NAME },
		/* fault H-04: what DNS may hold and no host is called */
		{ "a b", "a b", HOST_ODD }, { "a\nb", "a\nb", HOST_ODD },
		{ "a\r\n250 ok", "a\r\n250 ok", HOST_ODD },
		{ "\x01", "\x01", HOST_ODD }, { "\x7f", "\x7f", HOST_ODD },
		{ "caf\xc3\xa9.example", "caf\xc3\xa9.example", HOST_ODD },
		{ "\xc3\x84.EXAMPLE", "\xc3\x84.example", HOST_ODD },
		{ "100%h.example", "100%h.example", HOST_ODD },
		{ "a\"b.example", "a\"b.example", HOST_ODD },
		{ "a\\032b.example", "a\\032b.example", HOST_ODD },
		{ "a'b", "a'b", HOST_ODD }, { "*.example", "*.example",
		HOST_ODD }, { "a/b", "a/b", HOST_ODD },
		{ "a,b", "a,b", HOST_ODD }, { "a@b", "a@b", HOST_ODD },
		{ "[192.0.2.1]", "[192.0.2.1]", HOST_ODD },
		{ "2001:db8::1", "2001:db8::1", HOST_ODD },
		{ " a", " a", HOST_ODD }, { "a ", "a ", HOST_ODD },
		/* fault H-05: labels that DNS has not */
		{ "..", ".", HOST_ODD }, { "a..", "a.", HOST_ODD },
		{ "a..b", "a..b", HOST_ODD }, { ".a", ".a", HOST_ODD },
	};
	char out[HOST_MAX + 1];
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		memset(out, 'x', sizeof(out));
		if (host_normalise(out, &len, row[i].in) != row[i].form)
			fail_msg("\"%s\"", row[i].in);
		assert_string_equal(out, row[i].out);
		assert_int_equal(len, strlen(row[i].out));
	}
}

/* RFC 1035 section 2.3.4: a label has 63 bytes, a name 253 as text. */
static void
host_lengths_are_those_of_dns(void **state)
{
	static const struct {
		size_t label, labels;
		const char *tail;
		enum host_form form;
	} row[] = {
		{ 63, 1, "", HOST_NAME }, { 64, 1, "", HOST_ODD },
		{ 63, 3, "x", HOST_NAME }, { 64, 2, "x", HOST_ODD },
		{ 49, 5, "xxx", HOST_NAME },  /* 5 * 50 + 3 = 253 */
		{ 49, 5, "xxx.", HOST_NAME }, /* the last dot is none */
		{ 49, 5, "xxxx", HOST_LONG }, { 49, 5, "xxx..", HOST_LONG },
		{ 64, 3, "", HOST_ODD }, { 63, 8, "x", HOST_LONG },
		{ 400, 2, "", HOST_LONG },
	};
	char in[2048], out[HOST_MAX + 1];
	size_t i, k, at, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		for (at = 0, k = 0; k < row[i].labels; k++) {
			memset(in + at, 'a', row[i].label);
			at += row[i].label;
			in[at++] = '.';
		}
		(void)snprintf(in + at, sizeof(in) - at, "%s", row[i].tail);
		if (host_normalise(out, &len, in) != row[i].form)
			fail_msg("row %zu", i);
		assert_int_equal(len, strlen(out));
		if (row[i].form == HOST_LONG)
			assert_int_equal(len, 0);
	}
}

/* Each byte as a name of its own. */
static void
host_knows_every_byte(void **state)
{
	char in[2] = "", out[HOST_MAX + 1];
	size_t len;
	int c;

	(void)state;
	for (c = 1; c < 256; c++) {
		enum host_form want = HOST_ODD;

		in[0] = (char)c;
		if (strchr("abcdefghijklmnopqrstuvwxyz" /* no digits */
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_", c) != NULL)
			want = HOST_NAME;
		if (c == '.')
			want = HOST_NONE;
		assert_int_equal(host_normalise(out, &len, in), want);
		if (want == HOST_NAME)
			assert_int_equal(out[0], c >= 'A' && c <= 'Z' ?
			    c + 32 : c);
	}
}

static void
host_without_zone_is_what_was_meant(void **state)
{
	static const char *const row[][2] = {
		/* RFC 1035 section 3.5, RFC 3596 section 2.5 */
		{ "mail.example.com.2.0.192.in-addr.arpa",
		    "mail.example.com" },
		{ "mail.example.com.192.in-addr.arpa", "mail.example.com" },
		{ "a.in-addr.example", "a.in-addr.example" },
		{ "mx.test.8.b.d.0.1.0.0.2.ip6.arpa", "mx.test" },
		{ "mx.test.9.a.f.0.ip6.arpa", "mx.test" },
		{ "mx.test.in-addr.arpa", "mx.test" },
		{ "mx.test.ip6.arpa", "mx.test" },
		/* RFC 2317 section 4: zones of less than 256 addresses */
		{ "mx.test.128-191.2.0.192.in-addr.arpa", "mx.test" },
		{ "mx.test.0_25.2.0.192.in-addr.arpa", "mx.test" },
		/* the numbers of a host are none of the zone's */
		{ "192-0-2-1.test.2.0.192.in-addr.arpa", "192-0-2-1.test" },
		{ "a1.2.0.192.in-addr.arpa", "a1" },
		/* none, or nothing else */
		{ "mail.example.com", "mail.example.com" },
		{ "in-addr.arpa", "in-addr.arpa" },
		{ ".in-addr.arpa", ".in-addr.arpa" },
		{ "ip6.arpa", "ip6.arpa" },
		{ "1.2.0.192.in-addr.arpa", "1.2.0.192.in-addr.arpa" },
		{ "1.ip6.arpa", "1.ip6.arpa" },
		{ "f.ip6.arpa", "f.ip6.arpa" },
		{ "g.ip6.arpa", "g" },
		{ "xin-addr.arpa", "xin-addr.arpa" },
		{ "mail.in-addr.arpa.test", "mail.in-addr.arpa.test" },
		{ "arpa", "arpa" }, { "a", "a" }, { "", "" },
	};
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		len = host_without_zone(row[i][0], strlen(row[i][0]));
		if (len != strlen(row[i][1]) ||
		    memcmp(row[i][0], row[i][1], len) != 0)
			fail_msg("%s: %.*s", row[i][0], (int)len, row[i][0]);
	}
}

/* The name ends where its length says, not at a NUL. */
static void
host_without_zone_stops_at_the_length(void **state)
{
	static const char name[] = "mx.2.in-addr.arpa5";

	(void)state;
	assert_int_equal(host_without_zone(name, 17), 2);
	assert_int_equal(host_without_zone(name, 18), 18);
	assert_int_equal(host_without_zone(name, 16), 16);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(host_form_follows_the_bytes),
		cmocka_unit_test(host_lengths_are_those_of_dns),
		cmocka_unit_test(host_knows_every_byte),
		cmocka_unit_test(host_without_zone_is_what_was_meant),
		cmocka_unit_test(host_without_zone_stops_at_the_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
