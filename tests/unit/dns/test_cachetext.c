/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/cachetext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const lines[] = {
	"1790000000\tA\tmx.example.org\tfound\t192.0.2.1\t192.0.2.2\n",
	"1790000000\tAAAA\tmx.example.org\tfound\t2001:db8::1\n",
	"1790000000\tPTR\t1.2.0.192.in-addr.arpa\tmore\ta.example\tb.example\n",
	"1790000000\tPTR\t2.2.0.192.in-addr.arpa\tabsent\n",
	"1790000000\tTXT\t2.0.0.127.bl.example\tfound\tlisted, see http://x\n",
	"0\tTXT\tempty.example\tfound\t\n",
	"1790000000\tMX\ta.example\tfound\tmx1.a.example\tmx2.a.example\n",
	"1790000000\tPTR\t3.2.0.192.in-addr.arpa\tfound\ta\\032b.example\t.\n",
};

static void
what_is_written_is_read(void **state)
{
	struct cachetext c;
	struct buf out = { 0 };
	char line[CACHETEXT_LINE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(lines); i++) {
		strcpy(line, lines[i]);
		line[strlen(line) - 1] = '\0';
		if (!cachetext_read(&c, line))
			fail_msg("%s", lines[i]);
		buf_free(&out);
		cachetext_write(&out, c.name, &c.answer, c.until_s);
		assert_string_equal(buf_text(&out), lines[i]);
	}
	buf_free(&out);
}

static void
what_does_not_read_is_refused(void **state)
{
	static const char *const row[] = { "", "x", "9\tA\ta.example",
		"9\tA\ta.example\tfound", "9\tA\ta.example\tabsent\t192.0.2.1",
		"9\tA\ta.example\tfound\tx", "9\tA\ta.example\tmaybe\t1.1.1.1",
		"9\tNS\ta.example\tfound\ta", "x\tA\ta.example\tabsent",
		"\tA\ta.example\tabsent", "-1\tA\ta.example\tabsent",
		"9999999999999999\tA\ta.example\tabsent", "9\tA\t\tabsent",
		"9\tA\ta example\tabsent", "9\tTXT\ta\tfound\ta\tb",
		"9\tPTR\ta\tfound\t", "9\tPTR\ta\tfound\ta b",
		"9\tPTR\ta\tfound\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11" };
	char line[CACHETEXT_LINE];
	struct cachetext c;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		strcpy(line, row[i]);
		if (cachetext_read(&c, line))
			fail_msg("%s", row[i]);
	}
}

static void
the_longest_line_fits(void **state)
{
	struct dns_answer a = { .state = DNS_FOUND, .type = DNS_PTR,
		.count = DNS_PTR_MAX, .more = true };
	static struct cachetext c;
	char name[DNS_NAME_SIZE];
	struct buf out = { 0 };
	size_t i;

	(void)state;
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	for (i = 0; i < DNS_PTR_MAX; i++)
		strcpy(a.name[i], name);
	cachetext_write(&out, name, &a, 999999999999999);
	assert_true(out.len < CACHETEXT_LINE);
	buf_text(&out)[out.len - 1] = '\0';
	assert_true(cachetext_read(&c, (char *)out.data));
	assert_int_equal(c.answer.count, DNS_PTR_MAX);
	buf_free(&out);
	a = (struct dns_answer){ .state = DNS_FOUND, .type = DNS_A,
		.count = DNS_IP_MAX };
	for (i = 0; i < DNS_IP_MAX; i++) {
		a.ip[i].bits = 128;
		memset(a.ip[i].octet, 0xff, 16);
	}
	a.type = DNS_AAAA;
	cachetext_write(&out, name, &a, 999999999999999);
	assert_true(out.len < CACHETEXT_LINE);
	buf_free(&out);
}

/* Nobody knows for long that nobody knows. */
static void
some_answers_are_not_written(void **state)
{
	struct dns_answer a = { .state = DNS_UNKNOWN, .type = DNS_A };
	struct buf out = { 0 };

	(void)state;
	cachetext_write(&out, "a.example", &a, 9);
	a.state = DNS_ABSENT;
	cachetext_write(&out, "a\tb", &a, 9);
	cachetext_write(&out, "", &a, 9);
	cachetext_write(&out, "caf\xc3\xa9", &a, 9);
	a = (struct dns_answer){ .state = DNS_FOUND, .type = DNS_TXT,
		.count = 1, .text = "v=spf1", .policies = 1,
		.policy = "v=spf1" };
	cachetext_write(&out, "a.example", &a, 9);
	assert_int_equal(out.len, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(what_does_not_read_is_refused),
		cmocka_unit_test(the_longest_line_fits),
		cmocka_unit_test(some_answers_are_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
