/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/link.h"

/* Lock the whole file, or find that somebody else did. */
static int
lock(int fd)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_SETLK, &l);
}

/* True if fd is still the file at path: until the lock was ours, its owner
 * may have renamed it. */
static bool
is_at(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && lstat(path, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Open and lock the file to write; -1 with *e. */
static int
open_tmp(const char *tmp, struct err *e)
{
	int fd = open(tmp, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
	    O_NONBLOCK, 0644);

	if (fd == -1)
		return err_temp(e, errno, "create %s", tmp);
	if (lock(fd) == -1 && errno != EACCES && errno != EAGAIN) {
		(void)err_temp(e, errno, "lock %s", tmp);
		(void)close(fd);
		return -1;
	}
	if (lock(fd) == -1 || !is_at(fd, tmp)) {
		(void)close(fd);
		return err_temp(e, 0, "%s is being written by another "
		    "process: wait for it, then try again", tmp);
	}
	return fd;
}

static int
write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n) {
		n = write(fd, data, len);
		if (n == -1 && errno == EINTR)
			n = 0;
		if (n == -1)
			return -1;
	}
	return 0;
}

static int
sync_folder(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char dir[LINK_PATH_SIZE] = ".";
	int fd, rc;

	if (slash != NULL)
		(void)snprintf(dir, sizeof(dir), "%.*s",
		    (int)(slash - path) + 1, path);
	if ((fd = open(dir, O_RDONLY | O_CLOEXEC)) == -1)
		return err_temp(e, errno, "%s is new, but open %s", path, dir);
	rc = fsync(fd);
	if (rc == -1)
		(void)err_temp(e, errno, "%s is new, but fsync %s", path, dir);
	(void)close(fd);
	return rc;
}

/* The place behind all links at path, where a file is or nothing. */
static int
follow(char place[LINK_PATH_SIZE], const char *path, struct err *e)
{
	size_t len = strlen(path);
	enum link_answer answer;
	unsigned steps = 0;
	struct stat st;

	if (len >= LINK_PATH_SIZE)
		return err_perm(e, 0, "%.64s...: path too long", path);
	memcpy(place, path, len + 1);
	do
		answer = link_step(place, &steps, e);
	while (answer == LINK_STEP);
	if (answer != LINK_NONE)
		return -1;
	if (lstat(place, &st) == 0 && !S_ISREG(st.st_mode))
		return err_perm(e, 0, "%s is there, and is no file", place);
	return 0;
}

int
replace_file(const char *path, const void *data, size_t len, struct err *e)
{
	char place[LINK_PATH_SIZE], tmp[LINK_PATH_SIZE];
	int fd;

	if (follow(place, path, e) == -1)
		return -1;
	if ((size_t)snprintf(tmp, sizeof(tmp), "%s.tmp", place) >= sizeof(tmp))
		return err_perm(e, 0, "%.64s...: path too long", place);
	if ((fd = open_tmp(tmp, e)) == -1)
		return -1;
	if (ftruncate(fd, 0) == -1 || write_all(fd, data, len) == -1 ||
	    fchmod(fd, 0644) == -1 || fsync(fd) == -1) {
		(void)err_temp(e, errno, "write %s", tmp);
		(void)unlink(tmp);
		(void)close(fd);
		return -1;
	}
	if (rename(tmp, place) == -1) {
		(void)err_temp(e, errno, "rename %s to %s", tmp, place);
		(void)unlink(tmp);
		(void)close(fd);
		return -1;
	}
	(void)close(fd); /* the lock goes only now */
	return sync_folder(place, e);
}

int
replace_check(const char *path, replace_claims *claims, const char *what,
    struct err *e)
{
	unsigned char head[REPLACE_HEAD];
	struct stat st;
	ssize_t n;
	int fd;

	if (stat(path, &st) == -1 || !S_ISREG(st.st_mode) || st.st_size == 0)
		return 0;
	if ((fd = fd_open_read(path)) == -1)
		return err_temp(e, errno, "open %s", path);
	n = read(fd, head, sizeof(head));
	if (n == -1)
		(void)err_temp(e, errno, "read %s", path);
	(void)close(fd);
	if (n == -1)
		return -1;
	return n == 0 || claims(head, (size_t)n) ? 0 : err_perm(e, 0,
	    "%s is there, and is no %s: name another file, or remove it", path,
	    what);
}
