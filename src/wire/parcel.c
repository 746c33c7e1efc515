/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* MSG_CMSG_CLOEXEC */
#else
#undef _XOPEN_SOURCE /* BSD has it besides POSIX */
#endif
#include "wire/parcel.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for the descriptors of a packet; those beyond it the kernel closes. */
union control {
	struct cmsghdr align;
	unsigned char room[CMSG_SPACE((LETTER_FDS + 1) * sizeof(int))];
};

/* Keep the descriptors of a packet.  False if there are more than fit. */
static bool
keep(struct parcel *p, struct msghdr *m)
{
	struct cmsghdr *c;
	bool good = (m->msg_flags & MSG_CTRUNC) == 0;
	size_t n, i;
	int fd;

	for (c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			memcpy(&fd, CMSG_DATA(c) + i * sizeof(fd), sizeof(fd));
			if (p->len < LETTER_FDS) {
				p->fd[p->len++] = fd;
			} else {
				(void)close(fd);
				good = false;
			}
		}
	}
	return good;
}

ssize_t
parcel_receive(struct parcel *p, int fd, void *data, size_t cap)
{
	union control control;
	struct iovec v = { data, cap };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	ssize_t n;

	do {
		m.msg_control = &control;
		m.msg_controllen = sizeof(control);
		n = recvmsg(fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	} while (n == -1 && errno == EINTR);
	if (n == -1 || keep(p, &m))
		return n;
	errno = EBADMSG;
	return -1;
}

int
parcel_take(struct parcel *p, size_t i)
{
	int fd = p->fd[i];

	p->len--;
	p->fd[i] = p->fd[p->len];
	return fd;
}

void
parcel_drop(struct parcel *p)
{
	while (p->len > 0)
		(void)close(p->fd[--p->len]);
}
