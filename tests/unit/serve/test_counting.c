/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/counting.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/callers.h"
#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "serve/counts.h"

#define LINE "dyn-host-filter: pid=1 ip=192.0.2.1 host=- action=pass " \
	"code=- rule=image note=- error=-"

static const struct bind_owner ours = { (uid_t)-1, (gid_t)-1 };
static struct fixture f;
static uv_loop_t loop;
static struct callers callers;
static struct counting c;

static int
begin(void **state)
{
	(void)state;
	(void)alarm(30);
	fixture_begin(&f);
	assert_int_equal(callers_init(&callers, "", 8, &f.e), 0);
	c = (struct counting){ .counts = counts_new(&f.e),
		.callers = &callers };
	assert_non_null(c.counts);
	return uv_loop_init(&loop);
}

static int
end(void **state)
{
	(void)state;
	counting_stop(&c);
	counting_stop(&c);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	counts_free(c.counts);
	fixture_end(&f);
	return 0;
}

/* The setting listen, with so many filters. */
static const char *
setting(unsigned filters)
{
	static char text[1024];
	size_t len;
	unsigned i;

	len = (size_t)snprintf(text, sizeof(text), "dynawall %s/wall",
	    f.dir);
	for (i = 0; i < filters; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    ";filter %s/f%u", f.dir, i);
	return text;
}

static void
send_lines(unsigned n)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	assert_true(strlen(c.place[0].path) < sizeof(to.sun_path));
	memcpy(to.sun_path, c.place[0].path, strlen(c.place[0].path) + 1);
	for (; n > 0; n--) {
		while (sendto(fd, LINE, strlen(LINE), MSG_DONTWAIT,
		    (struct sockaddr *)&to, sizeof(to)) == -1) {
			assert_true(errno == EAGAIN || errno == ENOBUFS);
			(void)uv_run(&loop, UV_RUN_NOWAIT);
		}
	}
	(void)close(fd);
}

/* Whether the counts say that so many passed. */
static bool
passed(unsigned n)
{
	struct buf out = { 0 };
	char want[128];
	bool found;

	(void)snprintf(want, sizeof(want), "action=\"pass\",rule=\"image\","
	    "reason=\"fault\"} %u\n", n);
	counts_write(&out, c.counts);
	found = strstr(buf_text(&out), want) != NULL;
	buf_free(&out);
	return found;
}

static void
lines_are_counted(void **state)
{
	(void)state;
	assert_int_equal(counting_bind(&c, setting(2), &ours, &f.e), 0);
	assert_int_equal(c.len, 2);
	counting_start(&c, &loop);
	send_lines(300);
	while (!passed(300))
		(void)uv_run(&loop, UV_RUN_ONCE);
}

static void
of_strangers_they_are_not(void **state)
{
	char users[32];
	int i;

	(void)state;
	(void)snprintf(users, sizeof(users), "%lu",
	    (unsigned long)geteuid() + 1);
	assert_int_equal(callers_init(&callers, users, 8, &f.e), 0);
	assert_int_equal(counting_bind(&c, setting(1), &ours, &f.e), 0);
	counting_start(&c, &loop);
	send_lines(1);
	for (i = 0; i < 3; i++) /* it is there as soon as it is sent */
		(void)uv_run(&loop, UV_RUN_NOWAIT);
	assert_int_equal(callers_init(&callers, "", 8, &f.e), 0);
	send_lines(1);
	while (!passed(1) && !passed(2))
		(void)uv_run(&loop, UV_RUN_ONCE);
#if defined(__linux__) /* where the kernel says who it is */
	assert_true(passed(1));
#endif
}

static void
what_cannot_be_bound_is_told(void **state)
{
	static const char *const name[] = { "socket", "bind", "setsockopt" };
	char at[200];
	struct stat st;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		failing_nth(name[i], 1, EIO);
		assert_int_equal(counting_bind(&c, setting(2), &ours, &f.e),
		    -1);
		assert_true(failing_end());
		assert_int_equal(c.len, 0);
		(void)snprintf(at, sizeof(at), "%.80s/f0-count", f.dir);
		assert_int_equal(lstat(at, &st), -1);
	}
	assert_int_equal(counting_bind(&c, setting(COUNTING_PLACES + 2), &ours,
	    &f.e), 0);
	assert_int_equal(c.len, COUNTING_PLACES); /* the others uncounted */
	failing_nth("uv_poll_init", 2, UV_ENOMEM);
	counting_start(&c, &loop);
	assert_true(failing_end());
	assert_int_equal(c.open, 1);
	counting_stop(&c);
	memset(at, 'p', sizeof(at));
	(void)memcpy(at, "filter /", 8);
	at[8 + 100] = '\0';
	assert_int_equal(counting_bind(&c, at, &ours, &f.e), -1);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_non_null(strstr(f.e.msg, "too long"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(lines_are_counted),
		TEST(of_strangers_they_are_not),
		TEST(what_cannot_be_bound_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
