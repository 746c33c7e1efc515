/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"

/* Does not happen by itself again. */
static int
err_folder(struct err *e, int sys, const char *verb, const char *path)
{
	switch (sys) {
	case ENOENT:
	case ENOTDIR:
	case EACCES:
	case EPERM:
	case EROFS:
		return err_perm(e, sys, "%s %s", verb, path);
	default:
		return err_temp(e, sys, "%s %s", verb, path);
	}
}

int
folder_path(char out[FOLDER_PATH_SIZE], const char *dir, const char *name,
    struct err *e)
{
	int n = snprintf(out, FOLDER_PATH_SIZE, "%s/%s", dir, name);

	if ((size_t)n >= FOLDER_PATH_SIZE)
		return err_perm(e, 0, "%.64s...: path too long", dir);
	return 0;
}

int
folder_lock(const char *dir, struct err *e)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[FOLDER_PATH_SIZE];
	int fd, sys;

	if (folder_path(path, dir, "lock", e) == -1)
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return err_folder(e, errno, "open", path);
	if (fcntl(fd, F_SETLK, &l) == 0)
		return fd;
	sys = errno;
	if (sys != EACCES && sys != EAGAIN)
		(void)err_temp(e, sys, "lock %s", path);
	else if (fcntl(fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK)
		(void)err_perm(e, 0, "%s is in use by another process, %ld",
		    dir, (long)l.l_pid);
	else
		(void)err_perm(e, 0, "%s is in use by another process", dir);
	(void)close(fd);
	return -1;
}

int
folder_aside(char out[FOLDER_PATH_SIZE], const char *path, const char *why,
    int64_t now_s, struct err *e)
{
	time_t when = (time_t)now_s;
	char stamp[32] = "", more[16] = "";
	struct stat st;
	struct tm tm;
	unsigned i;
	int n;

	if (gmtime_r(&when, &tm) != NULL)
		(void)strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	for (i = 2;; i++) {
		n = snprintf(out, FOLDER_PATH_SIZE, "%s.%s-%s%s", path, why,
		    stamp, more);
		if ((size_t)n >= FOLDER_PATH_SIZE)
			return err_temp(e, ENAMETOOLONG, "rename %s", path);
		if (lstat(out, &st) == -1)
			break;
		(void)snprintf(more, sizeof(more), "-%u", i);
	}
	if (rename(path, out) == -1)
		return err_temp(e, errno, "rename %s to %s", path, out);
	return 0;
}

int
folder_sync(const char *dir, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd == -1)
		return err_folder(e, errno, "open", dir);
	if ((rc = fsync(fd)) == -1)
		(void)err_temp(e, errno, "fsync %s", dir);
	(void)close(fd);
	return rc;
}
