/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/resolvconf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define FIVE "nameserver ::1\nnameserver ::2\nnameserver ::3\n" \
	"nameserver ::4\nnameserver ::5\n"

/* The servers of text, a blank behind each. */
static void
servers_text(char out[512], const char *text)
{
	struct dns_servers s = { .count = 9 };
	char ip[IP_TEXT_SIZE];
	size_t i;

	resolvconf_parse(&s, text);
	out[0] = '\0';
	for (i = 0; i < s.count; i++) {
		assert_int_equal(s.server[i].port, 53);
		ip_format(&s.server[i].ip, ip);
		strcat(strcat(out, ip), " ");
	}
}

/* resolv.conf(5) of glibc, and what c-ares makes of it. */
static void
a_plain_file_names_servers(void **state)
{
	static const struct {
		const char *text, *servers;
	} row[] = {
		{ "nameserver 192.0.2.1\n", "192.0.2.1 " },
		{ "nameserver 192.0.2.1", "192.0.2.1 " },
		{ "nameserver\t192.0.2.1  \r\n", "192.0.2.1 " },
		{ "nameserver 2001:DB8::1\nnameserver 192.0.2.2\n",
		    "2001:db8::1 192.0.2.2 " },
		{ "# by hand: nameserver 192.0.2.9\n;nameserver 192.0.2.8\n\n"
		  "domain example\nsearch a.example b.example\n"
		  "sortlist 192.0.2.0/255.255.255.0\n"
		  "options timeout:1 attempts:1 rotate edns0 trust-ad ndots:5\n"
		  "nameserver 127.0.0.53\n", "127.0.0.53 " },
		{ "nameserver 192.0.2.1\n#options use-vc\n", "192.0.2.1 " },
		{ FIVE "nameserver ::6\nnameserver ::7\nnameserver ::8\n",
		    "::1 ::2 ::3 ::4 ::5 ::6 ::7 ::8 " },
		{ "", "" },
		{ "search example\n", "" },
	};
	char text[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		servers_text(text, row[i].text);
		assert_string_equal(text, row[i].servers);
	}
}

static void
what_is_not_plain_is_left_to_c_ares(void **state)
{
	static const char *const line[] = {
		"nameserver", "nameserver ", "nameserver192.0.2.2",
		" nameserver 192.0.2.2", "nameserver 192.0.2.2 192.0.2.3",
		"nameserver 192.0.2.2,192.0.2.3", "nameserver 192.0.2.2:53",
		"nameserver [::1]:53", "nameserver fe80::1%eth0",
		"nameserver dns.example", "nameserver 192.0.2.2 # second",
		"nameserver 192.0.2.2;", "options use-vc",
		"options edns0 use-vc", "search nameserver",
		"nameserver 1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa",
		FIVE FIVE,
	};
	char whole[512], text[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(line); i++) {
		(void)snprintf(whole, sizeof(whole),
		    "nameserver 192.0.2.1\n%s\nnameserver ::9\n", line[i]);
		servers_text(text, whole);
		if (text[0] != '\0')
			fail_msg("\"%s\" is plain", line[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest test[] = {
		cmocka_unit_test(a_plain_file_names_servers),
		cmocka_unit_test(what_is_not_plain_is_left_to_c_ares),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
