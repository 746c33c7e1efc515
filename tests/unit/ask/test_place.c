/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ask/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
place_parse_reads_hosts_and_paths(void **state)
{
	static const struct {
		const char *text, *host; /* NULL: refused */
		unsigned port;
		const char *path;
	} row[] = {
		{ "localhost", "localhost", 337, "" },
		{ "dns.example.com:1337", "dns.example.com", 1337, "" },
		{ "a_b-c.example.", "a_b-c.example.", 337, "" },
		{ "127.0.0.1", "127.0.0.1", 337, "" },
		{ "127.0.0.1:65535", "127.0.0.1", 65535, "" },
		{ "::1", "::1", 337, "" },
		{ "[::1]", "::1", 337, "" },
		{ "[::1]:1337", "::1", 1337, "" },
		{ "[0:0::1]:1337", "::1", 1337, "" },
		{ "/run/dhf/dynawall", "", 337, "/run/dhf/dynawall" },
		{ "./dynawall:1", "", 337, "./dynawall:1" },
		{ "", NULL, 0, NULL },
		{ ":337", NULL, 0, NULL },
		{ "host:", NULL, 0, NULL },
		{ "host:0", NULL, 0, NULL },
		{ "host:65536", NULL, 0, NULL },
		{ "host:http", NULL, 0, NULL },
		{ "host:1:2", NULL, 0, NULL },
		{ "[::1", NULL, 0, NULL },
		{ "[::1]337", NULL, 0, NULL },
		{ "[host]:1", NULL, 0, NULL },
		{ "ho st", NULL, 0, NULL },
		{ "host\n", NULL, 0, NULL },
		{ "\xc3\xa4.example", NULL, 0, NULL },
	};
	struct place p;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		p.port = 7;
		if ((place_parse(&p, row[i].text, 337, &e) == 0) !=
		    (row[i].host != NULL))
			fail_msg("\"%s\"", row[i].text);
		if (row[i].host == NULL) {
			assert_int_equal(e.class, ERR_PERM);
			assert_int_equal(p.port, 7);
			continue;
		}
		assert_string_equal(p.host, row[i].host);
		assert_string_equal(p.path, row[i].path);
		assert_int_equal(p.port, row[i].port);
	}
}

static void
place_parse_minds_lengths(void **state)
{
	char text[PLACE_HOST_SIZE + 1];
	struct place p;
	struct err e;

	(void)state;
	memset(text, 'a', sizeof(text));
	text[PLACE_HOST_SIZE] = '\0';
	assert_int_equal(place_parse(&p, text, 337, &e), -1);
	text[PLACE_HOST_SIZE - 1] = '\0';
	assert_int_equal(place_parse(&p, text, 337, &e), 0);
	text[0] = '/';
	assert_int_equal(place_parse(&p, text, 337, &e), -1);
	text[PLACE_PATH_SIZE] = '\0';
	assert_int_equal(place_parse(&p, text, 337, &e), -1);
	text[PLACE_PATH_SIZE - 1] = '\0';
	assert_int_equal(place_parse(&p, text, 337, &e), 0);
	assert_string_equal(p.path, text);
}

static void
place_find_knows_addresses_and_paths(void **state)
{
	struct place_addresses all;
	struct place p;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_un un;
	struct err e;
	char text[INET6_ADDRSTRLEN];

	(void)state;
	assert_int_equal(place_parse(&p, "192.0.2.1:1337", 337, &e), 0);
	assert_int_equal(place_find(&all, &p, &e), 0);
	assert_int_equal(all.count, 1);
	assert_int_equal(all.address[0].len, sizeof(in));
	memcpy(&in, &all.address[0].at, sizeof(in));
	assert_int_equal(ntohs(in.sin_port), 1337);
	assert_string_equal(inet_ntop(AF_INET, &in.sin_addr, text,
	    sizeof(text)), "192.0.2.1");

	assert_int_equal(place_parse(&p, "2001:db8::1", 337, &e), 0);
	assert_int_equal(place_find(&all, &p, &e), 0);
	assert_int_equal(all.count, 1);
	memcpy(&in6, &all.address[0].at, sizeof(in6));
	assert_int_equal(ntohs(in6.sin6_port), 337);
	assert_string_equal(inet_ntop(AF_INET6, &in6.sin6_addr, text,
	    sizeof(text)), "2001:db8::1");

	assert_int_equal(place_parse(&p, "/run/x", 337, &e), 0);
	assert_int_equal(place_find(&all, &p, &e), 0);
	assert_int_equal(all.count, 1);
	memcpy(&un, &all.address[0].at, sizeof(un));
	assert_int_equal(un.sun_family, AF_UNIX);
	assert_string_equal(un.sun_path, "/run/x");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(place_parse_reads_hosts_and_paths),
		cmocka_unit_test(place_parse_minds_lengths),
		cmocka_unit_test(place_find_knows_addresses_and_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
