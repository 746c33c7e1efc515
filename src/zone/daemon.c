/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/daemon.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/dial.h"
#include "base/err.h"

#define QUESTION "dump\n"

int
daemon_dump(const char *path, struct err *e)
{
	int fd;

	if (dial(&fd, path, SOCK_STREAM, DAEMON_WAIT_S, e) != DIAL_CONNECTED)
		return -1;
	if (send(fd, QUESTION, strlen(QUESTION), MSG_NOSIGNAL) ==
	    (ssize_t)strlen(QUESTION))
		return fd;
	(void)err_temp(e, errno, "ask the daemon at %s", path);
	(void)close(fd);
	return -1;
}
