/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/client.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "base/dial.h"
#include "base/err.h"
#include "base/fdio.h"

int
ban_connect(const char *path, struct err *e)
{
	int fd;

	return dial(&fd, path, SOCK_SEQPACKET, CLIENT_WAIT_MS / 1000, e) ==
	    DIAL_CONNECTED ? fd : -1;
}

int
ban_send(int fd, const struct ban_record *r, struct err *e)
{
	unsigned char out[BAN_RECORD];
	ssize_t n;

	ban_pack(out, r);
	do
		n = send(fd, out, sizeof(out), MSG_NOSIGNAL);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return err_temp(e, errno, "ask the helper (does its option -U "
		    "name us?)");
	return 0;
}

int
ban_receive(int fd, struct ban_record *r, struct err *e)
{
	unsigned char in[BAN_RECORD + 1];
	ssize_t n = fd_read_within(fd, in, sizeof(in), CLIENT_WAIT_MS);

	if (n == -1 && errno == ETIMEDOUT)
		return dial_silent(e, fd, "the helper", CLIENT_WAIT_MS / 1000);
	if (n == -1 && errno != ECONNRESET)
		return err_temp(e, errno, "wait for the helper");
	if (n <= 0)
		return err_temp(e, 0, "the helper has left us: it ended, or "
		    "its option -U does not name us");
	if (ban_unpack(r, in, (size_t)n) != BAN_WHOLE)
		return err_temp(e, 0, "the helper answers in another version");
	return 0;
}

int
ban_ask(int fd, struct ban_record *r, struct err *e)
{
	const uint32_t number = r->number;
	struct ban_record got;

	if (ban_send(fd, r, e) == -1)
		return -1;
	do {
		if (ban_receive(fd, &got, e) == -1)
			return -1;
	} while (got.number != number);
	*r = got;
	return 0;
}
