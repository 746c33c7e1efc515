/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fdio.h"

/* One letter in its way: its octets, and the descriptors that go with it. */
struct post {
	unsigned char data[LETTER_MAX];
	size_t len;
	int fd[LETTER_FDS];
	size_t fds;
};

/* As close-on-exec, and never descriptor 0, 1 or 2.  Closes fd. */
static int
keep_aside(int fd)
{
	int kept = fd == -1 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);

	fd_close(fd);
	return kept;
}

static bool
do_not_wait(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags != -1 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) != -1;
}

/* A daemon that has no room for one more to wait says so at once. */
static bool
is_connected(struct daemon *d)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t len = strlen(d->path);

	if (d->fd != -1)
		return true;
	if (len >= sizeof(to.sun_path))
		return false;
	memcpy(to.sun_path, d->path, len + 1);
	d->fd = keep_aside(socket(AF_UNIX, SOCK_STREAM, 0));
	if (d->fd != -1 && do_not_wait(d->fd) &&
	    connect(d->fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return true;
	daemon_end(d);
	return false;
}

/* Send all of it; the descriptors go with the first octets. */
static bool
post_send(const struct daemon *d, const struct post *p, int64_t end_ms)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(LETTER_FDS * sizeof(int))];
	} control = { 0 };
	struct iovec io = { (void *)(uintptr_t)p->data, p->len };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };
	struct pollfd ready = { d->fd, POLLOUT, 0 };
	size_t fds_size = p->fds * sizeof(p->fd[0]);
	int64_t left_ms;
	ssize_t n;

	if (p->fds > 0) {
		m.msg_control = control.room;
		m.msg_controllen = CMSG_SPACE(fds_size);
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(fds_size);
		memcpy(CMSG_DATA(&control.head), p->fd, fds_size);
	}
	while ((n = sendmsg(d->fd, &m, MSG_NOSIGNAL)) != (ssize_t)io.iov_len) {
		if (n > 0) {
			io.iov_base = (char *)io.iov_base + n;
			io.iov_len -= (size_t)n;
			m.msg_control = NULL;
			m.msg_controllen = 0;
		}
		left_ms = end_ms - fd_now_ms();
		if ((n == -1 && errno != EAGAIN && errno != EINTR) ||
		    left_ms <= 0 ||
		    (poll(&ready, 1, (int)left_ms) == -1 && errno != EINTR))
			return false;
	}
	return true;
}

/* Wait for a letter, which borrows from *p. */
static bool
post_receive(struct letter *l, const struct daemon *d, struct post *p,
    int64_t end_ms)
{
	int64_t left_ms;
	size_t used;
	ssize_t n;

	for (p->len = 0; p->len < sizeof(p->data); p->len += (size_t)n) {
		switch (letter_unpack(l, &used, p->data, p->len)) {
		case LETTER_WHOLE:
			return true;
		case LETTER_PART:
			break;
		default:
			return false;
		}
		left_ms = end_ms - fd_now_ms();
		if (left_ms <= 0 || (n = fd_read_within(d->fd, p->data +
		    p->len, sizeof(p->data) - p->len, (unsigned)left_ms)) <= 0)
			return false;
	}
	return false;
}

/* Send *l with the descriptors in *p and take the answer, which borrows from
 * *p.  If there is none, the connection is of no use any more. */
static bool
exchange(struct letter *answer, struct daemon *d, const struct letter *l,
    struct post *p)
{
	int64_t end_ms = fd_now_ms() + d->timeout_ms;

	p->len = letter_pack(p->data, l);
	if (p->len > 0 && is_connected(d) && post_send(d, p, end_ms) &&
	    post_receive(answer, d, p, end_ms))
		return true;
	daemon_end(d);
	return false;
}

enum daemon_grey
daemon_ask(struct daemon *d, const struct letter *grey, unsigned *seconds)
{
	struct letter answer;
	struct post p;

	p.fds = 0;
	if (!exchange(&answer, d, grey, &p) || answer.type != LETTER_GREY_IS)
		return DAEMON_AWAY;
	*seconds = answer.seconds;
	return answer.grey == LETTER_GREEN ? DAEMON_GREEN : DAEMON_WAIT;
}

bool
daemon_offences(unsigned *out, struct daemon *d, const struct ip *ip)
{
	struct letter l = { .type = LETTER_OFFENCES, .ip = *ip }, answer;
	struct post p;

	p.fds = 0;
	if (!exchange(&answer, d, &l, &p) ||
	    answer.type != LETTER_OFFENCES_ARE)
		return false;
	*out = answer.offences;
	return true;
}

/* Make the token: its two ends, with the byte in it. */
static bool
token_make(int end[2])
{
	bool made;

	if (pipe(end) == -1)
		return false;
	end[0] = keep_aside(end[0]);
	end[1] = keep_aside(end[1]);
	made = end[0] != -1 && end[1] != -1 && do_not_wait(end[0]) &&
	    write(end[1], "", 1) == 1;
	fd_close(end[1]);
	if (!made)
		fd_close(end[0]);
	return made;
}

/* Read the token.  False: somebody has. */
static bool
token_take(int token)
{
	ssize_t n;
	char byte;

	while ((n = read(token, &byte, 1)) == -1 && errno == EINTR)
		;
	return n == 1;
}

/* Whether both are sockets, and the same; *same is unchanged if not both. */
static bool
are_sockets(bool *same, int in, int out)
{
	struct stat a, b;

	if (fstat(in, &a) == -1 || fstat(out, &b) == -1 ||
	    !S_ISSOCK(a.st_mode) || !S_ISSOCK(b.st_mode))
		return false;
	*same = a.st_ino == b.st_ino && a.st_dev == b.st_dev;
	return true;
}

bool
daemon_hand(struct daemon *d, const struct letter *hand, int in, int out)
{
	struct letter answer;
	struct post p;
	int token[2];
	bool same, taken;

	/* a pipe belongs to a program behind which the client is */
	if (!are_sockets(&same, in, out) || !token_make(token))
		return false;
	p.fd[0] = token[0];
	p.fd[1] = in;
	p.fd[2] = out;
	p.fds = same ? 2 : 3;
	taken = exchange(&answer, d, hand, &p) &&
	    answer.type == LETTER_TAKEN;
	if (!taken)
		taken = !token_take(token[0]);
	fd_close(token[0]);
	return taken;
}

void
daemon_tell(struct daemon *d, const struct letter *l)
{
	struct post p;

	p.fds = 0;
	p.len = letter_pack(p.data, l);
	if (p.len > 0 && is_connected(d))
		(void)post_send(d, &p, fd_now_ms() + d->timeout_ms);
	daemon_end(d);
}

void
daemon_end(struct daemon *d)
{
	fd_close(d->fd);
	d->fd = -1;
}
