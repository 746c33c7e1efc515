/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/slots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* redis.io/docs/reference/cluster-spec: appendix A has CRC16("123456789") =
 * 31c3 (hexadecimal), and the section on hash tags the rest; "foo" and "bar"
 * have these slots by CLUSTER KEYSLOT of redis-server 7.0.15. */
static void
slots_are_those_of_the_specification(void **state)
{
	static const struct {
		const char *key;
		unsigned slot;
	} row[] = {
		{ "123456789", 0x31c3 % SLOTS },
		{ "foo", 12182 }, { "bar", 5061 }, { "", 0 },
	};
	static const char *const same[][2] = {
		{ "{user1000}.following", "user1000" },
		{ "{user1000}.followers", "user1000" },
		{ "foo{bar}{zap}", "bar" },
		{ "foo{{bar}}zap", "{bar" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		assert_int_equal(slots_of(row[i].key, strlen(row[i].key)),
		    row[i].slot);
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_int_equal(slots_of(same[i][0], strlen(same[i][0])),
		    slots_of(same[i][1], strlen(same[i][1])));
	/* an empty one is none */
	assert_int_not_equal(slots_of("foo{}{bar}", 10), slots_of("bar", 3));
	assert_int_not_equal(slots_of("foo{}{bar}", 10), slots_of("", 0));
}

static void
redirections_are_read(void **state)
{
	static const struct {
		const char *error;
		bool is, ask;
		unsigned slot;
		const char *host;
		unsigned port;
	} row[] = {
		{ "MOVED 3999 127.0.0.1:6381", true, false, 3999, "127.0.0.1",
		    6381 },
		{ "ASK 16383 [::1]:1", true, true, 16383, "[::1]", 1 },
		{ "MOVED 0 2001:db8::1:6379", true, false, 0, "2001:db8::1",
		    6379 },
		{ "MOVED 5 :6379", true, false, 5, "", 6379 },
		{ "MOVED 16384 a:1", false, false, 0, "", 0 },
		{ "MOVED x a:1", false, false, 0, "", 0 },
		{ "MOVED 1 a", false, false, 0, "", 0 },
		{ "MOVED 1 a:70000", false, false, 0, "", 0 },
		{ "MOVED 1", false, false, 0, "", 0 },
		{ "MOVED", false, false, 0, "", 0 },
		{ "MOVED 12345678 a:1", false, false, 0, "", 0 },
		{ "ASKING 1 a:1", false, false, 0, "", 0 },
		{ "ERR unknown command", false, false, 0, "", 0 },
		{ "", false, false, 0, "", 0 },
	};
	char longest[SLOTS_HOST + 16];
	struct slots_redirect r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		if (slots_redirect_read(&r, row[i].error) != row[i].is)
			fail_msg("%s", row[i].error);
		if (!row[i].is)
			continue;
		assert_int_equal(r.ask, row[i].ask);
		assert_int_equal(r.slot, row[i].slot);
		assert_string_equal(r.host, row[i].host);
		assert_int_equal(r.port, row[i].port);
	}
	/* a host of one octet more than there is room for */
	memset(longest, 'x', sizeof(longest));
	memcpy(longest, "MOVED 1 ", 8);
	memcpy(longest + 8 + SLOTS_HOST - 1, ":1", 3);
	assert_true(slots_redirect_read(&r, longest));
	memcpy(longest + 8 + SLOTS_HOST - 1, "x:1", 4);
	assert_false(slots_redirect_read(&r, longest));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_are_those_of_the_specification),
		cmocka_unit_test(redirections_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
