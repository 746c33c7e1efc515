/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"

#define QUESTION "dump\n"

int
daemon_dump(const char *path, struct err *e)
{
	static const struct timeval wait = { DAEMON_WAIT_S, 0 };
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(name.sun_path))
		return err_perm(e, 0, "%.64s...: the path of the socket is too "
		    "long", path);
	memcpy(name.sun_path, path, strlen(path) + 1);
	if ((fd = socket(AF_UNIX, SOCK_STREAM, 0)) == -1)
		return err_temp(e, errno, "make a socket");
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) ==
	    -1 || connect(fd, (struct sockaddr *)&name, sizeof(name)) == -1 ||
	    send(fd, QUESTION, strlen(QUESTION), MSG_NOSIGNAL) !=
	    (ssize_t)strlen(QUESTION)) {
		(void)err_temp(e, errno, "ask the daemon at %s", path);
		(void)close(fd);
		return -1;
	}
	return fd;
}
