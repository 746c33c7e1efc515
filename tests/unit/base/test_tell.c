/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/tell.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static char got[65536];

static const char *
heard(int fd)
{
	ssize_t n = read(fd, got, sizeof(got) - 1);

	got[n > 0 ? n : 0] = '\0';
	return got;
}

static void
a_line_is_whole_and_printable(void **state)
{
	char text[3000];
	int kind, fd[2];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	for (kind = 0; kind < 2; kind++) {
		struct tell t = { "prog", -1, 0 };

		assert_int_equal(kind == 0 ? pipe(fd) :
		    socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
		t.fd = fd[1];
		tell(&t, "%s and %d", "one", 2);
		assert_string_equal(heard(fd[0]), "prog: one and 2\n");
		tell(&t, "a\r\nb\tc\xc3");
		assert_string_equal(heard(fd[0]), "prog: a??b?c?\n");
		tell(&t, "%s", text);
		assert_int_equal(strlen(heard(fd[0])), TELL_LINE - 1);
		assert_int_equal(got[TELL_LINE - 2], '\n');
		(void)close(fd[0]);
		(void)close(fd[1]);
	}
}

/* The log takes nothing: no line waits, and the next that is taken says how
 * many are missing. */
static void
a_line_that_is_not_taken_is_counted(void **state)
{
	struct tell t = { "prog", -1, 0 };
	int fd[2], kind;

	(void)state;
	for (kind = 0; kind < 2; kind++) {
		assert_int_equal(kind == 0 ? pipe(fd) :
		    socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
		t.fd = fd[1];
		while (t.lost == 0)
			tell(&t, "full");
		tell(&t, "full");
		assert_int_equal(t.lost, 2);
		(void)fcntl(fd[0], F_SETFL, O_NONBLOCK);
		while (strlen(heard(fd[0])) > 0)
			;
		tell(&t, "again");
		assert_string_equal(heard(fd[0]),
		    "prog: (2 lines lost) again\n");
		tell(&t, "again");
		assert_string_equal(heard(fd[0]), "prog: again\n");
		(void)close(fd[0]);
		(void)close(fd[1]);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_whole_and_printable),
		cmocka_unit_test(a_line_that_is_not_taken_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
