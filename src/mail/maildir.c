/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"

static const char *const folder[] = { "new", "cur" };

#define FOLDERS (sizeof(folder) / sizeof(folder[0]))

/* Open the next of the two folders. */
static int
folder_open(struct maildir *m, struct err *e)
{
	const char *name = folder[m->next++];
	char path[4096];

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", m->path, name) >=
	    sizeof(path))
		return err_perm(e, ENAMETOOLONG, "open %.64s...", m->path);
	m->dir = opendir(path);
	if (m->dir != NULL)
		return 0;
	if (errno == ENOENT || errno == ENOTDIR)
		return err_perm(e, errno, "%s is no Maildir: open %s",
		    m->path, path);
	return err_temp(e, errno, "open %s", path);
}

/* Open a file.  -1 with errno 0 if it is none, or is gone: a mail reader may
 * have given it another name. */
static int
file_open(int at, const char *name)
{
	int fd = fd_aside(openat(at, name, O_RDONLY | O_NONBLOCK | O_NOCTTY |
	    O_CLOEXEC));
	struct stat st;

	if (fd == -1) {
		if (errno == ENOENT)
			errno = 0;
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	fd_close(fd);
	errno = 0;
	return -1;
}

/* The next file of the open folder.  False if there is none, or with errno it
 * can't be read. */
static bool
file_next(int *fd, struct maildir *m)
{
	const struct dirent *entry;

	while (errno = 0, (entry = readdir(m->dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		m->name = entry->d_name;
		*fd = file_open(dirfd(m->dir), m->name);
		if (*fd != -1 || errno != 0)
			return *fd != -1;
	}
	m->name = "";
	return false;
}

enum maildir_answer
maildir_next(int *fd, struct maildir *m, struct err *e)
{
	bool failed;

	while (m->dir != NULL || m->next < FOLDERS) {
		if (m->dir == NULL && folder_open(m, e) == -1)
			return MAILDIR_FAILED;
		if (file_next(fd, m))
			return MAILDIR_MAIL;
		if (errno != 0)
			(void)err_temp(e, errno, "read %s/%s/%s", m->path,
			    folder[m->next - 1], m->name);
		failed = errno != 0;
		if (*m->name == '\0')
			maildir_free(m);
		if (failed)
			return MAILDIR_FAILED;
	}
	return MAILDIR_END;
}

void
maildir_free(struct maildir *m)
{
	if (m->dir != NULL)
		(void)closedir(m->dir);
	m->dir = NULL;
}
