/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/ucspitls.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const name[] = { "SSLCTLFD", "SSLREADFD", "SSLWRITEFD" };

static void
set(size_t i, int fd)
{
	char text[16];

	(void)snprintf(text, sizeof(text), "%d", fd);
	assert_int_equal(setenv(name[i], text, 1), 0);
}

static void
all_three_have_to_be_open(void **state)
{
	struct ucspitls t;
	size_t i;
	int fd = open("/dev/null", O_RDWR);

	(void)state;
	assert_false(ucspitls_find(&t));
	assert_int_equal(t.control, -1);
	for (i = 0; i < 3; i++)
		set(i, fd);
	assert_true(ucspitls_find(&t));
	for (i = 0; i < 3; i++) {
		set(i, 999);
		assert_false(ucspitls_find(&t));
		set(i, 1); /* that is the client's */
		assert_false(ucspitls_find(&t));
		assert_int_equal(setenv(name[i], "x", 1), 0);
		assert_false(ucspitls_find(&t));
		set(i, fd);
	}
	(void)close(fd);
	for (i = 0; i < 3; i++)
		(void)unsetenv(name[i]);
}

/* In a process of its own, which has other descriptors 0 and 1 then. */
static void
say_hello(struct ucspitls *t)
{
	char byte = 0;

	if (ucspitls_begin(t) == 0 && t->control == -1 &&
	    write(STDOUT_FILENO, "text", 4) == 4 &&
	    read(STDIN_FILENO, &byte, 1) == 1 && byte == '!')
		_exit(0);
	_exit(1);
}

static void
the_session_takes_the_place_of_the_client(void **state)
{
	int control[2], text[2], status;
	char out[8];
	pid_t pid;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, control), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, text), 0);
	pid = fork();
	if (pid == 0)
		say_hello(&(struct ucspitls){ control[1], text[1], text[1] });
	(void)close(control[1]);
	(void)close(text[1]);
	assert_int_equal(read(control[0], out, sizeof(out)), 1);
	assert_int_equal(out[0], 'y');
	assert_int_equal(read(text[0], out, sizeof(out)), 4);
	assert_memory_equal(out, "text", 4);
	assert_int_equal(write(text[0], "!", 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	(void)close(control[0]);
	(void)close(text[0]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_three_have_to_be_open),
		cmocka_unit_test(the_session_takes_the_place_of_the_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
