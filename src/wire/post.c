/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/post.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/times.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fdio.h"

/*
 * The time that a call has.  It is measured in ticks of a hundredth of a
 * second: clock_gettime(2) asks in pages of its own, which a filter that asks
 * once pays for with two page faults, more than all else here costs it.
 */
struct term {
	clock_t begun;
	unsigned ms;
};

static clock_t
ticks(void)
{
	struct tms unused;

	return times(&unused);
}

static struct term
term_of(const struct post *p)
{
	return (struct term){ ticks(), p->timeout_ms };
}

/* Wait for events on fd.  False: the time is over. */
static bool
wait_for(int fd, short events, const struct term *t)
{
	const uint64_t spent_ms = (uint64_t)(ticks() - t->begun) * 1000 /
	    (uint64_t)sysconf(_SC_CLK_TCK);
	struct pollfd ready = { fd, events, 0 };
	int n;

	if (spent_ms >= t->ms)
		return false;
	n = poll(&ready, 1, (int)(t->ms - spent_ms));
	return n == 1 || (n == -1 && errno == EINTR);
}

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
	p->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (p->fd != -1 && p->fd <= STDERR_FILENO)
		p->fd = fd_aside(p->fd);
	if (p->fd != -1 &&
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
	m->msg_controllen = (socklen_t)CMSG_SPACE(size);
	control->head.cmsg_level = SOL_SOCKET;
	control->head.cmsg_type = SCM_RIGHTS;
	control->head.cmsg_len = (socklen_t)CMSG_LEN(size);
	memcpy(CMSG_DATA(&control->head), fds->fd, size);
}

ssize_t
post_write(int fd, void *data, size_t len, const struct post_fds *fds)
{
	union control control = { 0 };
	struct iovec io = { data, len };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };

	if (fds != NULL)
		add_fds(&m, &control, fds);
	return sendmsg(fd, &m, MSG_NOSIGNAL);
}

/* Send all of it; the descriptors go with the first octets. */
static bool
send_all(const struct post *p, unsigned char *data, size_t len,
    const struct post_fds *fds, const struct term *t)
{
	ssize_t n;

	while ((n = post_write(p->fd, data, len, fds)) != (ssize_t)len) {
		if (n > 0) {
			data += n;
			len -= (size_t)n;
			fds = NULL;
		} else if (n == -1 && errno != EAGAIN && errno != EINTR) {
			return false;
		}
		if (!wait_for(p->fd, POLLOUT, t))
			return false;
	}
	return true;
}

/* Send *l, put together in *room. */
static bool
send_within(struct post *p, struct post_room *room, const struct letter *l,
    const struct post_fds *fds, const struct term *t)
{
	size_t len = letter_pack(room->data, l);

	if (len > 0 && is_connected(p) &&
	    send_all(p, room->data, len, fds, t))
		return true;
	post_end(p);
	return false;
}

static bool
receive_within(struct letter *l, struct post_room *room, const struct post *p,
    const struct term *t)
{
	size_t len = 0, used;
	ssize_t n;

	while (len < sizeof(room->data)) {
		switch (letter_unpack(l, &used, room->data, len)) {
		case LETTER_WHOLE:
			return true;
		case LETTER_PART:
			break;
		default:
			return false;
		}
		if (!wait_for(p->fd, POLLIN, t))
			return false;
		n = read(p->fd, room->data + len, sizeof(room->data) - len);
		if (n > 0)
			len += (size_t)n;
		else if (n == 0 || (errno != EINTR && errno != EAGAIN))
			return false;
	}
	return false;
}

bool
post_send(struct post *p, const struct letter *l, const struct post_fds *fds)
{
	const struct term t = term_of(p);
	struct post_room room;

	return send_within(p, &room, l, fds, &t);
}

bool
post_ask(struct letter *answer, struct post_room *room, struct post *p,
    const struct letter *l, const struct post_fds *fds)
{
	const struct term t = term_of(p);

	if (send_within(p, room, l, fds, &t) &&
	    receive_within(answer, room, p, &t))
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
