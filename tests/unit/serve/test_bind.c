/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/bind.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "rule/listen.h"

static const struct bind_owner ours = { (uid_t)-1, (gid_t)-1 };
static struct fixture f;
static char path[FIXTURE_PATH];

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	(void)fixture_path(&f, path, "socket");
	return 0;
}

static int
bound(const char *at, const struct bind_owner *owner)
{
	int fd = -1;

	switch (bind_path(&fd, at, SOCK_STREAM, owner, &f.e)) {
	case BIND_OK:
		return fd;
	default:
		fail_msg("%s", f.e.msg);
	}
	return -1;
}

static void
refused(const char *at, enum err_class class, const char *why)
{
	int fd = -1;

	assert_int_equal(bind_path(&fd, at, SOCK_STREAM, &ours, &f.e),
	    BIND_FAILED);
	assert_int_equal(fd, -1);
	assert_int_equal(f.e.class, class);
	if (strstr(f.e.msg, why) == NULL)
		fail_msg("%s", f.e.msg);
}

static unsigned
mode_of(const char *at)
{
	struct stat st;

	assert_int_equal(lstat(at, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	return st.st_mode & 07777;
}

static void
a_socket_is_for_its_user_and_its_group(void **state)
{
	struct bind_owner group = { (uid_t)-1, getgid() };
	mode_t was = umask(0);
	int fd;

	(void)state;
	fd = bound(path, &ours);
	assert_int_equal(mode_of(path), 0600);
	assert_int_not_equal(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	assert_int_not_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	(void)close(fd);
	(void)unlink(path);
	assert_int_equal(umask(0), 0); /* as it was */
	(void)umask(0777);
	fd = bound(path, &group);
	assert_int_equal(mode_of(path), 0660);
	(void)close(fd);
	(void)unlink(path);
	(void)umask(was);
}

static void
a_group_that_may_not_be_given_leaves_it_ours(void **state)
{
	struct bind_owner group = { (uid_t)-1, 4711 };
	int fd = -1;

	(void)state;
	if (geteuid() == 0)
		skip();
	assert_int_equal(bind_path(&fd, path, SOCK_STREAM, &group, &f.e),
	    BIND_OWN);
	assert_int_equal(mode_of(path), 0600);
	(void)close(fd);
	(void)unlink(path);
}

/* Of packets, too: that somebody serves it is seen. */
static void
a_socket_has_the_type_that_was_asked_for(void **state)
{
	int fd = -1, again = -1, type;
	socklen_t len = sizeof(type);

	(void)state;
	assert_int_equal(bind_path(&fd, path, SOCK_SEQPACKET, &ours, &f.e),
	    BIND_OK);
	assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len), 0);
	assert_int_equal(type, SOCK_SEQPACKET);
	assert_int_equal(bind_path(&again, path, SOCK_SEQPACKET, &ours, &f.e),
	    BIND_FAILED);
	(void)close(fd);
	assert_int_equal(bind_path(&again, path, SOCK_SEQPACKET, &ours, &f.e),
	    BIND_OK);
	(void)close(again);
	(void)unlink(path);
}

static void
a_socket_that_nobody_serves_is_replaced(void **state)
{
	int fd = bound(path, &ours);

	(void)state;
	refused(path, ERR_PERM, "somebody listens on");
	(void)close(fd); /* as after kill -9 */
	assert_int_equal(mode_of(path), 0600);
	fd = bound(path, &ours);
	refused(path, ERR_PERM, "somebody listens on");
	(void)close(fd);
	(void)unlink(path);
}

/* A server that is stopped, its queue full: it is not gone. */
static void
a_server_that_does_not_answer_is_there(void **state)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), client[2];

	(void)state;
	memcpy(name.sun_path, path, strlen(path) + 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(fd, 0), 0);
	client[0] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	client[1] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	(void)connect(client[0], (struct sockaddr *)&name, sizeof(name));
	(void)connect(client[1], (struct sockaddr *)&name, sizeof(name));
	refused(path, ERR_PERM, "somebody listens on");
	(void)close(fd);
	(void)close(client[0]);
	(void)close(client[1]);
	(void)unlink(path);
}

static void
what_is_no_socket_stays(void **state)
{
	char link[FIXTURE_PATH], file[FIXTURE_PATH];
	struct stat st;

	(void)state;
	fixture_text(&f, "file", "precious\n");
	refused(fixture_path(&f, file, "file"), ERR_PERM, "no socket");
	assert_int_equal(symlink(file, fixture_path(&f, link, "link")), 0);
	refused(link, ERR_PERM, "no socket");
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_size, 9);
}

