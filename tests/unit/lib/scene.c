/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/scene.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void
scene_on(struct scene *s, int client, int ours)
{
	memset(s, 0, sizeof(*s));
	s->client = client;
	s->t.fd = ours;
	s->t.times = (struct talk_times){ 30000, 10000, 1000, 0 };
	s->t.dialogue = (struct dialogue){ .host = "mx.example",
		.program = "tester",
		.refusal = NO,
		.refusal_len = sizeof(NO) - 1 };
}

void
scene_begin(struct scene *s, int type)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, type, 0, fd), 0);
	scene_on(s, fd[0], fd[1]);
}

void
scene_tcp(struct scene *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int l = socket(AF_INET, SOCK_STREAM, 0), client, ours;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(l, (struct sockaddr *)&a, len), 0);
	assert_int_equal(listen(l, 1), 0);
	assert_int_equal(getsockname(l, (struct sockaddr *)&a, &len), 0);
	client = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(client, (struct sockaddr *)&a, len), 0);
	ours = accept(l, NULL, NULL);
	assert_int_not_equal(ours, -1);
	(void)close(l);
	scene_on(s, client, ours);
}

void
scene_end(struct scene *s)
{
	(void)close(s->t.fd);
	(void)close(s->client);
}

void
scene_says(const struct scene *s, const char *text)
{
	assert_int_equal(send(s->client, text, strlen(text), MSG_NOSIGNAL),
	    strlen(text));
}

const char *
scene_hears(struct scene *s)
{
	ssize_t n;

	s->len = 0;
	while ((n = recv(s->client, s->got + s->len,
		    sizeof(s->got) - 1 - s->len, MSG_DONTWAIT)) > 0)
		s->len += (size_t)n;
	s->got[s->len] = '\0';
	return s->got;
}

size_t
scene_fill(const struct scene *s)
{
	char blanks[512];
	size_t len = 0;
	ssize_t n;

	memset(blanks, ' ', sizeof(blanks));
	while ((n = send(s->t.fd, blanks, sizeof(blanks), MSG_DONTWAIT)) > 0)
		len += (size_t)n;
	assert_int_equal(errno, EAGAIN);
	return len;
}

void
scene_drop(const struct scene *s, size_t len)
{
	char in[4096];
	ssize_t n;

	for (; len > 0; len -= (size_t)n) {
		n = recv(s->client, in, len < sizeof(in) ? len : sizeof(in), 0);
		assert_true(n > 0);
	}
}
