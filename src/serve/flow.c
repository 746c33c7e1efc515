/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/flow.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool
flow_waits(int error)
{
#if EWOULDBLOCK != EAGAIN
	if (error == EWOULDBLOCK)
		return true;
#endif
	return error == EAGAIN || error == EINTR;
}

void
flow_load(const struct flow *f, char *room, size_t *len)
{
	*len = f->rest.len;
	if (*len > 0)
		memcpy(room, f->rest.data, *len);
}

enum flow_answer
flow_read(const struct flow *f, char *room, size_t *len, size_t size)
{
	const size_t space = size - *len;
	ssize_t n = recv(f->fd, room + *len, space, 0);

	if (n == -1 && flow_waits(errno))
		return FLOW_ALL;
	if (n <= 0)
		return FLOW_GONE;
	*len += (size_t)n;
	return (size_t)n < space ? FLOW_ALL : FLOW_MORE;
}

bool
flow_keep(struct flow *f, const char *room, size_t len)
{
	if (len == 0) {
		buf_free(&f->rest);
		return true;
	}
	f->rest.len = 0;
	buf_add(&f->rest, room, len);
	return !f->rest.failed;
}

bool
flow_say(struct flow *f, const char *text, size_t len)
{
	ssize_t n = 0;

	if (f->out.len == 0 && len > 0) {
		n = send(f->fd, text, len, MSG_NOSIGNAL);
		if (n == -1 && !flow_waits(errno))
			return false;
		if (n != -1) {
			text += n;
			len -= (size_t)n;
		}
	}
	buf_add(&f->out, text, len);
	if (f->out.failed || f->out.len == 0)
		return !f->out.failed;
	n = send(f->fd, f->out.data, f->out.len, MSG_NOSIGNAL);
	if (n == -1)
		return flow_waits(errno);
	f->out.len -= (size_t)n;
	memmove(f->out.data, f->out.data + n, f->out.len);
	if (f->out.len == 0)
		buf_free(&f->out);
	return true;
}

void
flow_close(struct flow *f)
{
	(void)close(f->fd);
	buf_free(&f->rest);
	buf_free(&f->out);
}
