/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/post.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/fdio.h"

/* A daemon that has no room for one more to wait says so at once. */
static bool
is_connected(struct post *p)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t len = strlen(p->path);

	if (p->fd != -1)
		return true;
	if (len >= sizeof(to.sun_path))
		return false;
	memcpy(to.sun_path, p->path, len + 1);
	p->fd = fd_aside(socket(AF_UNIX, SOCK_STREAM, 0));
	if (p->fd != -1 && fd_do_not_wait(p->fd) == 0 &&
	    connect(p->fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return true;
	post_end(p);
	return false;
}

/* Room for the descriptors of a message, in the shape that it wants. */
union control {
	struct cmsghdr head;
	char room[CMSG_SPACE(LETTER_FDS * sizeof(int))];
};

static void
add_fds(struct msghdr *m, union control *control, const struct post_fds *fds)
{
	size_t size = fds->count * sizeof(fds->fd[0]);

	m->msg_control = control->room;
	m->msg_controllen = CMSG_SPACE(size);
	control->head.cmsg_level = SOL_SOCKET;
	control->head.cmsg_type = SCM_RIGHTS;
	control->head.cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(&control->head), fds->fd, size);
}

/* Wait until the daemon takes something.  False: time is over. */
static bool
wait_to_send(const struct post *p, int64_t end_ms)
{
	struct pollfd ready = { p->fd, POLLOUT, 0 };
	int64_t left_ms = end_ms - fd_now_ms();

	return left_ms > 0 &&
	    (poll(&ready, 1, (int)left_ms) != -1 || errno == EINTR);
}

/* Send all of it; the descriptors go with the first octets. */
static bool
send_all(const struct post *p, unsigned char *data, size_t len,
    const struct post_fds *fds, int64_t end_ms)
{
	union control control = { 0 };
	struct iovec io = { data, len };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };
	ssize_t n;

	if (fds != NULL)
		add_fds(&m, &control, fds);
	while ((n = sendmsg(p->fd, &m, MSG_NOSIGNAL)) != (ssize_t)io.iov_len) {
		if (n > 0) {
			io.iov_base = (char *)io.iov_base + n;
			io.iov_len -= (size_t)n;
			m.msg_control = NULL;
			m.msg_controllen = 0;
		} else if (n == -1 && errno != EAGAIN && errno != EINTR) {
			return false;
		}
		if (!wait_to_send(p, end_ms))
			return false;
	}
	return true;
}

static bool
send_until(struct post *p, const struct letter *l, const struct post_fds *fds,
    int64_t end_ms)
{
	unsigned char data[LETTER_MAX];
	size_t len = letter_pack(data, l);

	if (len > 0 && is_connected(p) &&
	    send_all(p, data, len, fds, end_ms))
		return true;
	post_end(p);
	return false;
}

static bool
receive_until(struct letter *l, struct post_room *room, const struct post *p,
    int64_t end_ms)
{
	int64_t left_ms;
	size_t len, used;
	ssize_t n;

	for (len = 0; len < sizeof(room->data); len += (size_t)n) {
		switch (letter_unpack(l, &used, room->data, len)) {
		case LETTER_WHOLE:
			return true;
		case LETTER_PART:
			break;
		default:
			return false;
		}
		left_ms = end_ms - fd_now_ms();
		if (left_ms <= 0 || (n = fd_read_within(p->fd, room->data +
		    len, sizeof(room->data) - len, (unsigned)left_ms)) <= 0)
			return false;
	}
	return false;
}

bool
post_send(struct post *p, const struct letter *l, const struct post_fds *fds)
{
	return send_until(p, l, fds, fd_now_ms() + p->timeout_ms);
}

bool
post_ask(struct letter *answer, struct post_room *room, struct post *p,
    const struct letter *l, const struct post_fds *fds)
{
	int64_t end_ms = fd_now_ms() + p->timeout_ms;

	if (send_until(p, l, fds, end_ms) &&
	    receive_until(answer, room, p, end_ms))
		return true;
	post_end(p);
	return false;
}

void
post_end(struct post *p)
{
	fd_close(p->fd);
	p->fd = -1;
}
