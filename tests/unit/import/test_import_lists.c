/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists that other programs keep of addresses, by their own pages. */
#include "import/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

/* A list, an address or name, and whether the list has it. */
struct row {
	const char *list, *client;
	bool listed;
};

static void
check(const char *format, const struct row *row, size_t count)
{
	struct verdict v;
	char rules[128];
	bool is_ip;

	(void)snprintf(rules, sizeof(rules), "import %s list block\n",
	    format);
	for (; count-- > 0; row++) {
		is_ip = strspn(row->client, "0123456789.") ==
		    strlen(row->client) || strchr(row->client, ':') != NULL;
		fixture_text(&f, "list", row->list);
		if (fixture_compile(&f, rules) == -1)
			fail_msg("%s: %s", row->list, f.said);
		fixture_load(&f, rules);
		fixture_ask(&f, &v, is_ip ? row->client : "198.18.0.1", is_ip ?
		    "h.invalid" : row->client);
		if ((v.action == RULE_BLOCK) != row->listed)
			fail_msg("%s: %s is %d", row->list, row->client,
			    !row->listed);
	}
}

/* What is said of a list: where, and a piece of the words. */
struct wrong {
	const char *list, *place, *words;
};

static void
check_wrong(const char *format, const struct wrong *row, size_t count, int rc)
{
	char rules[128];

	(void)snprintf(rules, sizeof(rules), "import %s list\n", format);
	for (; count-- > 0; row++) {
		fixture_text(&f, "list", row->list);
		if (fixture_compile(&f, rules) != rc ||
		    strncmp(f.said, row->place, strlen(row->place)) != 0 ||
		    strstr(f.said, row->words) == NULL)
			fail_msg("%s: %s", row->list, f.said);
	}
}

/* README_ip_file_format of spamdyke; the addresses are its own. */
static void
import_spamdyke_ip_reads_octets(void **state)
{
	static const struct row row[] = {
		{ "# c\n\n11.22.33.44\r\n", "11.22.33.44", true },
		{ "11.22.33.44", "11.22.33.45", false },
		{ "011.022.033.044", "11.22.33.44", true },
		{ "11.22.33", "11.22.33.236", true },
		{ "11.22.33", "11.22.34.0", false },
		{ "11.22.", "11.22.235.46", true },
		{ "11.22.", "11.23.0.0", false },
		{ "11", "11.255.255.255", true },
		{ "11.22.33.44.", "11.22.33.44", true },
		{ "11-12", "12.0.0.1", true },
		{ "11.22.33-44.55", "11.22.38.55", true },
		{ "11.22.33-44.55", "11.22.33.55", true },
		{ "11.22.33-44.55", "11.22.44.55", true },
		{ "11.22.33-44.55", "11.22.45.55", false },
		{ "11.22.33-44.55", "11.22.38.56", false },
		{ "11.22-44", "11.36.1.255", true },
		{ "11.22-44", "11.44.255.255", true },
		{ "11.22-44", "11.45.0.0", false },
		{ "11.22-44", "11.21.255.255", false },
		{ "1-2.3-4.5-6.7-8", "2.3.6.7", true },
		{ "1-2.3-4.5-6.7-8", "1.4.5.8", true },
		{ "1-2.3-4.5-6.7-8", "1.4.5.9", false },
		{ "1-2.3-4.5-6.7-8", "1.5.5.8", false },
		{ "11.22.33.0/24", "11.22.33.241", true },
		{ "11.22.33.9/24", "11.22.33.1", true },
		{ "11.22.0.0/16", "11.23.0.1", false },
		{ "11.22.33.0/255.255.255.0", "11.22.33.199", true },
		{ "11.22.0.0/255.255.0.0", "11.22.7.189", true },
		{ "11.22.0.0/255.255.0.0", "11.23.7.189", false },
		{ "11.22.33.44 # why", "11.22.33.44", true },
		{ "0.0.0.0/0", "11.22.33.44", true },
		{ "11.22.33.44/255.255.255.255", "11.22.33.44", true },
		{ "11.22.33.44/255.255.255.255", "11.22.33.45", false },
		{ "11.22.33.0/128.0.0.0", "127.0.0.1", true },
		{ "11.22.33.0/0.0.0.0", "192.0.2.1", true },
		{ "11.22.0-9.0-255", "11.22.9.7", true },
		{ "11.22.0-9.0-255", "11.22.10.7", false },
	};

	(void)state;
	check("spamdyke-ip", row, COUNT(row));
}

