/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/piped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define WORDS 3

static struct fixture f;

static char *
word(const char *text)
{
	return (char *)(uintptr_t)text;
}

static void
servers_that_look_at_their_socket_are_known(void **state)
{
	static const struct {
		const char *path, *argv[WORDS];
		bool trusts;
	} row[] = {
		{ "/none/qmail-smtpd", { "qmail-smtpd" }, false },
		{ "/none/exim", { "/none/exim", "-bs" }, true },
		{ "/none/exim4", { "exim4" }, true },
		{ "/none/x", { "x", "/usr/sbin/sendmail" }, true },
		{ "/none/x", { "x", "smtpd" }, true },
		{ "/none/x", { "x", "master" }, true },
		{ "/none/exim4-relay", { "exim4-relay", "exim4-x" }, false },
		{ "/none/x", { "smtpd/x", "postmaster" }, false },
		{ "/bin/sh", { "sh", "-c", "exec /usr/sbin/exim4 -bs" }, true },
		{ "/bin/sh", { "sh", "-c", "exec qmail-smtpd" }, false },
		{ "/none/exim-4.96-2", { "exim-4.96-2" }, true },
	};
	char *argv[WORDS + 1] = { NULL };
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		for (n = 0; n < WORDS; n++)
			argv[n] = word(row[i].argv[n]);
		if (piped_trusts(row[i].path, argv) != row[i].trusts)
			fail_msg("row %zu", i);
	}
}

static void
a_link_is_what_it_leads_to(void **state)
{
	char to[FIXTURE_PATH], from[FIXTURE_PATH], *argv[2] = { NULL };

	(void)state;
	fixture_text(&f, "exim4", "");
	assert_int_equal(symlink(fixture_path(&f, to, "exim4"),
	    fixture_path(&f, from, "server")), 0);
	argv[0] = from;
	assert_true(piped_trusts(from, argv));
	assert_int_equal(unlink(from), 0);
	assert_false(piped_trusts(from, argv));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(servers_that_look_at_their_socket_are_known),
		cmocka_unit_test_setup_teardown(a_link_is_what_it_leads_to,
		    fixture_setup(&f), fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
