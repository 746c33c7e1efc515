/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/places.h"

#include <arpa/inet.h>
#include <netinet/in.h>
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

#include "base/tell.h"
#include "lib/fixture.h"

static const struct bind_owner ours = { (uid_t)-1, (gid_t)-1 };
static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static uv_loop_t loop;
static struct places p;
static char a[FIXTURE_PATH], b[FIXTURE_PATH], setting[3 * FIXTURE_PATH];
static int filters, walls;

static void
on_filter(void *arg, int fd)
{
	(void)arg;
	(void)close(fd);
	filters++;
}

static void
on_wall(void *arg, int fd)
{
	(void)arg;
	(void)close(fd);
	walls++;
}

static const struct places_calls calls = { NULL, on_filter, on_wall,
	on_wall, on_wall, on_wall };

static int
begin(void **state)
{
	(void)state;
	(void)alarm(20);
	fixture_begin(&f);
	(void)fixture_path(&f, a, "a");
	(void)fixture_path(&f, b, "b");
	filters = walls = 0;
	return uv_loop_init(&loop);
}

static int
end(void **state)
{
	(void)state;
	places_close(&p);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	fixture_end(&f);
	return 0;
}

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static void
call(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(name.sun_path, path, strlen(path) + 1);
	assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof(name)),
	    0);
	(void)close(fd);
}

static void
clients_come_to_the_place_of_their_kind(void **state)
{
	(void)state;
	(void)snprintf(setting, sizeof(setting), "filter %s; dynawall %s", a,
	    b);
	assert_int_equal(places_bind(&p, setting, &ours, &log_, &f.e), 0);
	assert_int_equal(p.len, 2);
	assert_int_equal(places_open(&p, &loop, &calls, &log_, &f.e), 0);
	call(a);
	call(b);
	call(b);
	while (filters + walls < 3)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(walls, 2);
	places_close(&p);
	assert_false(is_there(a));
	assert_false(is_there(b));
	places_close(&p); /* again */
}

/* All or nothing. */
static void
one_that_fails_takes_the_others_away(void **state)
{
	(void)state;
	(void)snprintf(setting, sizeof(setting), "filter %s; filter %s/x", a,
	    b);
	assert_int_equal(places_bind(&p, setting, &ours, &log_, &f.e), -1);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_false(is_there(a));
	assert_int_equal(p.len, 0);
	assert_int_equal(places_bind(&p, "", &ours, &log_, &f.e), 0);
	assert_int_equal(places_bind(&p, "smtp 25", &ours, &log_, &f.e), -1);
}

static void
there_are_not_more_than_that(void **state)
{
	size_t len = 0;
	int i;

	(void)state;
	for (i = 0; i < PLACES_MAX + 1; i++)
		len += (size_t)snprintf(setting + len, sizeof(setting) - len,
		    "%sfilter %.40s%d", i > 0 ? "; " : "", a, i);
	assert_true(len < sizeof(setting));
	assert_int_equal(places_bind(&p, setting, &ours, &log_, &f.e), -1);
	assert_non_null(strstr(f.e.msg, "more than 16"));
	*strrchr(setting, ';') = '\0';
	assert_int_equal(places_bind(&p, setting, &ours, &log_, &f.e), 0);
	assert_int_equal(p.len, PLACES_MAX);
}

/* The path leads to somebody else's socket now. */
static void
what_is_not_ours_stays(void **state)
{
	struct places other;

	(void)state;
	(void)snprintf(setting, sizeof(setting), "filter %s", a);
	assert_int_equal(places_bind(&p, setting, &ours, &log_, &f.e), 0);
	assert_int_equal(rename(a, b), 0);
	assert_int_equal(places_bind(&other, setting, &ours, &log_, &f.e), 0);
	places_close(&p);
	assert_true(is_there(a));
	places_close(&other);
	assert_false(is_there(a));
}

static void
names_say_where(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	char want[64];
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	(void)close(fd);
	(void)snprintf(want, sizeof(want), "dynawall 127.0.0.1:%u",
	    ntohs(at.sin_port));
	(void)snprintf(setting, sizeof(setting), "%s; filter %s", want, a);
	assert_int_equal(places_bind(&p, setting, &ours, &log_, &f.e), 0);
	assert_string_equal(p.place[0].name, want);
	assert_string_equal(p.place[1].name + strlen("filter "), a);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(clients_come_to_the_place_of_their_kind),
		TEST(one_that_fails_takes_the_others_away),
		TEST(there_are_not_more_than_that),
		TEST(what_is_not_ours_stays),
		TEST(names_say_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
