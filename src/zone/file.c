/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fdio.h"

#define FILE_MAX ((size_t)1 << 30)

int
file_read_from(struct buf *out, int fd, const char *name, struct err *e)
{
	char bytes[65536];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return err_temp(e, errno, "read %s", name);
		buf_add(out, bytes, (size_t)n);
		if (out->failed)
			return err_memory(e);
		if (out->len > FILE_MAX)
			return err_perm(e, 0, "%s is too large: more than a "
			    "gigabyte", name);
	}
	return 0;
}

int
file_read(struct buf *out, const char *path, struct err *e)
{
	struct stat st;
	int fd, rc;

	if (stat(path, &st) == -1)
		return errno == ENOENT ? 0 : err_temp(e, errno, "open %s",
		    path);
	if (!S_ISREG(st.st_mode))
		return err_perm(e, 0, "%s is there, and is no file", path);
	if ((fd = fd_open_read(path)) == -1)
		return err_temp(e, errno, "open %s", path);
	rc = file_read_from(out, fd, path, e);
	fd_close(fd);
	return rc;
}
