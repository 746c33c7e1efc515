/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/hop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LINES_MAX 6

/* What servers write, from client 192.0.2.N. */
#define BY(n, by) "from h (h [192.0.2." n "]) by " by " (Postfix) with ESMTP; x"
#define LOCAL(by) "from h (h [127.0.0.1]) by " by " (Postfix) with ESMTP; x"
#define UNCLEAR(by) "from h (h [192.0.2.8]) by x by " by " with ESMTP; x"
#define NOBODY(by) "from h by " by " with SMTP; x"

static void
hop_is_the_topmost_line_that_counts(void **state)
{
	static const struct {
		const char *by[3], *line[LINES_MAX];
		enum hop_state want;
		const char *client;
	} row[] = {
		{ { 0 }, { 0 }, HOP_LOOKING, NULL },
		{ { 0 }, { BY("1", "a"), BY("2", "b") }, HOP_FOUND,
		    "192.0.2.1" },
		{ { 0 }, { LOCAL("a"), "by a (Postfix, from userid 0); x",
		    "(qmail 1 invoked from network); x", BY("2", "b") },
		    HOP_FOUND, "192.0.2.2" },
		{ { 0 }, { UNCLEAR("a"), BY("2", "a") }, HOP_UNCLEAR, NULL },
		{ { 0 }, { NOBODY("a"), BY("2", "a") }, HOP_UNCLEAR, NULL },
		{ { "b" }, { BY("1", "a"), BY("2", "B."), BY("3", "b") },
		    HOP_FOUND, "192.0.2.2" },
		{ { "b", "a" }, { BY("1", "c"), BY("2", "a"), BY("3", "b") },
		    HOP_FOUND, "192.0.2.2" },
		{ { "b" }, { LOCAL("b"), LOCAL("localhost"), BY("3", "b") },
		    HOP_FOUND, "192.0.2.3" },
		{ { "b" }, { NOBODY("a"), BY("3", "b") }, HOP_FOUND,
		    "192.0.2.3" },
		{ { "mx.b" }, { UNCLEAR("mx.a"), BY("3", "mx.b") }, HOP_FOUND,
		    "192.0.2.3" },
		{ { "mx.b" }, { UNCLEAR("mx.b"), BY("3", "mx.b") },
		    HOP_UNCLEAR, NULL },
		{ { "mx.b" }, { NOBODY("mx.b"), BY("3", "mx.b") },
		    HOP_UNCLEAR, NULL },
		{ { "z" }, { BY("1", "a"), BY("2", "b") }, HOP_LOOKING, NULL },
		{ { "b" }, { BY("1", "a"), LOCAL("b") }, HOP_LOOKING, NULL },
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct hop h = { .by = row[i].by };
		char ip[IP_TEXT_SIZE];

		while (h.by_count < 3 && row[i].by[h.by_count] != NULL)
			h.by_count++;
		for (k = 0; k < LINES_MAX && row[i].line[k] != NULL; k++)
			hop_take(&h, row[i].line[k], strlen(row[i].line[k]));
		if (h.state != row[i].want)
			fail_msg("row %zu: state %d", i, (int)h.state);
		if (row[i].client == NULL) {
			assert_int_equal(h.client.bits, 0);
			continue;
		}
		ip_format(&h.client, ip);
		assert_string_equal(ip, row[i].client);
	}
}

static void
hop_says_whether_a_line_of_theirs_was_there(void **state)
{
	static const char *const by[] = { "b" };
	struct hop h = { .by = by, .by_count = 1 };

	(void)state;
	hop_take(&h, BY("1", "a"), strlen(BY("1", "a")));
	assert_false(h.seen);
	hop_take(&h, LOCAL("b"), strlen(LOCAL("b")));
	assert_true(h.seen);
	assert_int_equal(h.state, HOP_LOOKING);
}

static void
hop_name_takes_the_dot_at_the_end(void **state)
{
	char plain[] = "mx.b", dotted[] = "mx.b.", dot[] = ".", none[] = "";

	(void)state;
	assert_true(hop_name(plain));
	assert_string_equal(plain, "mx.b");
	assert_true(hop_name(dotted));
	assert_string_equal(dotted, "mx.b");
	assert_false(hop_name(dot));
	assert_false(hop_name(none));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(hop_is_the_topmost_line_that_counts),
		cmocka_unit_test(hop_says_whether_a_line_of_theirs_was_there),
		cmocka_unit_test(hop_name_takes_the_dot_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