static void
import_spamdyke_ip_tells_what_it_can_not_read(void **state)
{
	static const struct wrong wrong[] = {
		{ "1.2.3.4\n 11.22.256\n", "list:2:2: ", "write" },
		{ "11.22.44-33\n", "list:1:1: ", "write" },
		{ "11..22\n", "list:1:1: ", "write" },
		{ "11.22.33.44.55\n", "list:1:1: ", "write" },
		{ "11.22.33/24\n", "list:1:1: ", "write" },
		{ "11.22.33.0/33\n", "list:1:1: ", "write" },
		{ "11.22.33.0/255.0.255.0\n", "list:1:1: ", "write" },
		{ "=host.example\n", "list:1:1: ", "write" },
		{ "11.22.33.44 text\n", "list:1:1: ", "write" },
		{ "11.22.33.4455\n", "list:1:1: ", "write" },
		{ "0-255.0-255.0-255.1\n", "list:1:1: ", "fewer" },
		{ "11.22-.33\n", "list:1:1: ", "write" },
		{ "11.22.33./24\n", "list:1:1: ", "write" },
		{ "11.22-1000.33\n", "list:1:1: ", "write" },
		{ "11.22.33.0/255.255.255.x\n", "list:1:1: ", "write" },
		{ "11.22.33.0/255.255.255\n", "list:1:1: ", "write" },
		{ "11.22.33.0/255.255.255.0/\n", "list:1:1: ", "write" },
		{ "11.22.33.0/255.255.255.0-9\n", "list:1:1: ", "write" },
		{ "11.22.33.0/.\n", "list:1:1: ", "write" },
	};
	static const struct wrong warns[] = {
		{ "11.22.33-44.0/24\n", "list:1:1: warning: ", "no effect" },
	};

	(void)state;
	check_wrong("spamdyke-ip", wrong, COUNT(wrong), -1);
	check_wrong("spamdyke-ip", warns, COUNT(warns), 0);
}

/* rbldnsd(8), ip4set, ip4trie and ip6trie. */
static void
import_rbldnsd_reads_its_entries(void **state)
{
	static const struct row row[] = {
		{ "127.5\n", "127.5.255.255", true },
		{ "127.5\n", "127.6.0.0", false },
		{ "10/8\n", "10.255.255.255", true },
		{ "10.16-31\n", "10.31.255.255", true },
		{ "10.16-31\n", "10.32.0.0", false },
		{ "10.16-10.17\n", "10.17.255.255", true },
		{ "10.0.0.1-9\n", "10.0.0.9", true },
		{ "10.0.0.1-9\n", "10.0.0.10", false },
		{ "10.16.0-31\n", "10.16.31.255", true },
		{ "10.16.0-31\n", "10.16.32.0", false },
		{ "010.016/16 text\n", "10.16.0.1", true },
		{ "10.1.2.3 :127.0.0.4:text # no comment\n", "10.1.2.3",
		    true },
		{ "10.1.2.3:5:text\n10.1.2.4;c\n", "10.1.2.4", true },
		{ " :127.0.0.2:default $\n:3\n10.1.2.3 :4\n", "10.1.2.3",
		    true },
		{ "$SOA 0 a. b. 0 1 1 1 1\n#$TTL 5\n;$NS 1w a.\n:$1 x\n"
		    "$= a $\n10.1.2.3\n", "10.1.2.3", true },
		{ "10.0.0.0/8\n! 10.1\n10.1.2\n", "10.0.0.1", true },
		{ "10.0.0.0/8\n! 10.1\n10.1.2\n", "10.1.0.1", false },
		{ "10.0.0.0/8\n! 10.1\n10.1.2\n", "10.1.2.1", true },
		{ "!10.0.0.5\n10.0.0.1-9\n", "10.0.0.5", false },
		{ "2001:db8:1 :2:x\n", "2001:db8:1:ffff::", true },
		{ "2001:db8:1\n", "2001:db8:2::", false },
		{ "2001:000db8:00001::0\n", "2001:db8:1::", true },
		{ "2001:db8::/32\n!2001:db8::bead\n::1 # c\n", "2001:db8::1",
		    true },
		{ "2001:db8::/32\n!2001:db8::bead\n", "2001:db8::bead",
		    false },
		{ "$MAXRANGE4 /24\n10.0.0.0/8\n10.1.2\n", "10.1.2.5", true },
		{ "$MAXRANGE4 /24\n10.0.0.0/8\n10.1.2\n", "10.1.3.5", false },
		/* the least of several counts, and IPv6 has no part in it */
		{ "$MAXRANGE4 512\n$MAXRANGE4 256\n$MAXRANGE4 1024\n"
		    "10.0.0.0/23\n10.1.2\n", "10.0.0.1", false },
		{ "$MAXRANGE4 1\n2001:db8::/32\n", "2001:db8::1", true },
		{ "$TIMESTAMP 2026:01:01\n10.1.2\n", "10.1.2.3", true },
		{ "$nameserver a.\n$2 x\n10.1.2\n", "10.1.2.3", true },
		{ "10.1.2.3 :127.0.0.2\n", "10.1.2.3", true },
		{ "1:2:3:4:5:6:7:8\n", "1:2:3:4:5:6:7:8", true },
		/* pieces of several widths, and a hole in one of them */
		{ "10.0.5.0-10.2.0.7\n", "10.0.5.0", true },
		{ "10.0.5.0-10.2.0.7\n", "10.0.4.255", false },
		{ "10.0.5.0-10.2.0.7\n", "10.2.0.7", true },
		{ "10.0.5.0-10.2.0.7\n", "10.2.0.8", false },
		{ "10.0.5.0-10.2.0.7\n!10.1.7\n", "10.1.7.1", false },
		{ "10.0.5.0-10.2.0.7\n!10.1.7\n", "10.1.8.1", true },
		{ "10/8\n10.1/16\n10.1.2/24\n", "10.200.0.1", true },
		{ "0/0\n", "10.1.3.5", true },
		{ "224/3\n2001:db8::/32\n", "2001:db8::1", true },
	};

	(void)state;
	check("rbldnsd", row, COUNT(row));
}

