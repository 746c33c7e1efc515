/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/attach.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fdio.h"
#include "serve/flow.h"
#include "serve/knock.h"
#include "wire/post.h"
#include "wire/token.h"

/* What it answers is short. */
#define ANSWER_MAX 128

struct attach {
	uv_poll_t poll;   /* both have data: this, and are closed ... */
	uv_timer_t timer; /* ... one after the other */
	struct attach_call call;
	int fd;           /* to the relay */
	int token;
	size_t len;
	unsigned char in[ANSWER_MAX];
};

static void
on_timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void
on_poll_closed(uv_handle_t *handle)
{
	struct attach *a = handle->data;

	uv_close((uv_handle_t *)&a->timer, on_timer_closed);
}

/* The token decides, and nothing that was answered or not. */
bool
attach_end(struct attach *a)
{
	bool ours = token_take(a->token);

	(void)close(a->token);
	uv_close((uv_handle_t *)&a->poll, on_poll_closed);
	(void)close(a->fd);
	return ours;
}

static void
finish(struct attach *a, const char *why)
{
	const struct attach_call call = a->call;
	bool given = !attach_end(a);

	call.done(call.arg, given, why);
}

static void
on_late(uv_timer_t *timer)
{
	finish(timer->data, "it does not answer");
}

/* Read what it answers. */
static void
on_readable(uv_poll_t *poll, int status, int events)
{
	struct attach *a = poll->data;
	struct letter l;
	size_t used;
	ssize_t n;

	(void)events; /* of a reset, too, it may have said why before */
	n = recv(a->fd, a->in + a->len, sizeof(a->in) - a->len,
	    MSG_DONTWAIT);
	if (n == -1 && status == 0 && flow_waits(errno))
		return;
	if (n <= 0) {
		finish(a, "it hung up");
		return;
	}
	a->len += (size_t)n;
	switch (letter_unpack(&l, &used, a->in, a->len)) {
	case LETTER_WHOLE:
		finish(a, l.type == LETTER_CANNOT ? l.reason : "");
		break;
	case LETTER_PART:
		if (a->len == sizeof(a->in))
			finish(a, "it answers too much");
		break;
	default:
		finish(a, "it is of another version");
	}
}

/* Send the letter: a socket that is new takes it whole.  NULL, or why not. */
static const char *
send_letter(const struct attach *a, const struct letter *l, int client)
{
	const struct post_fds fds = { { a->token, client }, 2 };
	unsigned char out[LETTER_MAX];
	size_t len = letter_pack(out, l);

	if (len == 0)
		return "the client said too much";
	return post_write(a->fd, out, len, &fds) == (ssize_t)len ? NULL :
	    strerror(errno);
}

/* Connect, and put it into the loop.  NULL, or why not. */
static const char *
begin(struct attach *a, uv_loop_t *loop, const char *path)
{
	if ((a->token = token_make()) == -1 ||
	    (a->fd = knock(path, SOCK_STREAM)) == -1)
		return strerror(errno);
	if (uv_poll_init(loop, &a->poll, a->fd) != 0)
		return "it cannot be watched";
	(void)uv_timer_init(loop, &a->timer);
	a->poll.data = a->timer.data = a;
	return NULL;
}

struct attach *
attach_begin(uv_loop_t *loop, const char *path, const struct letter *l, int fd,
    const struct attach_call *call, const char **why)
{
	struct attach *a = malloc(sizeof(*a));

	if (a == NULL) {
		*why = "out of memory";
		return NULL;
	}
	a->fd = a->token = -1;
	a->len = 0;
	a->call = *call;
	if ((*why = begin(a, loop, path)) != NULL) {
		fd_close(a->fd);
		fd_close(a->token);
		free(a);
		return NULL;
	}
	if ((*why = send_letter(a, l, fd)) != NULL) {
		(void)attach_end(a); /* a part of it gives nobody the client */
		return NULL;
	}
	(void)uv_poll_start(&a->poll, UV_READABLE, on_readable);
	(void)uv_timer_start(&a->timer, on_late, ATTACH_MS, 0);
	return a;
}
