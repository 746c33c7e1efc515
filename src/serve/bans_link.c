/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/bans_link.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fdio.h"
#include "serve/flow.h"
#include "serve/knock.h"

struct bans_link {
	uv_poll_t poll;
	struct bans_link_calls calls;
	int fd;
};

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void
on_readable(uv_poll_t *poll, int status, int events)
{
	struct bans_link *link = poll->data;
	unsigned char in[BAN_RECORD + 1];
	struct ban_record r;
	ssize_t n;

	(void)events;
	n = status < 0 ? 0 : recv(link->fd, in, sizeof(in), MSG_DONTWAIT);
	if (n == -1 && flow_waits(errno))
		return;
	if (n <= 0)
		link->calls.end(link->calls.arg, NULL);
	else if (ban_unpack(&r, in, (size_t)n) != BAN_WHOLE)
		link->calls.end(link->calls.arg, "it is of another version");
	else
		link->calls.answer(link->calls.arg, &r);
}

struct bans_link *
bans_link_open(uv_loop_t *loop, const char *path,
    const struct bans_link_calls *calls)
{
	struct bans_link *link = malloc(sizeof(*link));

	if (link == NULL)
		return NULL;
	if ((link->fd = knock(path, SOCK_SEQPACKET)) == -1 ||
	    uv_poll_init(loop, &link->poll, link->fd) != 0) {
		fd_close(link->fd);
		free(link);
		return NULL;
	}
	link->calls = *calls;
	link->poll.data = link;
	(void)uv_poll_start(&link->poll, UV_READABLE, on_readable);
	return link;
}

bool
bans_link_send(struct bans_link *link, const struct ban_record *r)
{
	unsigned char out[BAN_RECORD];
	ssize_t n;

	ban_pack(out, r);
	while ((n = send(link->fd, out, sizeof(out), MSG_DONTWAIT |
	    MSG_NOSIGNAL)) == -1 && errno == EINTR)
		;
	return n == BAN_RECORD;
}

void
bans_link_close(struct bans_link *link)
{
	if (link == NULL)
		return;
	uv_close((uv_handle_t *)&link->poll, on_closed);
	(void)close(link->fd);
}
