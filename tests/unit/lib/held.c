/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/held.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static enum recipient_is
judge(void *arg, const struct recipient_ask *ask, char reply[REPLY_LINE_MAX],
    size_t *len)
{
	(void)arg;
	(void)reply;
	(void)len;
	return strncmp(ask->rcpt, "postmaster@", 11) == 0 ? RECIPIENT_LET
							  : RECIPIENT_REFUSED;
}

void
held_begin(struct held *h, const char *server)
{
	static char word[] = "sh", option[] = "-c";
	int fd;

	memset(h, 0, sizeof(*h));
	memcpy(h->log, "/tmp/dhf-held-XXXXXX", 21);
	fd = mkstemp(h->log);
	assert_true(fd != -1);
	(void)close(fd);
	(void)snprintf(h->env, sizeof(h->env), "LOG=%s", h->log);
	h->argv[0] = word;
	h->argv[1] = option;
	h->argv[2] = (char *)(uintptr_t)server;
	h->environ[0] = h->env;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, h->fd), 0);
	h->hold.in = h->hold.out = h->fd[1];
	h->hold.limit_ms = h->hold.command_ms = 10000;
	h->hold.judge.decide = judge;
	h->hold.program = (struct spawn_program){ "/bin/sh", h->argv,
		h->environ, NULL, NULL };
	h->hold.ucspitls = (struct ucspitls){ -1, -1, -1 };
	h->hold.dialogue = (struct dialogue){ .host = "mx.example",
		.refusal = HELD_NO,
		.refusal_len = sizeof(HELD_NO) - 1 };
}

static void
leave_dialogue(struct hold *h, const char *in, size_t len)
{
	static const char *const line[] = { "EHLO c", "MAIL FROM:<s@x>" };
	static const char rcpt[] = "RCPT TO:<postmaster@y>";
	size_t i;

	for (i = 0; i < 2; i++)
		said_hear(&h->said, line[i], strlen(line[i]));
	assert_true(said_recipient(&h->said, rcpt, sizeof(rcpt) - 1));
	h->dialogue.asks = true;
	memcpy(h->attached.in, in, len);
	h->attached.len = len;
}

/* All of a stream. */
static void
read_all(int fd, char *out, size_t cap)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, out + len, cap - 1 - len)) > 0)
		len += (size_t)n;
	out[len] = '\0';
}

enum hold_end
held_do(struct held *h, const char *in, size_t len, bool let)
{
	enum hold_end end;
	FILE *f;

	if (let)
		leave_dialogue(&h->hold, in, len);
	else
		assert_int_equal(send(h->fd[0], in, len, MSG_NOSIGNAL), len);
	assert_int_equal(shutdown(h->fd[0], SHUT_WR), 0);
	end = let ? hold_let(&h->hold) : hold_client(&h->hold);
	hold_close(&h->hold);
	quiet_end(&h->hold.quiet);
	read_all(h->fd[0], h->got, sizeof(h->got));
	(void)close(h->fd[0]);
	f = fopen(h->log, "r");
	assert_non_null(f);
	read_all(fileno(f), h->told, sizeof(h->told));
	(void)fclose(f);
	(void)unlink(h->log);
	h->told[strcspn(h->told, "\n")] = '\0';
	return end;
}
