/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/bind.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "rule/listen.h"

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
socket_new(int family, int type)
{
	return socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* Open the folder of the socket, check it, and have it for us alone, as far as
 * programs ask: so that between asking who is at a socket and making it anew
 * nobody else does. */
static int
folder_take(struct making *m)
{
	char folder[LISTEN_PATH_SIZE];
	const char *slash = strrchr(m->path, '/');
	struct stat st;

	(void)snprintf(folder, sizeof(folder), "%.*s",
	    slash > m->path ? (int)(slash - m->path) : 1, m->path);
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
	if ((fd = socket_new(AF_UNIX, m->type)) == -1)
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
 * does not listen yet. */
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
	    chmod(m->path, mode) == 0 && listen(m->fd, BACKLOG) == 0)
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

	if (strlen(path) >= sizeof(m.name.sun_path) ||
	    strlen(path) >= LISTEN_PATH_SIZE) {
		(void)err_perm(e, 0, "the path of a socket is too long: %s",
		    path);
		return BIND_FAILED;
	}
	memcpy(m.name.sun_path, path, strlen(path) + 1);
	if ((m.fd = socket_new(AF_UNIX, type)) == -1)
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

static enum bind_answer
bind_tcp(int *out, const struct endpoint *at, struct err *e)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		.sin6_port = htons((in_port_t)at->port) };
	struct sockaddr_in four = { .sin_family = AF_INET,
		.sin_port = htons((in_port_t)at->port) };
	const bool is_four = at->ip.bits == 32;
	const struct sockaddr *name = is_four ? (struct sockaddr *)&four :
	    (struct sockaddr *)&six;
	socklen_t len = is_four ? sizeof(four) : sizeof(six);
	char ip[IP_TEXT_SIZE];
	const int on = 1;
	int fd;

	memcpy(&four.sin_addr, at->ip.octet, sizeof(four.sin_addr));
	memcpy(&six.sin6_addr, at->ip.octet, sizeof(six.sin6_addr));
	ip_format(&at->ip, ip);
	if ((fd = socket_new(name->sa_family, SOCK_STREAM)) == -1) {
		(void)err_temp(e, errno, "make a socket");
		return BIND_FAILED;
	}
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    (is_four || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
	    sizeof(on)) == 0) &&
	    bind(fd, name, len) == 0 && listen(fd, BACKLOG) == 0) {
		*out = fd;
		return BIND_OK;
	}
	(void)err_perm(e, errno, "listen on %s port %u", ip, at->port);
	(void)close(fd);
	return BIND_FAILED;
}

enum bind_answer
bind_listen(int *out, const struct listen *at, const struct bind_owner *owner,
    struct err *e)
{
	if (at->path[0] != '\0')
		return bind_path(out, at->path, SOCK_STREAM, owner, e);
	return bind_tcp(out, &at->at, e);
}
