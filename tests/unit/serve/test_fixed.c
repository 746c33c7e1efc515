/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/fixed.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/tell.h"
#include "lib/fixture.h"

static struct fixture f;
static struct tell log_;
static int log_end;

/* What is told when rules become others. */
static const char *
told(const char *before, const char *now)
{
	static char said[4096];
	struct fixed fixed;
	ssize_t n;

	fixture_load(&f, before);
	fixed_take(&fixed, &f.rules.settings);
	fixture_load(&f, now); /* the memory of the first ones is gone */
	fixed_compare(&fixed, &f.rules.settings, &log_);
	n = read(log_end, said, sizeof(said) - 1);
	said[n > 0 ? n : 0] = '\0';
	return said;
}

static void
what_can_not_change_is_told(void **state)
{
	static const struct {
		const char *before, *now, *word; /* NULL: nothing */
	} row[] = {
		{ "", "", NULL },
		{ "state_dir /a\n", "state_dir /a\ngreylist_delay 9s\n", NULL },
		{ "listen filter /a\n", "listen filter /b\n", "listen" },
		{ "state_dir /a\n", "state_dir /b\n", "state_dir" },
		{ "", "user dhf\n", "user" },
		{ "", "socket_group mail\n", "socket_group" },
		{ "socket_users a\n", "", "socket_users" },
		{ "", "greylist_autogreen /a\n", "greylist_autogreen" },
		{ "", "offender_never /a\n", "offender_never" },
		{ "offence_users a\n", "offence_users b\n", "offence_users" },
		{ "", "state_size 7\n", "state_size" },
		{ "clients 5\n", "clients 6\n", "clients" },
		{ "clients 5\n", "clients 4\n", NULL },
		{ "", "tarpit 5s\ndns_timeout 9s\n", NULL },
	};
	char want[200];
	size_t i;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	log_end = fd[0];
	(void)fcntl(log_end, F_SETFL, O_NONBLOCK);
	log_ = (struct tell){ "prog", fd[1], 0 };
	fixture_begin(&f);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		want[0] = '\0';
		if (row[i].word != NULL)
			(void)snprintf(want, sizeof(want), "prog: %s is "
			    "another now: that holds from the next start on\n",
			    row[i].word);
		assert_string_equal(told(row[i].before, row[i].now), want);
	}
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_not_change_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
