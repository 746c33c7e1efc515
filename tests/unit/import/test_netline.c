/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/netline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "import/netcolumn.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What a line means: "first-last", with "*" if host bits were set, or a word,
 * or the column where it is wrong. */
static const char *
means(char out[160], const char *text)
{
	char copy[512], first[IP_TEXT_SIZE], last[IP_TEXT_SIZE];
	struct err e = { .class = ERR_NONE };
	struct netline n;

	(void)snprintf(copy, sizeof(copy), "%s", text);
	switch (netline_read(&n, copy, &e)) {
	case NETLINE_NETWORK:
		ip_format(&n.first, first);
		ip_format(&n.last, last);
		(void)snprintf(out, 160, "%s-%s%s", first, last, n.masked ?
		    "*" : "");
		break;
	case NETLINE_NONE:
		(void)strcpy(out, "none");
		break;
	case NETLINE_ALLOWED:
		(void)strcpy(out, "allowed");
		break;
	case NETLINE_RECORDS:
		(void)snprintf(out, 160, "records %u", n.records);
		break;
	case NETLINE_WRONG:
		assert_int_equal(e.class, ERR_PERM);
		(void)snprintf(out, 160, "%d", (int)(n.at - copy) + 1);
	}
	return out;
}

static void
check(const char *const (*row)[2], size_t count)
{
	char out[160];
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(means(out, row[i][0]), row[i][1]) != 0)
			fail_msg("%s -> %s, not %s", row[i][0], out,
			    row[i][1]);
}

#define NET24 "192.0.2.0-192.0.2.255"
#define TEN "192.0.2.10-192.0.2.20"

