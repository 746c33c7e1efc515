/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _DEFAULT_SOURCE /* chroot(2) */

#include "dns/channel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"

#define TIMEOUT_MS 300

static void
on_sent(void *of, const struct message *m)
{
	(void)of;
	(void)m;
}

static size_t
on_came(void *of, const struct message *m)
{
	(void)of;
	(void)m;
	return 0;
}

static int
open_with(struct channel *out, const char *servers, struct err *e)
{
	struct socket_watch watch = { .sent = on_sent, .came = on_came };
	struct dns_servers s;
	struct channel_options opt = { &s, TIMEOUT_MS, false };

	assert_int_equal(servers_parse(&s, servers, e), 0);
	return channel_open(out, &opt, &watch, e);
}

/* In the child: 0 if the channel refuses, as it must, in an empty root. */
static int
open_without_random(const char *dir)
{
	struct channel c;
	struct err e;

	if (chroot(dir) == -1)
		return 2;
	if (open_with(&c, "127.0.0.1", &e) == 0)
		return 1;
	return e.class == ERR_TEMP && strstr(e.msg, "/dev/urandom") != NULL ?
	    0 : 3;
}

static void
without_random_numbers_nothing_is_asked(void **state)
{
	char dir[] = "/tmp/empty.XXXXXX";
	pid_t child;
	int status;

	(void)state;
	assert_non_null(mkdtemp(dir));
	child = fork();
	if (child == 0)
		_exit(open_without_random(dir));
	assert_int_equal(waitpid(child, &status, 0), child);
	(void)rmdir(dir);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2) {
		print_message("no chroot(2) here, skipped\n");
		skip();
	}
	assert_int_equal(status, 0);
}

static void
resolv_conf_serves_where_no_server_is_named(void **state)
{
	struct channel c;
	struct err e;

	(void)state;
	assert_int_equal(open_with(&c, "", &e), 0);
	channel_close(&c);
}

int
main(void)
{
	const struct CMUnitTest test[] = {
		cmocka_unit_test(without_random_numbers_nothing_is_asked),
		cmocka_unit_test(resolv_conf_serves_where_no_server_is_named),
	};

	return cmocka_run_group_tests(test, NULL, NULL);
}
