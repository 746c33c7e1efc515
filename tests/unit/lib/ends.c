/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ends.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

void
ends_connect(struct ends *s, int type)
{
	assert_int_equal(socketpair(AF_UNIX, type, 0, s->fd), 0);
}

struct refusal
ends_refusal(int in, int out)
{
	struct refusal r = { .in = in,
		.out = out,
		.host = "mx.example",
		.program = "tester",
		.line = ENDS_NO,
		.line_len = sizeof(ENDS_NO) - 1,
		.limit_ms = ENDS_SOON_MS,
		.command_ms = ENDS_SOON_MS };

	return r;
}

void
ends_say(const struct ends *s, const char *text, size_t len)
{
	assert_int_equal(send(s->fd[0], text, len, MSG_NOSIGNAL), len);
}

void
ends_hear(struct ends *s)
{
	size_t len = 0;
	ssize_t n;

	(void)close(s->fd[1]);
	while ((n = read(s->fd[0], s->got + len, sizeof(s->got) - 1 - len)) > 0)
		len += (size_t)n;
	assert_int_equal(n, 0);
	s->got[len] = '\0';
	(void)close(s->fd[0]);
}