static void
folders_are_looked_at(void **state)
{
	char folder[FIXTURE_PATH], at[FIXTURE_PATH];
	int lock;

	(void)state;
	refused(fixture_path(&f, at, "none/socket"), ERR_PERM, "open");
	(void)mkdir(fixture_path(&f, folder, "open"), 0700);
	(void)chmod(folder, 0777);
	refused(fixture_path(&f, at, "open/socket"), ERR_PERM, "everybody");
	(void)chmod(folder, 01777);
	refused(at, ERR_PERM, "everybody");
	(void)chmod(folder, 0700);
	lock = open(folder, O_RDONLY);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	refused(at, ERR_TEMP, "another program");
	(void)close(lock);
	(void)close(bound(at, &ours));
}

static void
a_path_may_be_too_long(void **state)
{
	char at[200];

	(void)state;
	memset(at, 'x', sizeof(at));
	at[0] = '/';
	at[sizeof(at) - 1] = '\0';
	refused(at, ERR_PERM, "too long");
}

static void
tcp_has_an_address_and_a_port(void **state)
{
	struct listen at = { .at = { { { 127, 0, 0, 1 }, 32 }, 0 } };
	int fd = -1, second = -1;
	struct sockaddr_storage name;
	socklen_t len = sizeof(name);
	unsigned char port[2];

	(void)state;
	assert_int_equal(bind_listen(&fd, &at, &ours, &f.e), BIND_OK);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &len), 0);
	assert_int_equal(name.ss_family, AF_INET);
	memcpy(port, (char *)&name + 2, 2);
	at.at.port = (unsigned)port[0] << 8 | port[1];
	assert_int_equal(bind_listen(&second, &at, &ours, &f.e), BIND_FAILED);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_non_null(strstr(f.e.msg, "127.0.0.1 port"));
	at.at.ip.octet[0] = 192; /* 192.0.0.1 is none of ours */
	assert_int_equal(bind_listen(&second, &at, &ours, &f.e), BIND_FAILED);
	(void)close(fd);
}

static void
a_path_may_be_a_mere_name(void **state)
{
	char folder[FIXTURE_PATH];
	int was = open(".", O_RDONLY | O_DIRECTORY), fd;

	(void)state;
	*strrchr(strcpy(folder, path), '/') = '\0';
	assert_int_equal(chdir(folder), 0);
	fd = bound("mere", &ours);
	assert_int_equal(mode_of("mere"), 0600);
	(void)close(fd);
	(void)unlink("mere");
	assert_int_equal(fchdir(was), 0);
	(void)close(was);
}

/* With addresses of both families; port 0 is any. */
static void
ports_are_listened_to_or_it_is_told(void **state)
{
	static const char *const name[] = { "socket", "setsockopt", "bind",
		"listen" };
	struct listen at = { .kind = LISTEN_DYNAWALL };
	static const char *const ip[] = { "127.0.0.1", "::1" };
	size_t i, k;
	int fd;

	(void)state;
	for (i = 0; i < 2; i++) {
		assert_int_equal(ip_parse(&at.at.ip, ip[i], &f.e), 0);
		if (bind_listen(&fd, &at, &ours, &f.e) == BIND_FAILED) {
			assert_int_equal(i, 1); /* no IPv6 here */
			continue;
		}
		(void)close(fd);
		for (k = 0; k < 4; k++) {
			f.e.class = ERR_NONE;
			failing_nth(name[k], 1, EACCES);
			assert_int_equal(bind_listen(&fd, &at, &ours, &f.e),
			    BIND_FAILED);
			assert_true(failing_end());
			assert_int_not_equal(f.e.class, ERR_NONE);
		}
		failing_nth("setsockopt", 2, EACCES);
		k = bind_listen(&fd, &at, &ours, &f.e) == BIND_OK;
		assert_int_equal(failing_end(), i == 1);
		assert_int_equal(k, i == 0);
		if (k == 1)
			(void)close(fd);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_socket_is_for_its_user_and_its_group),
		cmocka_unit_test(a_group_that_may_not_be_given_leaves_it_ours),
		cmocka_unit_test(a_socket_has_the_type_that_was_asked_for),
		cmocka_unit_test(a_socket_that_nobody_serves_is_replaced),
		cmocka_unit_test(a_server_that_does_not_answer_is_there),
		cmocka_unit_test(what_is_no_socket_stays),
		cmocka_unit_test(folders_are_looked_at),
		cmocka_unit_test(ports_are_listened_to_or_it_is_told),
		cmocka_unit_test(a_path_may_be_too_long),
		cmocka_unit_test(a_path_may_be_a_mere_name),
		cmocka_unit_test(tcp_has_an_address_and_a_port),
	};

	return cmocka_run_group_tests(tests, begin, fixture_teardown);
}
