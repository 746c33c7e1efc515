/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mail addresses of RFC 5321 section 4.1.2, and what people write instead. */
#include "rule/mailbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "rule/mailboxes.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define X16 "xxxxxxxxxxxxxxxx"
#define X64 X16 X16 X16 X16

static void
mailbox_parse_takes_what_rcpt_may_say(void **state)
{
	static const struct {
		const char *text, *local, *domain;
	} row[] = {
		{ "user@example.com", "user", "example.com" },
		{ "<User@Example.COM>", "user", "example.com" },
		{ "user@example.com.", "user", "example.com" },
		{ "<@a.example,@b.example:user@example.com>", "user",
		    "example.com" },
		{ "\"Us er\"@example.com", "us er", "example.com" },
		{ "\"a\\\"b@c\"@example.com", "a\"b@c", "example.com" },
		{ "a@b@example.com", "a@b", "example.com" },
		{ "user@[192.0.2.1]", "user", "[192.0.2.1]" },
		{ "Postmaster", "postmaster", "" },
		{ "<Postmaster>", "postmaster", "" },
		{ X64 "@example.com", X64, "example.com" },
	};
	struct mailbox m;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (mailbox_parse(&m, row[i].text, &e) == -1)
			fail_msg("%s: %s", row[i].text, e.msg);
		assert_string_equal(m.local, row[i].local);
		assert_string_equal(m.domain, row[i].domain);
		assert_int_equal(m.local_len, strlen(m.local));
		assert_int_equal(m.domain_len, strlen(m.domain));
	}
}

static void
mailbox_parse_refuses_the_rest_and_leaves_it(void **state)
{
	static const char *const row[] = { "", "<>", "@", "@example.com",
		"user@", "user@.", "<user@>", "us er@example.com",
		"user@exam ple.com", "user\n@example.com", "user@ex\x7f.com",
		"\"user@example.com", "\"user\"x@example.com",
		"<@a.example>", "\"\"@example.com", "x" X64 "@example.com" };
	struct mailbox m = { .local = "was" };
	char longest[300] = "u@";
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (mailbox_parse(&m, row[i], &e) == 0)
			fail_msg("%s", row[i]);
		assert_int_equal(e.class, ERR_PERM);
		assert_string_equal(m.local, "was");
	}
	memset(longest + 2, 'd', DOMAINS_MAX + 1);
	assert_int_equal(mailbox_parse(&m, longest, &e), -1);
	longest[2 + DOMAINS_MAX] = '\0';
	assert_int_equal(mailbox_parse(&m, longest, &e), 0);
	assert_int_equal(m.domain_len, DOMAINS_MAX);
}

static void
mailboxes_add_refuses_what_no_mail_is_for(void **state)
{
	static const char *const row[] = { "", "@", "a@*.example",
		"*@example.com", "a b@example.com", "a@b@c.example",
		"\"a\"@example.com", "a@.example", "/expr/", "<>",
		"x" X64 "@example.com", "a@[192.0.2.1]" };
	static const char *const good[] = { "a", "a@", "@a", "a@b",
		X64 "@example.com" };
	unsigned char room[512];
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct packed p = { room, 0, sizeof(room) };

		if (mailboxes_add(&p, row[i], &e) == 0)
			fail_msg("%s", row[i]);
		assert_int_equal(e.class, ERR_PERM);
		assert_int_equal(p.len, 0);
	}
	for (i = 0; i < COUNT(good); i++) {
		struct packed p = { room, 0, sizeof(room) };

		if (mailboxes_add(&p, good[i], &e) == -1)
			fail_msg("%s: %s", good[i], e.msg);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailbox_parse_takes_what_rcpt_may_say),
		cmocka_unit_test(mailbox_parse_refuses_the_rest_and_leaves_it),
		cmocka_unit_test(mailboxes_add_refuses_what_no_mail_is_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
