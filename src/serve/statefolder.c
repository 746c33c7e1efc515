/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/statefolder.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/user.h"

/* Whether somebody serves the socket at path; one who does not answer now
 * does, too. */
static bool
is_served(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	bool served = false;
	int fd;

	if (strlen(path) >= sizeof(name.sun_path))
		return false;
	memcpy(name.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd != -1) {
		served = connect(fd, (struct sockaddr *)&name,
		    sizeof(name)) == 0 || errno == EAGAIN;
		(void)close(fd);
	}
	return served;
}

static int
make(const char *dir, const struct user *user, struct err *e)
{
	if (mkdir(dir, 0700) == -1)
		return err_perm(e, errno, "state_dir: make the folder %s",
		    dir);
	if (user->change && chown(dir, user->uid, user->gid) == -1)
		return err_perm(e, errno, "state_dir: give %s to its user",
		    dir);
	return 0;
}

static int
look(const char *dir, const struct user *user, struct err *e)
{
	struct stat st;

	if (stat(dir, &st) == -1)
		return errno == ENOENT ? make(dir, user, e) :
		    err_perm(e, errno, "state_dir: look at %s", dir);
	if (!S_ISDIR(st.st_mode))
		return err_perm(e, 0, "state_dir: %s is no folder", dir);
	if (st.st_uid != user->uid)
		return err_perm(e, 0, "state_dir: %s is not the user's: chown "
		    "it to %ld", dir, (long)user->uid);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_perm(e, 0, "state_dir: others may write in %s: "
		    "chmod it to 700", dir);
	return 0;
}

int
statefolder_open(struct statefolder *f, const char *dir,
    const struct user *user, struct err *e)
{
	f->dir = dir;
	(void)snprintf(f->control, sizeof(f->control), "%s/control", dir);
	(void)snprintf(f->statistics, sizeof(f->statistics), "%s/statistics",
	    dir);
	(void)snprintf(f->cache, sizeof(f->cache), "%s/cache", dir);
	if (is_served(f->control))
		return err_perm(e, 0, "state_dir: %s is in use by another "
		    "daemon: end that, or give this one a folder of its own",
		    dir);
	return look(dir, user, e);
}
