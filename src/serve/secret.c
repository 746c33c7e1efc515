/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/secret.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/lines.h"

static int
look(int fd, const char *path, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return err_temp(e, errno, "look at %s", path);
	if (!S_ISREG(st.st_mode))
		return err_perm(e, 0, "%s: no file", path);
	if ((st.st_mode & (S_IRWXO | S_IWGRP)) != 0)
		return err_perm(e, 0, "%s: others can use the password, or "
		    "change it: chmod it to 600", path);
	return 0;
}

int
secret_read(char out[SECRET_SIZE], const char *path, struct err *e)
{
	int fd = fd_open_read(path), rc;
	ssize_t n = 0;
	size_t mark;

	if (fd == -1)
		return err_perm(e, errno, "open %s", path);
	rc = look(fd, path, e);
	if (rc == 0 && (n = read(fd, out, SECRET_SIZE)) == -1)
		rc = err_temp(e, errno, "read %s", path);
	fd_close(fd);
	if (rc == -1)
		return -1;
	if (n == SECRET_SIZE)
		return err_perm(e, 0, "%s: a password of more than %d octets",
		    path, SECRET_SIZE - 2);
	out[n] = '\0';
	mark = lines_mark(out);
	memmove(out, out + mark, (size_t)n + 1 - mark);
	out[strcspn(out, "\r\n")] = '\0';
	return out[0] != '\0' ? 0 : err_perm(e, 0, "%s: the first line is "
	    "empty, where the password should be", path);
}
