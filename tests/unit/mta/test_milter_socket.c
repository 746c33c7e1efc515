/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/milter_socket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
what_reads_is_told_as_libmilter_has_it(void **state)
{
	static const struct {
		const char *text, *word, *at;
		int family;
		unsigned port;
	} row[] = {
		{ "unix:/a/b", "unix:/a/b", "/a/b", AF_UNIX, 0 },
		{ "UNIX:b", "unix:b", "b", AF_UNIX, 0 },
		{ "local:/a", "unix:/a", "/a", AF_UNIX, 0 },
		{ "/a:b@c", "unix:/a:b@c", "/a:b@c", AF_UNIX, 0 },
		{ "inet:1@localhost", "inet:1@localhost", "localhost",
		    AF_INET, 1 },
		{ "inet:65535@192.0.2.1", "inet:65535@192.0.2.1", "192.0.2.1",
		    AF_INET, 65535 },
		{ "INET:25@[192.0.2.1]", "INET:25@[192.0.2.1]", "192.0.2.1",
		    AF_INET, 25 },
		{ "inet6:25@2001:db8::1", "inet6:25@2001:db8::1",
		    "2001:db8::1", AF_INET6, 25 },
		{ "inet6:25@[::]", "inet6:25@[::]", "::", AF_INET6, 25 },
		{ "inet6:25@mx.example", "inet6:25@mx.example", "mx.example",
		    AF_INET6, 25 },
	};
	struct milter_socket s;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (milter_socket_parse(&s, row[i].text, &e) == -1)
			fail_msg("%s", e.msg);
		assert_string_equal(s.word, row[i].word);
		assert_string_equal(s.at, row[i].at);
		assert_int_equal(s.family, row[i].family);
		assert_int_equal(s.port, row[i].port);
	}
}

static void
what_libmilter_would_take_otherwise_is_refused(void **state)
{
	static const char *const row[][2] = {
		{ "", "write unix:PATH" },
		{ "unix:", "write unix:PATH" },
		{ "local:", "write unix:PATH" },
		{ "file", "write unix:PATH" },
		{ "25@192.0.2.1", "write unix:PATH" },
		{ "tcp:25@192.0.2.1", "write unix:PATH" },
		{ "inet:", "write unix:PATH" },
		{ "inet:25@", "write unix:PATH" },
		{ "inet:mx.example", "write unix:PATH" },
		{ "inet:25", "inet:25@localhost" },
		{ "inet:192.0.2.1:25", "write inet:25@192.0.2.1" },
		{ "inet6:[::1]:25", "write inet6:25@[::1]" },
		{ "inet:0@192.0.2.1", "1 to 65535" },
		{ "inet:70000@192.0.2.1", "1 to 65535" },
		{ "inet:0000025999@192.0.2.1", "1 to 65535" },
		{ "inet:@192.0.2.1", "1 to 65535" },
		{ "inet:smtp@192.0.2.1", "1 to 65535" },
		{ "inet:-1@192.0.2.1", "1 to 65535" },
		{ "inet:25@::1", "inet6:PORT@HOST" },
		{ "inet6:25@192.0.2.1", "inet:PORT@HOST" },
		{ "inet:25@[192.0.2.1", "write unix:PATH" },
		{ "inet:25@192.0.2", "neither address nor name" },
		{ "inet:25@192.0.2.1:25", "neither address nor name" },
		{ "inet:25@a@b", "neither address nor name" },
		{ "inet6:25@fe80::1%lo", "neither address nor name" },
	};
	struct milter_socket s;
	char path[400];
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (milter_socket_parse(&s, row[i][0], &e) == 0 ||
		    e.class != ERR_PERM || strstr(e.msg, row[i][1]) == NULL)
			fail_msg("%s: %s", row[i][0], e.msg);
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	memcpy(path, "unix:", 5);
	assert_int_equal(milter_socket_parse(&s, path, &e), -1);
	memcpy(path, "inet:25@", 8);
	assert_int_equal(milter_socket_parse(&s, path, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
}

/* Whether the reason is one that says so. */
static void
assert_why(const char *text, const char *why)
{
	struct milter_socket s;
	struct err e;

	assert_int_equal(milter_socket_parse(&s, text, &e), 0);
	assert_int_equal(milter_socket_why(&s, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	if (strstr(e.msg, why) == NULL)
		fail_msg("%s: %s", text, e.msg);
}

static void
why_a_port_cannot_be_had_is_found_out(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	char text[64];

	(void)state;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	(void)snprintf(text, sizeof(text), "inet:%u@127.0.0.1",
	    (unsigned)ntohs(at.sin_port));
	assert_why(text, "Address already in use");
	(void)close(fd);
	assert_why("inet:8893@192.0.2.1", "Cannot assign requested address");
}

static void
so_is_why_a_path_cannot(void **state)
{
	char folder[] = "/tmp/test_milter_socket.XXXXXX", path[64];
	FILE *file;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/no/socket", folder);
	assert_why(path, "No such file or directory");
	(void)snprintf(path, sizeof(path), "%s/file", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fclose(file);
	assert_why(path, "no socket");
	assert_int_equal(unlink(path), 0);
	/* where it could be done, nothing is left of the try */
	assert_why(path, path);
	assert_int_equal(lstat(path, &st), -1);
	assert_int_equal(rmdir(folder), 0);
}

/* libmilter would take the socket away from whoever is there. */
static void
a_path_is_free_where_nobody_listens(void **state)
{
	char folder[] = "/tmp/test_milter_socket.XXXXXX";
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct milter_socket s;
	struct err e;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s/s", folder);
	assert_int_equal(milter_socket_parse(&s, at.sun_path, &e), 0);
	assert_int_equal(milter_socket_free(&s, &e), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(milter_socket_free(&s, &e), 0);
	assert_int_equal(listen(fd, 0), 0);
	assert_int_equal(milter_socket_free(&s, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "/s already"));
	assert_int_equal(milter_socket_free(&s, &e), -1); /* it is full */
	(void)close(fd);
	assert_int_equal(milter_socket_free(&s, &e), 0);
	assert_int_equal(unlink(at.sun_path), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(milter_socket_parse(&s, "inet:25@localhost", &e), 0);
	assert_int_equal(milter_socket_free(&s, &e), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_reads_is_told_as_libmilter_has_it),
		cmocka_unit_test(
		    what_libmilter_would_take_otherwise_is_refused),
		cmocka_unit_test(why_a_port_cannot_be_had_is_found_out),
		cmocka_unit_test(so_is_why_a_path_cannot),
		cmocka_unit_test(a_path_is_free_where_nobody_listens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
