/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct client client;

static void
keep(uint32_t rule)
{
	client_memo_keep(&client, &(struct client_memo){ .rule = rule });
}

/* Which of the rules is kept. */
static bool
is_kept(uint32_t rule)
{
	size_t at = 0;

	return client_memo_find(&client, rule, &at) != NULL;
}

static void
client_memos_are_found_by_offset(void **state)
{
	size_t at = 0;

	(void)state;
	client.memos = 0;
	keep(10);
	keep(20);
	keep(15); /* in between there is no room */
	keep(20);
	assert_int_equal(client.memos, 2);
	assert_true(is_kept(10) && is_kept(20));
	assert_false(is_kept(5) || is_kept(15) || is_kept(25));
	assert_null(client_memo_find(&client, 15, &at));
	assert_int_equal(at, 1);
	assert_int_equal(client_memo_find(&client, 20, &at)->rule, 20);
}

static void
client_memos_are_so_many(void **state)
{
	uint32_t rule;

	(void)state;
	client.memos = 0;
	for (rule = 0; rule < 2 * CLIENT_MEMO; rule++)
		keep(rule);
	assert_int_equal(client.memos, CLIENT_MEMO);
	assert_true(is_kept(CLIENT_MEMO - 1));
	assert_false(is_kept(CLIENT_MEMO));
}

static void
client_that_says_more_is_asked_again(void **state)
{
	(void)state;
	client.memos = 0;
	client.have_shape = client.have_class = true;
	client.have_helo_hosts = client.have_sender_hosts = true;
	client.helo_known = 1;
	keep(1);
	client_told(&client);
	assert_false(is_kept(1));
	assert_int_equal(client.helo_known, 0);
	assert_false(client.have_helo_hosts || client.have_sender_hosts);
	assert_true(client.have_shape && client.have_class); /* of the name */
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(client_memos_are_found_by_offset),
		cmocka_unit_test(client_memos_are_so_many),
		cmocka_unit_test(client_that_says_more_is_asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
