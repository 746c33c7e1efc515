/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/transfer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SOA "bl.example.\t300\tIN\tSOA\tns.x. h.x. 5 1 2 3 4\n"

static int
read_of(struct transfer *t, const char *text, struct err *e)
{
	return transfer_read(t, "bl.example", text, strlen(text), e);
}

static const struct transfer_name *
find(const struct transfer *t, const char *ip, unsigned bits)
{
	struct err e;
	struct ip a;

	assert_int_equal(ip_parse(&a, ip, &e), 0);
	return transfer_find(t, &a, bits);
}

static void
transfer_tells_what_is_listed(void **state)
{
	static const char text[] =
	    "\n; <<>> DiG 9.18 <<>> axfr bl.example\n;; global options: +cmd\n"
	    SOA
	    "bl.example.\t\t300\tIN\tNS\tns.x.\n"
	    "3.2.1.70.bl.example.\t300 IN A 127.0.0.10\n"
	    "3.2.1.70.bl.example.\t300 IN TXT \"a \\\"b\\\\c\\\"\" \" d\"\n"
	    "4.2.1.70.BL.Example. 300 IN A 127.0.0.11\r\n"
	    "5.2.1.70.bl.example. 300 IN TXT \"alone\"\n"
	    "*.2.0.0.0.1.0.0.0.8.b.D.0.1.0.0.2.bl.example. 0 IN A 127.0.0.2\n"
	    "www.bl.example. 300 IN A 192.0.2.1\n" SOA ";; Query time: 3\n";
	const struct transfer_name *n;
	struct transfer t = { 0 };
	struct err e;

	(void)state;
	if (read_of(&t, text, &e) == -1)
		fail_msg("%s", e.msg);
	assert_int_equal(t.len, 4);
	n = find(&t, "70.1.2.3", 32);
	assert_int_equal(n->value, 10);
	assert_string_equal(n->text, "a \"b\\c\" d");
	assert_false(n->other);
	n = find(&t, "70.1.2.4", 32);
	assert_int_equal(n->value, 11);
	assert_null(n->text);
	n = find(&t, "70.1.2.5", 32);
	assert_int_equal(n->value, 0);
	assert_string_equal(n->text, "alone");
	assert_int_equal(find(&t, "2001:db8:1:2::", 64)->value, 2);
	assert_null(find(&t, "2001:db8:1:2::", 128));
	assert_null(find(&t, "70.1.2.6", 32));
	transfer_free(&t);
	transfer_free(&t);
	assert_null(find(&t, "70.1.2.3", 32));
}

/* Records that we would not write: the name is to be written anew. */
static void
transfer_knows_what_is_not_ours(void **state)
{
	static const char *const record[] = {
		"300 IN A 127.0.0.10\n3.2.1.70.bl.example. 300 IN A 127.0.0.11",
		"300 IN A 192.0.2.1", "300 IN A 127.0.0.0",
		"300 IN A 127.0.0.256", "300 IN A 127.0.1.2",
		"300 IN CNAME x.", "300 IN AAAA ::1", "300 IN TXT \"a\\200b\"",
		"300 IN TXT \"a\"\n3.2.1.70.bl.example. 300 IN TXT \"b\"",
		"300 IN TXT \"a", "300 IN TXT a",
	};
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(record); i++) {
		struct transfer t = { 0 };
		char text[512];

		(void)snprintf(text, sizeof(text), SOA
		    "3.2.1.70.bl.example. %s\n" SOA, record[i]);
		assert_int_equal(read_of(&t, text, &e), 0);
		assert_int_equal(t.len, 1);
		if (!t.name[0].other)
			fail_msg("%s", record[i]);
		transfer_free(&t);
	}
}

/* Half a transfer would have half of the list written again. */
static void
transfer_has_to_be_whole(void **state)
{
	static const char *const text[] = { "", "\n", "; Transfer failed.\n",
		SOA, SOA "3.2.1.70.bl.example. 300 IN A 127.0.0.10\n",
		"3.2.1.70.bl.example. 300 IN A 127.0.0.10\n" SOA,
		SOA SOA SOA, SOA SOA "x.bl.example. 300 IN A 192.0.2.1\n",
		SOA "3.2.1.70.bl.example. 300 IN\n" SOA,
		SOA "3.2.1.70.bl.example. 300 CH A 127.0.0.10\n" SOA,
		SOA "3.2.1.70.bl.example. IN A 127.0.0.10\n" SOA,
		SOA "3.2.1.70.other.example. 300 IN A 127.0.0.10\n" SOA,
		SOA "3.2.1.70.xbl.example. 300 IN A 127.0.0.10\n" SOA,
		SOA "3.2.1.70.bl.example 300 IN A 127.0.0.10\n" SOA,
	};
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++) {
		struct transfer t = { 0 };

		e = (struct err){ 0 };
		if (read_of(&t, text[i], &e) != -1)
			fail_msg("took %s", text[i]);
		assert_int_equal(e.class, ERR_PERM);
		transfer_free(&t);
	}
}

static void
transfer_refuses_nul_and_endless_lines(void **state)
{
	static char text[20000];
	struct transfer t = { 0 };
	struct err e;

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(transfer_read(&t, "bl.example", text, sizeof(text),
	    &e), -1);
	memcpy(text, SOA, sizeof(SOA)); /* with its NUL */
	assert_int_equal(transfer_read(&t, "bl.example", text, 100, &e), -1);
	transfer_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transfer_tells_what_is_listed),
		cmocka_unit_test(transfer_knows_what_is_not_ours),
		cmocka_unit_test(transfer_has_to_be_whole),
		cmocka_unit_test(transfer_refuses_nul_and_endless_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
