/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* struct ucred */
#endif
#include "serve/counting.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/callers.h"
#include "base/err.h"
#include "base/fdio.h"
#include "serve/counts.h"
#include "wire/countline.h"

#define AT_ONCE 64 /* read before others have their turn */

/* Where the kernel says who sends; there is room for no descriptor, so that it
 * drops those that come. */
union who {
	struct cmsghdr align;
#if defined(SO_PASSCRED)
	unsigned char room[CMSG_SPACE(sizeof(struct ucred))];
#endif
};

/* Whoever sends is one who may: the kernel says who it is. */
static int
ask_who(int fd, struct err *e)
{
#if defined(SO_PASSCRED)
	int on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == -1)
		return err_temp(e, errno, "learn who sends numbers");
#else
	(void)fd; /* the mode of the socket has to do */
	(void)e;
#endif
	return 0;
}

static bool
is_allowed(const struct counting *c, struct msghdr *m)
{
#if defined(SO_PASSCRED)
	struct cmsghdr *h = CMSG_FIRSTHDR(m);
	struct ucred who;

	if (h == NULL || h->cmsg_level != SOL_SOCKET ||
	    h->cmsg_type != SCM_CREDENTIALS)
		return false;
	memcpy(&who, CMSG_DATA(h), sizeof(who));
	return callers_may(c->callers, who.uid);
#else
	(void)c;
	(void)m;
	return true;
#endif
}

static int
bind_one(struct counting *c, const char *path, const struct bind_owner *owner,
    struct err *e)
{
	size_t len = strlen(path);
	char *to;
	int fd;

	if (c->len == COUNTING_PLACES)
		return 0; /* the filters there are not counted */
	if (len + sizeof(COUNTLINE_SUFFIX) > LISTEN_PATH_SIZE)
		return err_perm(e, 0, "\"%s\" is too long to have %s behind "
		    "it, where filters are counted", path, COUNTLINE_SUFFIX);
	to = c->place[c->len].path;
	memcpy(to, path, len);
	memcpy(to + len, COUNTLINE_SUFFIX, sizeof(COUNTLINE_SUFFIX));
	if (bind_path(&fd, to, SOCK_DGRAM, owner, e) == BIND_FAILED)
		return -1;
	c->place[c->len++].fd = fd;
	return ask_who(fd, e);
}

int
counting_bind(struct counting *c, const char *setting,
    const struct bind_owner *owner, struct err *e)
{
	struct listen at;
	int rc = 0;

	while (rc == 0 && listen_next(&at, &setting, e) == LISTEN_ONE)
		if (at.kind == LISTEN_FILTER)
			rc = bind_one(c, at.path, owner, e);
	if (rc == -1)
		counting_stop(c);
	return rc;
}

/* Read one.  False: there is none. */
static bool
read_one(struct counting *c, int fd)
{
	char text[COUNTLINE_MAX + 1];
	union who who;
	struct iovec at = { text, sizeof(text) };
	struct msghdr m = { .msg_iov = &at, .msg_iovlen = 1,
		.msg_control = &who, .msg_controllen = sizeof(who) };
	ssize_t n = recvmsg(fd, &m, MSG_DONTWAIT);

	if (n == -1)
		return false;
	if (is_allowed(c, &m))
		(void)counts_line(c->counts, text, (size_t)n, time(NULL));
	return true;
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	struct counting *c = poll->data;
	uv_os_fd_t fd;
	int i;

	(void)status;
	(void)events;
	if (uv_fileno((uv_handle_t *)poll, &fd) != 0)
		return;
	for (i = 0; i < AT_ONCE && read_one(c, fd); i++)
		;
}

void
counting_start(struct counting *c, uv_loop_t *loop)
{
	for (c->open = 0; c->open < c->len; c->open++) {
		if (uv_poll_init(loop, &c->place[c->open].poll,
		    c->place[c->open].fd) != 0)
			break;
		c->place[c->open].poll.data = c;
		(void)uv_poll_start(&c->place[c->open].poll, UV_READABLE,
		    on_ready);
	}
}

void
counting_stop(struct counting *c)
{
	size_t i;

	for (i = 0; i < c->len; i++) {
		(void)unlink(c->place[i].path);
		if (i < c->open)
			uv_close((uv_handle_t *)&c->place[i].poll, NULL);
		fd_close(c->place[i].fd);
	}
	c->len = c->open = 0;
}
