/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"

static void
text_comes_back_as_it_was(void **state)
{
	static const char *const rows[] = {
		"grey\t192.0.2.1\twait\tfirst=1767225600\texpires=1767312001",
		"grey\t192.0.2.0/24\twait\tfirst=1\texpires=2"
		    "\tmail=0:00000000deadbeef",
		"grey\t2001:db8::/64\tgreen\tfirst=1\tsince=2\texpires=3"
		    "\tmail=4294967295:ffffffffffffffff",
		"grey\texample.org\tgreen\tfirst=0\tsince=0"
		    "\texpires=9223372036854775807"
		    "\tmail=1:0000000000000001\tmail=2:0000000000000002"
		    "\tmail=3:0000000000000003\tmail=4:0000000000000004"
		    "\tmail=5:0000000000000005\tmail=6:0000000000000006"
		    "\tmail=7:0000000000000007\tmail=7:0123456789abcdef",
		"secret\tenvelope\t000102030405060708090a0b0c0d0eff",
	};
	struct text_record r;
	struct buf b = { 0 };
	struct err e = { 0 };
	char line[TEXT_LINE_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		(void)snprintf(line, sizeof(line), "%s", rows[i]);
		if (text_parse(&r, line, &e) == -1)
			fail_msg("row %zu: %s", i, e.msg);
		b.len = 0;
		assert_int_equal(text_format(&b, key_bytes(&r.key), &r.record,
		    &e), 0);
		(void)snprintf(line, sizeof(line), "%s\n", rows[i]);
		assert_string_equal(buf_text(&b), line);
	}
	buf_free(&b);
}

/* A dump of before mails has sender and recipient; of one alone nothing can be
 * made. */
static void
text_of_an_older_dump_is_read(void **state)
{
	static const struct {
		const char *old, *now;
	} rows[] = {
		{ "grey\tx.org\twait\tfirst=1\texpires=2"
		    "\tsender=0000000000000003\trecipient=0000000000000005",
		    "grey\tx.org\twait\tfirst=1\texpires=2"
		    "\tmail=0:daa66d2c7ddf7444\n" },
		{ "grey\tx.org\twait\tfirst=1\texpires=2"
		    "\tsender=0000000000000003",
		    "grey\tx.org\twait\tfirst=1\texpires=2\n" },
	};
	struct text_record r;
	struct buf b = { 0 };
	struct err e = { 0 };
	char line[TEXT_LINE_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		(void)snprintf(line, sizeof(line), "%s", rows[i].old);
		assert_int_equal(text_parse(&r, line, &e), 0);
		b.len = 0;
		assert_int_equal(text_format(&b, key_bytes(&r.key), &r.record,
		    &e), 0);
		assert_string_equal(buf_text(&b), rows[i].now);
	}
	buf_free(&b);
}

struct wrong {
	const char *line, *why;
};

static void
refused(const struct wrong *rows, size_t n)
{
	char line[TEXT_LINE_MAX];
	struct text_record r;
	struct err e;
	size_t i;

	for (i = 0; i < n; i++) {
		(void)snprintf(line, sizeof(line), "%s", rows[i].line);
		e = (struct err){ 0 };
		if (text_parse(&r, line, &e) != -1 || e.class != ERR_PERM ||
		    strstr(e.msg, rows[i].why) == NULL)
			fail_msg("row %zu: %s", i, e.msg);
	}
}

static void
text_of_another_form_is_refused(void **state)
{
	static const struct wrong rows[] = {
		{ "", "kind" },
		{ "gray\t1.2.3.4\twait\tfirst=1\texpires=2", "\"gray\"" },
		{ "grey", "without a state" },
		{ "grey\t1.2.3.4", "without a state" },
		{ "grey\t1.2.3.4\tred\tfirst=1\texpires=2", "\"red\"" },
		{ "grey\t1.2.3.400/3\twait\tfirst=1\texpires=2", "address" },
		{ "grey\ta b\twait\tfirst=1\texpires=2", "\"a b\"" },
		{ "grey\t1.2.3.4\twait\tfirst=1", "needs" },
		{ "grey\t1.2.3.4\twait\texpires=1", "needs" },
		{ "grey\t1.2.3.4\tgreen\tfirst=1\texpires=1", "since=" },
		{ "grey\t1.2.3.4\twait\tfirst=1\tsince=1\texpires=1",
		    "since=" },
		{ "grey\t1.2.3.4\twait\tfirst\texpires=1", "no value" },
		{ "grey\t1.2.3.4\twait\tfirst=\texpires=1", "no first" },
		{ "grey\t1.2.3.4\twait\tfirst=-1\texpires=1", "no first" },
		{ "grey\t1.2.3.4\twait\tfirst=1a\texpires=1", "no first" },
		{ "grey\t1.2.3.4\twait\tfirst= 1\texpires=1", "no first" },
		{ "grey\t1.2.3.4\twait\tfirst=9223372036854775808\texpires=1",
		    "no first" },
		{ "grey\t1.2.3.4\twait\tfirst=99999999999999999999\texpires=1",
		    "no first" },
		{ "grey\t1.2.3.4\twait\tfirst=1\tfirst=1\texpires=1",
		    "two of \"first\"" },
		{ "grey\t1.2.3.4\twait\tfirst=1\texpires=1\tseen=2",
		    "\"seen\" is no field" },
		{ "grey\t1.2.3.4\twait\tfirst=1\texpires=1\t", "no value" },
		{ "grey\t1.2.3.4\twait\tfirst=1\texpires=1\tsender=x",
		    "no sender" },
		{ "grey\t1.2.3.4\twait\tfirst=1\texpires=1"
		    "\tsender=11111111111111111", "no sender" },
		{ "secret", "secret" },
		{ "secret\tother\t000102030405060708090a0b0c0d0e0f",
		    "secret" },
		{ "secret\tenvelope\t000102030405060708090a0b0c0d0e",
		    "secret" },
		{ "secret\tenvelope\t000102030405060708090a0b0c0d0e0F",
		    "secret" },
		{ "secret\tenvelope\t000102030405060708090a0b0c0d0e0f\t",
		    "secret" },
	};

	(void)state;
	refused(rows, sizeof(rows) / sizeof(*rows));
}

/* Of a mail the first words are those of this. */
#define WITH "grey\t1.2.3.4\twait\tfirst=1\texpires=1\tmail="

static void
text_of_no_mail_is_refused(void **state)
{
	static const struct wrong rows[] = {
		{ WITH "1", "\"1\" is no mail" },
		{ WITH ":1", "is no mail" },
		{ WITH "1:", "is no mail" },
		{ WITH "4294967296:1", "is no mail" },
		{ WITH "1:11111111111111111", "is no mail" },
		{ WITH "1:1\tmail=1:2\tmail=1:3\tmail=1:4\tmail=1:5"
		    "\tmail=1:6\tmail=1:7\tmail=1:8\tmail=1:9",
		    "more than 8 of \"mail=\"" },
	};

	(void)state;
	refused(rows, sizeof(rows) / sizeof(*rows));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_comes_back_as_it_was),
		cmocka_unit_test(text_of_an_older_dump_is_read),
		cmocka_unit_test(text_of_another_form_is_refused),
		cmocka_unit_test(text_of_no_mail_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
