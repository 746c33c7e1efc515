/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/blind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "relay/party.h"
#include "relay/quiet.h"
#include "relay/spawn.h"

#define MUCH 300000

static char up_room[100], down_room[50];

/* Run script behind a client that says in and then nothing; what it hears. */
static void
pass(char *script, const char *in, size_t len, const char *read_before,
    char *out, size_t cap)
{
	static char word[] = "sh", option[] = "-c";
	char *argv[] = { word, option, script, NULL }, *env[] = { NULL };
	struct spawn_program p = { "/bin/sh", argv, env, NULL, NULL };
	struct blind_way up = { up_room, sizeof(up_room), 0, 0 };
	struct blind_way down = { down_room, sizeof(down_room), 0, 0 };
	struct party client;
	struct spawn s;
	struct quiet q;
	struct err e;
	ssize_t n;
	size_t got = 0;
	int fd[2];

	quiet_begin(&q);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	party_begin(&client, fd[1], fd[1]);
	assert_int_equal(spawn_begin(&s, &p, &q, &e), 0);
	assert_int_equal(send(fd[0], in, len, MSG_DONTWAIT), len);
	assert_int_equal(shutdown(fd[0], SHUT_WR), 0);
	up.len = strlen(read_before);
	memcpy(up.buf, read_before, up.len);
	blind_go(&client, &s, &up, &down);
	assert_int_equal(s.to, -1);
	spawn_wait(&s);
	while ((n = read(fd[0], out + got, cap - 1 - got)) > 0)
		got += (size_t)n;
	out[got] = '\0';
	(void)close(fd[0]);
	(void)close(fd[1]);
	quiet_end(&q);
}

static void
everything_passes_and_ends_are_told(void **state)
{
	char cat[] = "cat; echo end";
	char count[] = "exec wc -c";
	char deaf[] = "exec <&-; echo deaf";
	char mute[] = "exec >&-; cat >/dev/null";
	static const char much[MUCH];
	char out[256];

	(void)state;
	pass(cat, "b\0\r\nc", 5, "a", out, sizeof(out));
	assert_memory_equal(out, "ab\0\r\ncend\n", 11);
	/* more than all buffers between them hold goes by with time */
	pass(count, much, 100000, "", out, sizeof(out));
	assert_int_equal(strtol(out, NULL, 10), 100000);
	pass(deaf, "x", 1, "", out, sizeof(out));
	assert_string_equal(out, "deaf\n");
	pass(mute, "x", 1, "", out, sizeof(out));
	assert_string_equal(out, "");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_passes_and_ends_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