static void
import_rbldnsd_tells_what_it_can_not_read(void **state)
{
	static const struct wrong wrong[] = {
		{ "10.1.2.3\n10\n", "list:2:1: ", "write" },
		{ "10.1.2.3/24\n", "list:1:1: ", "host bits" },
		{ "10.1-10.2.3\n", "list:1:1: ", "write" },
		{ "10.9-8\n", "list:1:1: ", "write" },
		{ "10.1.2.256\n", "list:1:1: ", "write" },
		{ "10.1.2.3x\n", "list:1:1: ", "write" },
		{ "10.1.2.3 :0:x\n", "list:1:1: ", "write" },
		{ "10.1.2.3 :300\n", "list:1:1: ", "write" },
		{ ":x\n", "list:1:1: ", "write" },
		{ "2001\n", "list:1:1: ", "write" },
		{ "2001:db8::/129\n", "list:1:1: ", "write" },
		{ "host.example\n", "list:1:1: ", "write" },
		{ "$DATASET ip4set a\n", "list:1:1: ", "file of its own" },
		{ "$STRANGE\n", "list:1:1: ", "special" },
		{ "192.0.2.0/24\n!192.0.2.128/25\n192.0.2.130\n",
		    "rules:1:1: ", "from 192.0.2.130 on ip4set and ip4trie" },
		{ "192.0.2\n!192.0.2\n", "rules:1:1: ", "192.0.2.0 on" },
		{ "!192.0.2.0/25\n192.0.2.0/26\n198.51.100\n",
		    "rules:1:1: ", "192.0.2.0 on" },
		{ "192.0.2.0/24\n!192.0.2.128/25\n192.0.2.128/26\n",
		    "rules:1:1: ", "192.0.2.128 on" },
		{ "192.0.2.0/24\n!192.0.2.128/25\n192.0.2.192/26\n",
		    "rules:1:1: ", "192.0.2.192 on" },
		{ "10.1-\n", "list:1:1: ", "write" },
		{ "10.1-x\n", "list:1:1: ", "write" },
		{ "10.1.2.\n", "list:1:1: ", "write" },
		{ "2001:db8:1:2:3:4:5:6:7\n", "list:1:1: ", "write" },
		{ "::ffff:192.0.2.1\n", "list:1:1: ", "write" },
		{ "2001:db8:11111:2222:3333:4444:5555:6666:7777:8888:9999\n",
		    "list:1:1: ", "write" },
		{ "10.1.2.3 :1x\n", "list:1:1: ", "write" },
		{ "$MAXRANGE4\n", "list:1:1: ", "MAXRANGE4" },
		{ "$MAXRANGE4 0\n", "list:1:1: ", "MAXRANGE4" },
		{ "$MAXRANGE4 /33\n", "list:1:1: ", "MAXRANGE4" },
		{ "$MAXRANGE4 1 x\n", "list:1:1: ", "MAXRANGE4" },
		{ "$SOAP\n", "list:1:1: ", "special" },
		{ "$\n", "list:1:1: ", "special" },
		{ "$1\n", "list:1:1: ", "special" },
		{ "$12 x\n", "list:1:1: ", "special" },
		{ "0/0\n10.1-9\n", "list:2:1: ", "not one of ip4trie" },
		{ "10.1-9\n0/0\n", "list:2:1: ", "not one of ip4set" },
	};
	static const struct wrong warns[] = {
		{ "$MAXRANGE4 256\n10.0.0.0/23\n", "list:2:1: warning: ",
		    "left out" },
		{ "$TIMESTAMP 2026:01:01 +1d\n", "list:1:1: warning: ",
		    "not minded" },
	};

	(void)state;
	check_wrong("rbldnsd", wrong, COUNT(wrong), -1);
	check_wrong("rbldnsd", warns, COUNT(warns), 0);
}

