/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/knock.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/fdio.h"

int
knock(const char *path, int type)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t len = strlen(path);
	int fd;

	if (len >= sizeof(to.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(to.sun_path, path, len + 1);
	fd = fd_aside(socket(AF_UNIX, type, 0));
	if (fd == -1)
		return -1;
	if (fd_do_not_wait(fd) == 0 &&
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	fd_close(fd);
	return -1;
}
