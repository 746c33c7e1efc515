/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/logsink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LINE "dyn-host-filter: pid=7 ip=192.0.2.1\n"

/* Everything that can be read from fd now. */
static const char *
said(int fd)
{
	static char text[4096];
	ssize_t n;

	assert_int_not_equal(fcntl(fd, F_SETFL, O_NONBLOCK), -1);
	n = read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* A log of the test's own. */
static int
log_open(char path[64])
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	(void)strcpy(path, "/tmp/dhf-log.XXXXXX");
	assert_non_null(mkdtemp(path));
	(void)strcat(path, "/log");
	(void)strcpy(a.sun_path, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static void
log_close(int fd, char *path)
{
	(void)close(fd);
	(void)unlink(path);
	*strrchr(path, '/') = '\0';
	(void)rmdir(path);
}

/* Descriptor 2 is to while a line is written. */
static void
write_to(int to, int client, const char *path)
{
	int was = dup(STDERR_FILENO);

	(void)dup2(to, STDERR_FILENO);
	logsink_write(LINE, strlen(LINE), client, 100, path);
	(void)dup2(was, STDERR_FILENO);
	(void)close(was);
}

static void
a_line_never_goes_to_the_client(void **state)
{
	int client[2], other[2], out[2], log;
	char path[64];

	(void)state;
	log = log_open(path);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, client), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
	assert_int_equal(pipe(out), 0);

	write_to(client[0], client[0], path);
	assert_string_equal(said(client[1]), "");
	assert_string_equal(said(log), "<22>dyn-host-filter: pid=7 "
	    "ip=192.0.2.1");

	write_to(out[1], client[0], path); /* a pipe */
	assert_string_equal(said(out[0]), LINE);
	write_to(other[0], client[0], path); /* a socket, as systemd's is */
	assert_string_equal(said(other[1]), LINE);
	write_to(out[1], out[1], path); /* a terminal may be both */
	assert_string_equal(said(out[0]), LINE);
	assert_string_equal(said(log), "");
	log_close(log, path);
	write_to(client[0], client[0], path); /* nobody listens */
	assert_string_equal(said(client[1]), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_never_goes_to_the_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