/* Where the two differ; import/import_rbldnsd.h says why. */
static void
import_rbldnsd_knows_two_types(void **state)
{
#define NESTED "192.0.2.0/24\n!192.0.2.128/25\n192.0.2.130\n"
	static const struct row set[] = {
		{ NESTED, "192.0.2.130", false }, { NESTED, "192.0.2.9", true },
		{ "192.0.2\n!192.0.2\n", "192.0.2.9", false },
		{ "10.1-9\n", "10.9.0.0", true },
	};
	static const struct row trie[] = {
		{ NESTED, "192.0.2.130", true },
		{ NESTED, "192.0.2.131", false },
		{ "192.0.2\n!192.0.2\n", "192.0.2.9", true },
		{ "!192.0.2\n192.0.2\n", "192.0.2.9", false },
		{ "2001:db8::/32\n!2001:db8:1\n", "2001:db8:1::", false },
	};
	static const struct wrong set_wrong[] = {
		{ "0/0\n", "list:1:1: ", "not one of ip4set" },
		{ "::1\n", "list:1:1: ", "not one of ip4set" },
	};
	static const struct wrong trie_wrong[] = {
		{ "10.1-9\n", "list:1:1: ", "not one of ip4trie" },
	};

	(void)state;
	check("rbldnsd-ip4set", set, COUNT(set));
	check("rbldnsd-ip4trie", trie, COUNT(trie));
	check_wrong("rbldnsd-ip4set", set_wrong, COUNT(set_wrong), -1);
	check_wrong("rbldnsd-ip4trie", trie_wrong, COUNT(trie_wrong), -1);
}

/* postgrey 1.37, read_clients_whitelists: what its Perl matches. */
static void
import_postgrey_reads_whitelist_clients(void **state)
{
	static const struct row row[] = {
		{ "# c\nexample.com # why\n", "example.com", true },
		{ "Example.COM\n", "a.b.example.com", true },
		{ "example.com\n", "badexample.com", false },
		{ "/^mail(out)?\\d+\\.example$/\n", "mailout7.example",
		    true },
		{ "/^mail\\d/\n", "xmail7.example", false },
		{ "/MAIL/\n", "a.mail.example", true },
		{ "/a$1/\n", "h.example", false },
		{ "66.216.126.174\n", "66.216.126.174", true },
		{ "66.216.126.0/24\n", "66.216.126.1", true },
		{ "66.216.126\n", "66.216.126.1", true },
		{ "66.216.126\n", "66.216.127.1", false },
		{ "66.216\n", "66.216.0.1", true },
		{ "66.216\n", "66.216.1.1", false },
		{ "2001:db8::/32\n", "2001:db8:1::", true },
		{ "2001:db8::5\n", "2001:db8::5", true },
		{ "2001:db8::5\n", "2001:db8::6", false },
	};
	static const struct wrong wrong[] = {
		{ "a.example\n b c.example\n", "list:2:2: ", "blank" },
		{ "/a b/\n", "list:1:1: ", "blank" },
		{ "/(/\n", "list:1:1: ", "expression" },
		{ "10.1.2.300\n", "list:1:1: ", "IP address" },
		{ "10.1.2.0/33\n", "list:1:1: ", "prefix" },
		{ ".example.com\n", "list:1:1: ", "" },
		{ "*.example.com\n", "list:1:1: ", "" },
		{ "2001:db8::zz\n", "list:1:1: ", "IP address" },
		{ "//\n", "list:1:1: ", "" },
		{ "/\n", "list:1:1: ", "" },
		{ "/mail\n", "list:1:1: ", "" },
		{ "66.216/16\n", "list:1:1: ", "" },
	};
	static const struct wrong warns[] = {
		{ "66.216\n", "list:1:1: warning: ", "66.216.0.0/24" },
	};
	struct verdict v;

	(void)state;
	check("postgrey", row, COUNT(row));
	check_wrong("postgrey", wrong, COUNT(wrong), -1);
	check_wrong("postgrey", warns, COUNT(warns), 0);
	fixture_text(&f, "list", "example.com\n");
	fixture_load(&f, "import postgrey list\nblock @any\n");
	fixture_ask(&f, &v, "192.0.2.1", "a.example.com");
	assert_int_equal(v.action, RULE_PASS);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(import_spamdyke_ip_reads_octets),
		cmocka_unit_test(
		    import_spamdyke_ip_tells_what_it_can_not_read),
		cmocka_unit_test(import_rbldnsd_reads_its_entries),
		cmocka_unit_test(import_rbldnsd_tells_what_it_can_not_read),
		cmocka_unit_test(import_rbldnsd_knows_two_types),
		cmocka_unit_test(import_postgrey_reads_whitelist_clients),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
