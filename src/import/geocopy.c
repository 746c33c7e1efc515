/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memfd_create(2) */
#endif
#include "import/geocopy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"

#define PIECE 65536

#ifdef __linux__
#define DESCRIPTORS "/proc/self/fd"
#else
#define DESCRIPTORS "/dev/fd" /* fdescfs(5) */
#endif

/* Whether it may go better later. */
static bool
is_short(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM ||
	    error == EAGAIN || error == EINTR || error == EIO;
}

static int
failed(struct err *e, const char *verb, const char *path)
{
	return is_short(errno) ? err_temp(e, errno, "%s %s", verb, path) :
	    err_perm(e, errno, "%s %s", verb, path);
}

/* Open the file, and nothing that would have us wait. */
static int
open_file(int *fd, const char *path, struct err *e)
{
	struct stat st;

	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (*fd == -1)
		return failed(e, "open", path);
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		return 0;
	fd_close(*fd);
	return err_perm(e, 0, "%s is empty, or no file", path);
}

static int
copy(int to, int from, const char *path, struct err *e)
{
	char piece[PIECE];
	ssize_t n;

	while ((n = read(from, piece, sizeof(piece))) > 0)
		if (fd_write_within(to, piece, (size_t)n, 0) == -1)
			return err_temp(e, errno, "copy %s to memory", path);
	return n == 0 ? 0 : failed(e, "read", path);
}

int
geocopy_open(struct geocopy *c, const char *path, struct err *e)
{
	int from, rc = -1;

	c->fd = -1;
	if (open_file(&from, path, e) == -1)
		return -1;
	if ((c->fd = memfd_create("geo", MFD_CLOEXEC)) == -1)
		(void)err_temp(e, errno, "have memory for %s", path);
	else if ((rc = copy(c->fd, from, path, e)) == -1)
		geocopy_close(c);
	fd_close(from);
	(void)snprintf(c->path, sizeof(c->path), DESCRIPTORS "/%d", c->fd);
	return rc;
}

void
geocopy_close(struct geocopy *c)
{
	fd_close(c->fd);
	c->fd = -1;
}