static void
netline_reads_networks_however_they_are_written(void **state)
{
	static const char *const row[][2] = {
		{ "192.0.2.5", "192.0.2.5-192.0.2.5" },
		{ " \t192.0.2.0/24 \t", NET24 },
		{ "192.0.2.77/24", NET24 "*" },
		{ "192.0.2.0/255.255.255.0", NET24 },
		{ "192.0.2.9/255.255.255.0", NET24 "*" },
		{ "192.0.2.0 255.255.255.0", NET24 },
		{ "192.0.2.0\t255.255.255.0\tname", NET24 },
		{ "10.0.0.0 255.0.0.0", "10.0.0.0-10.255.255.255" },
		{ "192.0.2.5 255.255.255.255", "192.0.2.5-192.0.2.5" },
		{ "192.0.2.9/0.0.0.0", "0.0.0.0-255.255.255.255*" },
		{ "192.0.2.10-192.0.2.20", TEN },
		{ "192.0.2.10 - 192.0.2.20", TEN },
		{ "192.0.2.10- 192.0.2.20", TEN },
		{ "192.0.2.10\t-192.0.2.20 name", TEN },
		{ "192.0.2.0\t192.0.2.255\t24\t53505", NET24 },
		{ "192.0.2.0 192.0.2.255 24 7 AS-NAME US a@b.example",
		    NET24 },
		{ "0.0.0.0 255.255.255.255 0", "0.0.0.0-255.255.255.255" },
		{ "2001:db8::/32",
		    "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "2001:db8::1 - 2001:db8::f", "2001:db8::1-2001:db8::f" },
		{ "2001:db8::8 2001:db8::f 125", "2001:db8::8-2001:db8::f" },
		{ "::ffff:192.0.2.0/120", NET24 },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
netline_passes_over_what_is_no_network(void **state)
{
	static const char *const row[][2] = {
		{ "", "none" }, { " \t", "none" }, { "# c", "none" },
		{ "; c", "none" }, { "// 192.0.2.1", "none" },
		{ " // c", "none" }, { "#x:192.0.2.1-192.0.2.2", "none" },
		{ "Start\tEnd\tNetblock", "none" },
		{ "192.0.2.0/24 # 198.51.100.1", NET24 },
		{ "192.0.2.0/24;SBL1 - 10.0.0.0/8", NET24 },
		{ "192.0.2.0/24 // 198.51.100.1", NET24 },
		{ "192.0.2.5\t10", "192.0.2.5-192.0.2.5" },
		{ "192.0.2.5 33 2026-06-15 12:00:01 (AS64500) a.b.c",
		    "192.0.2.5-192.0.2.5" },
		{ "192.0.2.0 32", "192.0.2.0-192.0.2.0" },
		{ "192.0.2.0/24 24 25", NET24 },
		{ "192.0.2.5 host-192-0-2-5.example http://x.example/24",
		    "192.0.2.5-192.0.2.5" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Whatever behind it reads as a part of a network is used or is wrong. */
static void
netline_drops_no_part_of_a_network(void **state)
{
	static const char *const row[][2] = {
		{ "192.0.2.0 24", "11" }, { "0.0.0.0\t0", "9" },
		{ "2001:db8:: 64", "12" },
		{ "192.0.2.1 192.0.2.9", "11" },
		{ "192.0.2.0 192.0.2.255 name", "11" },
		{ "192.0.2.0 192.0.2.255 25", "11" },
		{ "192.0.2.9 192.0.2.0 24", "11" },
		{ "10.0.0.0 192.0.0.0", "10" },
		{ "0.0.0.0 255.255.255.255", "9" },
		{ "192.0.2.0 255.0.255.0", "11" },
		{ "192.0.2.0 /24", "11" }, { "192.0.2.0 / 24", "11" },
		{ "192.0.2.0 name 192.0.2.255", "16" },
		{ "192.0.2.0/24 (198.51.100.1)", "14" },
		{ "192.0.2.0/24 a,198.51.100.1,b", "14" },
		{ "192.0.2.0/24 to:198.51.100.1", "14" },
		{ "192.0.2.0/24 198.51.100.0/24", "14" },
		{ "192.0.2.0/24 - 198.51.100.9", "1" },
		{ "192.0.2.1 name - name", "16" },
		{ "192.0.2.1 \xe2\x80\x93 192.0.2.9", "11" },
		{ "192.0.2.1 name -9", "16" },
		{ "192.0.2.1 0xffffff00", "11" },
		{ "192.0.2.1 0.0.0.255", "11" },
		{ "192.0.2.1 192.0.2.42198.51.100.140", "11" },
		{ "192.0.2.1 2001:db8::1", "11" },
		{ "192.0.2.1 198.51.100.1-198.51.100.9", "11" },
		{ "192.0.2.1 2001:db8::1-2001:db8::9", "11" },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
netline_says_where_a_line_is_wrong(void **state)
{
	static const char *const row[][2] = {
		{ "  host.example", "3" }, { "192.0.2.42198.51.100.140", "1" },
		{ "192.0.2", "1" }, { "192.0.2.0/33", "1" },
		{ "192.0.2.0/", "1" }, { "192.0.2.0/24x", "1" },
		{ "192.0.2.0//24", "1" }, { "192.0.2.010", "1" },
		{ "192.0.2.0/0.0.0.255", "1" }, { "192.0.2.0/1.2.3", "1" },
		{ "2001:db8::/255.255.0.0", "1" }, { "192.0.2.*", "1" },
		{ "192.0.2.9-192.0.2.1", "1" }, { "192.0.2.9-", "1" },
		{ "192.0.2.9 -", "1" }, { "192.0.2.9-2001:db8::", "1" },
		{ "192.0.2.9-11", "1" }, { "192.0.2.0/24-192.0.3.0", "1" },
		{ "<html>", "1" }, { "192.0.2.0/24,name", "1" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* As Spamhaus publishes DROP since 2024: a line each, then the metadata. */
static void
netline_reads_json_lines(void **state)
{
	static const char *const row[][2] = {
		{ "{\"cidr\":\"192.0.2.0/24\",\"sblid\":\"SBL1\","
		    "\"rir\":\"ripencc\"}", NET24 },
		{ " { \"sblid\" : \"a#b;c\", \"cidr\" : \"192.0.2.0\\/24\" } ",
		    NET24 },
		{ "{\"cidr\":\"192.0.2.9/24\"}", NET24 "*" },
		{ "{\"cidr\":\"2001:db8::/32\",\"sblid\":\"SBL2\"}",
		    "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "{\"type\":\"metadata\",\"timestamp\":1,\"records\":42}",
		    "records 42" },
		{ "{\"cidr\":\"192.0.2.0/24\",\"records\":null}", NET24 },
		{ "{\"type\":\"metadata\",\"records\":\"many\"}",
		    "1" },
		{ "{\"type\":\"metadata\",\"timestamp\":1}", "none" },
		{ "{\"asn\":64500,\"domain\":\"x.example\"}", "1" },
		{ "{\"cidr\":24}", "1" },
		{ "{\"cidr\":\"192.0.2.0/24\",\"cidr\":\"10.0.0.0/8\"}", "1" },
		{ "{\"cidr\":\"192.0.2.0/33\"}", "1" },
		{ "{\"cidr\":\"192.0.2.0/24\"", "23" },
		{ "{\"cidr\":\"192.0.2.0/24\"},", "24" },
		{ "{}", "1" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* PeerGuardian's lists and eMule's ipfilter.dat. */
static void
netline_reads_lists_of_file_sharing(void **state)
{
	static const char *const row[][2] = {
		{ "name:192.0.2.10-192.0.2.20", TEN },
		{ "a # b; c: d // e:192.0.2.10 - 192.0.2.20", TEN },
		{ "192.0.2.9 is bad:192.0.2.10-192.0.2.20", TEN },
		{ ":192.0.2.10-192.0.2.20", TEN },
		{ "name:192.0.2.20-192.0.2.10", "1" },
		{ "name:192.0.2.010-192.0.2.020", "1" },
		{ "name:192.0.2.10", "1" },
		{ "name:192.0.2.10-192.0.2.20 x", "1" },
		{ "name:192.0.2.10-192.0.2.256", "1" },
		{ "192.000.002.010 - 192.000.002.020 , 000 , name", TEN },
		{ "192.000.002.010-192.000.002.020,126,name, 10.0.0.1", TEN },
		{ "192.0.2.10 , 192.0.2.20 , 100", TEN },
		{ "192.0.2.10 - 192.0.2.20 , 127 , name", "allowed" },
		{ "192.0.2.10 - 192.0.2.20 , 255 , name", "allowed" },
		{ "192.0.2.10 - 192.0.2.20 , 256 , name", TEN }, /* no level */
		{ "192.0.2.20 - 192.0.2.10 , 0 , name", "1" },
		{ "192.000.002.010 - 192.000.002.020", "1" },
		{ "192.0.2.10 - 192.0.2.256 , 0 , name", "1" },
	};

	(void)state;
	check(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    netline_reads_networks_however_they_are_written),
		cmocka_unit_test(netline_passes_over_what_is_no_network),
		cmocka_unit_test(netline_drops_no_part_of_a_network),
		cmocka_unit_test(netline_says_where_a_line_is_wrong),
		cmocka_unit_test(netline_reads_json_lines),
		cmocka_unit_test(netline_reads_lists_of_file_sharing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
