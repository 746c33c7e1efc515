/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/line.h"

#include <stdlib.h>
#include <string.h>

struct line {
	uv_pipe_t pipe; /* data: this */
	uv_connect_t connect;
	struct line_calls calls;
	bool ready;
	bool closed;    /* and freed when the loop is done with it */
	size_t len;
	unsigned char data[LETTER_MAX];
};

/* What is being written. */
struct out {
	uv_write_t write;
	unsigned char data[];
};

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
line_close(struct line *l)
{
	l->closed = true;
	uv_close((uv_handle_t *)&l->pipe, on_closed);
}

/* Take the letters that are whole.  False: that is none. */
static bool
take_letters(struct line *l)
{
	struct letter letter;
	size_t used;

	for (;;) {
		switch (letter_unpack(&letter, &used, l->data, l->len)) {
		case LETTER_WHOLE:
			break;
		case LETTER_PART:
			return true;
		default:
			return false;
		}
		if (!l->calls.letter(l->calls.arg, &letter))
			return false;
		if (l->closed)
			return true;
		l->len -= used;
		memmove(l->data, l->data + used, l->len);
	}
}

static void
on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct line *l = handle->data;

	(void)suggested;
	*buf = uv_buf_init((char *)l->data + l->len,
	    (unsigned)(LETTER_MAX - l->len));
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct line *l = stream->data;
	bool sound = true;

	(void)buf;
	if (n == 0)
		return;
	if (n > 0) {
		l->len += (size_t)n;
		sound = take_letters(l);
		if (sound)
			return;
	}
	l->calls.lost(l->calls.arg, sound);
}

static void
on_connected(uv_connect_t *connect, int status)
{
	struct line *l = connect->data;

	if (l->closed)
		return;
	l->ready = status >= 0 && uv_read_start((uv_stream_t *)&l->pipe,
	    on_room, on_read) == 0;
	l->calls.ready(l->calls.arg, l->ready);
}

struct line *
line_open(uv_loop_t *loop, const char *path, const struct line_calls *calls)
{
	struct line *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	if (uv_pipe_init(loop, &l->pipe, 0) != 0) {
		free(l);
		return NULL;
	}
	l->pipe.data = l->connect.data = l;
	l->calls = *calls;
	uv_pipe_connect(&l->connect, &l->pipe, path, on_connected);
	return l;
}

bool
line_is_ready(const struct line *l)
{
	return l->ready;
}

static void
on_written(uv_write_t *write, int status)
{
	(void)status; /* reading tells */
	free(write->data);
}

bool
line_write(struct line *l, const unsigned char *data, size_t len)
{
	struct out *out = malloc(sizeof(*out) + len);
	uv_buf_t buf;

	if (out == NULL)
		return false;
	memcpy(out->data, data, len);
	out->write.data = out;
	buf = uv_buf_init((char *)out->data, (unsigned)len);
	if (uv_write(&out->write, (uv_stream_t *)&l->pipe, &buf, 1,
	    on_written) == 0)
		return true;
	free(out);
	return false;
}
