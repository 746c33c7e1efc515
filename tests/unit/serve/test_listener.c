/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "serve/bind.h"

#define CLIENTS 200

static struct fixture f;
static struct tell log_;
static uv_loop_t loop;
static struct listener l;
static char path[FIXTURE_PATH];
static int taken[CLIENTS], come, closed, log_end;

static void
on_come(void *arg, int fd)
{
	assert_ptr_equal(arg, &come);
	assert_int_not_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	assert_int_not_equal(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	taken[come++] = fd;
}

static void
on_closed(void *arg)
{
	assert_ptr_equal(arg, &come);
	closed++;
}

static int
begin(void **state)
{
	static const struct bind_owner ours = { (uid_t)-1, (gid_t)-1 };
	int fd, log_fd[2];

	(void)state;
	fixture_begin(&f);
	assert_int_equal(pipe(log_fd), 0);
	log_end = log_fd[0];
	(void)fcntl(log_end, F_SETFL, O_NONBLOCK);
	log_ = (struct tell){ "prog", log_fd[1], 0 };
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(bind_path(&fd, fixture_path(&f, path, "s"),
	    SOCK_STREAM, &ours,
	    &f.e), BIND_OK);
	l = (struct listener){ .name = "s", .tell = &log_, .come = on_come,
		.arg = &come, .closed = on_closed };
	come = closed = 0;
	assert_int_equal(listener_open(&l, &loop, fd, &f.e), 0);
	return 0;
}

static int
end(void **state)
{
	int i;

	(void)state;
	listener_close(&l);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(closed, 1);
	assert_int_equal(uv_loop_close(&loop), 0);
	for (i = 0; i < come; i++)
		(void)close(taken[i]);
	fixture_end(&f);
	return 0;
}

static int
client(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_not_equal(fd, -1);
	memcpy(name.sun_path, path, strlen(path) + 1);
	assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof(name)),
	    0);
	return fd;
}

static void
all_who_call_come(void **state)
{
	int fd[CLIENTS], i;

	(void)state;
	for (i = 0; i < CLIENTS; i++)
		fd[i] = client();
	while (come < CLIENTS)
		(void)uv_run(&loop, UV_RUN_ONCE);
	for (i = 0; i < CLIENTS; i++)
		(void)close(fd[i]);
}

static void
set_limit(rlim_t n)
{
	struct rlimit r;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &r), 0);
	r.rlim_cur = n;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &r), 0);
}

/* Without descriptors the loop rests, one line tells it, and when there are
 * some again the client that waited comes. */
static void
without_descriptors_it_rests(void **state)
{
	struct rlimit was;
	unsigned turns = 0;
	char said[1000];
	uint64_t from;
	ssize_t n;
	int fd;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	fd = client();
	set_limit((rlim_t)fd + 1);
	from = uv_now(&loop);
	while (uv_now(&loop) - from < 5 * LISTENER_PAUSE_MS) {
		(void)uv_run(&loop, UV_RUN_ONCE);
		turns++;
	}
	assert_int_equal(come, 0);
	assert_true(turns < 20);
	n = read(log_end, said, sizeof(said) - 1);
	assert_true(n > 0);
	said[n] = '\0';
	assert_string_equal(said, "prog: s: nobody is accepted for now: "
	    "too many open files\n");
	set_limit(was.rlim_cur);
	while (come < 1)
		(void)uv_run(&loop, UV_RUN_ONCE);
	(void)close(fd);
}

/* One that was gone before it was taken, or a signal, is no reason to rest. */
static void
clients_that_have_gone_are_no_matter(void **state)
{
	static const int gone[] = { ECONNABORTED, EPROTO, EPERM, ENETDOWN,
		ENETUNREACH, EHOSTDOWN, EHOSTUNREACH, EOPNOTSUPP, EINTR,
		EAGAIN };
	char said[100];
	size_t i;
	int fd;

	(void)state;
	for (i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
		failing_nth("accept4", 1, gone[i]);
		fd = client();
		while (come < (int)i + 1)
			(void)uv_run(&loop, UV_RUN_ONCE);
		assert_true(failing_end());
		(void)close(fd);
	}
	assert_int_equal(read(log_end, said, sizeof(said)), -1);
	failing_nth("accept4", 1, EBADF);
	fd = client();
	while (come < (int)i + 1)
		(void)uv_run(&loop, UV_RUN_ONCE);
	(void)failing_end();
	assert_true(read(log_end, said, sizeof(said)) > 0);
	(void)close(fd);
}

static void
on_come_and_close(void *arg, int fd)
{
	on_come(arg, fd);
	listener_close(&l);
}

/* Who comes may be the last. */
static void
it_is_closed_at_any_time(void **state)
{
	int fd[2];

	(void)state;
	l.come = on_come_and_close;
	fd[0] = client();
	fd[1] = client();
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(come, 1);
	assert_int_equal(closed, 1);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

/* Its end has come. */
static int
end_closed(void **state)
{
	(void)state;
	assert_int_equal(uv_loop_close(&loop), 0);
	(void)close(taken[0]);
	fixture_end(&f);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_who_call_come, begin, end),
		cmocka_unit_test_setup_teardown(without_descriptors_it_rests,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    clients_that_have_gone_are_no_matter, begin, end),
		cmocka_unit_test_setup_teardown(it_is_closed_at_any_time,
		    begin, end_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
