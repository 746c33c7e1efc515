/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/parcel.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* Send octets and the reading ends of n pipes, the number of each in it. */
static void
post(int to, const char *text, size_t n)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(8 * sizeof(int))];
	} control = { { 0 } };
	struct iovec v = { (void *)(uintptr_t)text, strlen(text) };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	int fd[8], end[2];
	size_t i;

	for (i = 0; i < n; i++) {
		assert_int_equal(pipe(end), 0);
		assert_int_equal(write(end[1], &"01234567"[i], 1), 1);
		(void)close(end[1]);
		fd[i] = end[0];
	}
	if (n > 0) {
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE(n * sizeof(int));
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(&control.head), fd, n * sizeof(int));
	}
	assert_int_equal(sendmsg(to, &m, 0), strlen(text));
	while (n > 0)
		(void)close(fd[--n]);
}

static char
number_of(int fd)
{
	char c = '?';

	assert_int_equal(read(fd, &c, 1), 1);
	return c;
}

static void
descriptors_are_kept_in_their_order(void **state)
{
	struct parcel p = { .len = 0 };
	char in[16];
	int end[2], fd;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, end), 0);
	errno = 0;
	assert_int_equal(parcel_receive(&p, end[1], in, sizeof(in)), -1);
	assert_int_equal(errno, EAGAIN);
	post(end[0], "ab", 2);
	post(end[0], "c", 1);
	assert_int_equal(parcel_receive(&p, end[1], in, sizeof(in)), 2);
	assert_int_equal(p.len, 2);
	assert_int_equal(parcel_receive(&p, end[1], in, sizeof(in)), 1);
	assert_int_equal(p.len, 3);
	assert_int_not_equal(fcntl(p.fd[2], F_GETFD) & FD_CLOEXEC, 0);
	assert_int_equal(number_of(p.fd[0]), '0');
	fd = parcel_take(&p, 1);
	assert_int_equal(number_of(fd), '1');
	assert_int_equal(number_of(p.fd[1]), '0'); /* of the second letter */
	(void)close(fd);
	fd = p.fd[0];
	parcel_drop(&p);
	assert_int_equal(p.len, 0);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	(void)close(end[0]);
	assert_int_equal(parcel_receive(&p, end[1], in, sizeof(in)), 0);
	(void)close(end[1]);
}

static void
more_descriptors_than_a_letter_has_are_closed(void **state)
{
	struct parcel p = { .len = 0 };
	int end[2], before, after;
	char in[16];
	size_t n;

	(void)state;
	for (n = LETTER_FDS + 1; n <= 8; n++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, end), 0);
		before = dup(end[0]);
		(void)close(before);
		post(end[0], "x", n);
		assert_int_equal(parcel_receive(&p, end[1], in, sizeof(in)),
		    -1);
		assert_int_equal(errno, EBADMSG);
		parcel_drop(&p);
		after = dup(end[0]); /* the lowest that is free */
		assert_int_equal(after, before);
		(void)close(after);
		(void)close(end[0]);
		(void)close(end[1]);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_are_kept_in_their_order),
		cmocka_unit_test(more_descriptors_than_a_letter_has_are_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
