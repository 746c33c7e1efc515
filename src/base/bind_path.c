/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/bind_path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"

/* Clients that may wait to be accepted; the kernel has a limit of its own. */
#define BACKLOG 4096

/* One socket on its way. */
struct making {
	int fd, folder;           /* -1: not open */
	struct sockaddr_un name;
	const char *path;
	int type;
	struct err *e;
};

static int
socket_new(int type)
{
	return socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* Open the folder of the socket, check it, and have it for us alone, as far as
 * programs ask: so that between asking who is at a socket and making it anew
 * nobody else does. */
static int
folder_take(struct making *m)
{
	char folder[sizeof(m->name.sun_path)];
	const char *slash = strrchr(m->path, '/');
	struct stat st;

	(void)snprintf(folder, sizeof(folder), "%.*s",
	    slash != NULL && slash > m->path ? (int)(slash - m->path) : 1,
	    slash != NULL ? m->path : ".");
	m->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (m->folder == -1 || fstat(m->folder, &st) == -1)
		return err_perm(m->e, errno, "open the folder %s of a socket",
		    folder);
	if ((st.st_mode & S_IWOTH) != 0)
		return err_perm(m->e, 0, "everybody may write in %s: sockets "
		    "there are not safe, take the permission away", folder);
	if (flock(m->folder, LOCK_EX | LOCK_NB) == -1)
		return err_temp(m->e, errno, "another program is making a "
		    "socket in %s", folder);
	return 0;
}

/* Take away what a program that has ended left. */
static int
stale_remove(struct making *m)
{
	struct stat st;
	int fd, rc, why;

	if (lstat(m->path, &st) == -1)
		return errno == ENOENT ? 0 :
		    err_temp(m->e, errno, "look at %s", m->path);
	if (!S_ISSOCK(st.st_mode))
		return err_perm(m->e, 0, "%s is there and no socket: take it "
		    "away, or listen elsewhere", m->path);
	if ((fd = socket_new(m->type)) == -1)
		return err_temp(m->e, errno, "make a socket");
	rc = connect(fd, (struct sockaddr *)&m->name, sizeof(m->name));
	why = rc == 0 ? 0 : errno;
	(void)close(fd);
	if (why != ECONNREFUSED)
		return err_perm(m->e, why == EAGAIN ? 0 : why, "somebody "
		    "listens on %s already", m->path);
	if (unlink(m->path) == -1)
		return err_perm(m->e, errno, "take away the old socket %s",
		    m->path);
	return 0;
}

/* Bind it and say whose it is.  Nobody can connect before all is done: it
 * does not listen yet, and nobody but us may write to it. */
static enum bind_answer
own(struct making *m, const struct bind_owner *owner)
{
	enum bind_answer answer = BIND_OK;
	mode_t mode = owner->group != (gid_t)-1 ? 0660 : 0600, was;
	int rc;

	was = umask(0177);
	rc = bind(m->fd, (struct sockaddr *)&m->name, sizeof(m->name));
	(void)umask(was);
	if (rc == -1) {
		(void)err_perm(m->e, errno, "make the socket %s", m->path);
		return BIND_FAILED;
	}
	if (mode == 0660 && chown(m->path, (uid_t)-1, owner->group) == -1) {
		answer = BIND_OWN;
		mode = 0600;
	}
	if ((owner->user == (uid_t)-1 ||
	    chown(m->path, owner->user, (gid_t)-1) == 0) &&
	    chmod(m->path, mode) == 0 &&
	    (m->type == SOCK_DGRAM || listen(m->fd, BACKLOG) == 0))
		return answer;
	(void)err_perm(m->e, errno, "give the socket %s to its user", m->path);
	(void)unlink(m->path);
	return BIND_FAILED;
}

enum bind_answer
bind_path(int *out, const char *path, int type,
    const struct bind_owner *owner, struct err *e)
{
	struct making m = { -1, -1, { .sun_family = AF_UNIX }, path, type, e };
	enum bind_answer answer = BIND_FAILED;

	if (strlen(path) >= sizeof(m.name.sun_path)) {
		(void)err_perm(e, 0, "the path of a socket is too long: %s",
		    path);
		return BIND_FAILED;
	}
	memcpy(m.name.sun_path, path, strlen(path) + 1);
	if ((m.fd = socket_new(type)) == -1)
		(void)err_temp(e, errno, "make a socket");
	else if (folder_take(&m) == 0 && stale_remove(&m) == 0)
		answer = own(&m, owner);
	if (answer == BIND_FAILED)
		fd_close(m.fd);
	else
		*out = m.fd;
	fd_close(m.folder);
	return answer;
}
