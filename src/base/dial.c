/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* struct ucred */
#endif
#include "base/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"

/* The process that listens at the other end; 0 if nobody knows. */
static long
process_of(int fd)
{
#if defined(SO_PEERCRED) && defined(__linux__)
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0)
		return (long)peer.pid;
#else
	(void)fd;
#endif
	return 0;
}

int
dial_silent(struct err *e, int fd, const char *path, unsigned wait_s)
{
	long pid = process_of(fd);

	if (pid > 0)
		return err_temp(e, 0, "%s: process %ld does not answer, for "
		    "%u s: is it stopped?", path, pid, wait_s);
	return err_temp(e, 0, "%s: whoever listens there does not answer, for "
	    "%u s: is he stopped?", path, wait_s);
}

/* A socket each of whose waits ends.  -1 with errno. */
static int
socket_make(int type, unsigned wait_s)
{
	const struct timeval wait = { (time_t)wait_s, 0 };
	int why, fd = socket(AF_UNIX, type, 0);

	if (fd == -1)
		return -1;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) ==
	    0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) ==
	    0)
		return fd;
	why = errno;
	(void)close(fd);
	errno = why;
	return -1;
}

/* Say who may: a group, or where it has none, or nobody may look into its
 * folder, its user alone. */
static int
forbidden(const char *path, int why, struct err *e)
{
	const struct group *group;
	struct stat st;

	if (stat(path, &st) == -1 || (st.st_mode & S_IWGRP) == 0)
		return err_perm(e, why, "connect to %s: only root and its user "
		    "may", path);
	group = getgrgid(st.st_gid);
	return err_perm(e, why, "connect to %s: only its user and its group "
	    "may, %s", path, group != NULL ? group->gr_name :
	    "without a name");
}

static enum dial_answer
refused(const char *path, int why, unsigned wait_s, struct err *e)
{
	switch (why) {
	case EAGAIN: /* its queue is full */
		(void)dial_silent(e, -1, path, wait_s);
		return DIAL_FAILED;
	case EACCES:
		(void)forbidden(path, why, e);
		return DIAL_FAILED;
	case EPERM:
	case ENOTDIR:
	case EPROTOTYPE:
		(void)err_perm(e, why, "connect to %s", path);
		return DIAL_FAILED;
	default:
		(void)err_temp(e, why, "connect to %s", path);
		return why == ENOENT || why == ECONNREFUSED ? DIAL_NOBODY :
		    DIAL_FAILED;
	}
}

enum dial_answer
dial(int *fd, const char *path, int type, unsigned wait_s, struct err *e)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int why;

	*fd = -1;
	if (strlen(path) >= sizeof(name.sun_path)) {
		(void)err_perm(e, 0, "%.64s...: the path of the socket is too "
		    "long", path);
		return DIAL_FAILED;
	}
	memcpy(name.sun_path, path, strlen(path) + 1);
	if ((*fd = socket_make(type, wait_s)) == -1) {
		(void)err_temp(e, errno, "make a socket");
		return DIAL_FAILED;
	}
	if (connect(*fd, (struct sockaddr *)&name, sizeof(name)) == 0)
		return DIAL_CONNECTED;
	why = errno;
	(void)close(*fd);
	*fd = -1;
	return refused(path, why, wait_s, e);
}
