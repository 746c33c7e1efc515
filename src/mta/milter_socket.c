/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/milter_socket.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/dial.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/ip.h"
#include "base/num.h"

#define WRITE "write unix:PATH, inet:PORT@HOST or inet6:PORT@HOST"

/* What stands behind a prefix, in any case; NULL: another begins it. */
static const char *
behind(const char *text, const char *prefix)
{
	const size_t len = strlen(prefix);

	return strncasecmp(text, prefix, len) == 0 ? text + len : NULL;
}

static int
path_parse(struct milter_socket *s, const char *text, const char *path,
    struct err *e)
{
	if (*path == '\0')
		return err_perm(e, 0, "%s: " WRITE, text);
	if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return err_perm(e, 0, "the path of a socket is too long: %s",
		    path);
	s->family = AF_UNIX;
	(void)snprintf(s->word, sizeof(s->word), "unix:%s", path);
	(void)snprintf(s->at, sizeof(s->at), "%s", path);
	return 0;
}

/* Tell who names no host, or one before the port, what was meant. */
static int
hostless(const char *text, const char *place, struct err *e)
{
	const char *colon = strrchr(place, ':');
	const int kind = (int)(place - text);
	unsigned port;

	if (colon != NULL && colon > place &&
	    num_unsigned(&port, colon + 1, 65535, e) == 0)
		return err_perm(e, 0, "%s: the port comes first here, write "
		    "%.*s%s@%.*s", text, kind, text, colon + 1,
		    (int)(colon - place), place);
	if (num_unsigned(&port, place, 65535, e) == 0 && port > 0)
		return err_perm(e, 0, "%s: write the host, too, as in "
		    "%s@localhost; 0.0.0.0 and inet6's :: are all addresses",
		    text, text);
	return err_perm(e, 0, "%s: " WRITE, text);
}

/* Take the brackets off a host. */
static bool
bare(char *host)
{
	const size_t len = strlen(host);

	if (*host != '[')
		return len > 0;
	if (len < 3 || host[len - 1] != ']')
		return false;
	memmove(host, host + 1, len - 2);
	host[len - 2] = '\0';
	return true;
}

/* A host is an address of its family, or a name: no number, and no address
 * with something behind it. */
static int
host_check(const struct milter_socket *s, const char *text, struct err *e)
{
	const unsigned bits = s->family == AF_INET ? 32 : 128;
	struct ip ip;

	if (strpbrk(s->at, "%@ ") == NULL && ip_parse(&ip, s->at, e) == 0) {
		if (ip.bits == bits)
			return 0;
		return err_perm(e, 0, "%s: that is an address of IPv%s, write "
		    "%s:PORT@HOST", text, bits == 32 ? "6" : "4",
		    bits == 32 ? "inet6" : "inet");
	}
	if (strpbrk(s->at, "%@:/[] ") != NULL ||
	    strspn(s->at, "0123456789.") == strlen(s->at))
		return err_perm(e, 0, "%s: the host is neither address nor "
		    "name, " WRITE, text);
	return 0;
}

/* Read PORT@HOST, place, within text. */
static int
port_parse(struct milter_socket *s, const char *text, const char *place,
    struct err *e)
{
	const char *at = strchr(place, '@');
	char digits[8];

	if (at == NULL)
		return hostless(text, place, e);
	if (strlen(text) >= sizeof(s->word))
		return err_perm(e, 0, "%s: that is too long", text);
	(void)snprintf(digits, sizeof(digits), "%.*s", (int)(at - place),
	    place);
	(void)snprintf(s->word, sizeof(s->word), "%s", text);
	(void)snprintf(s->at, sizeof(s->at), "%s", at + 1);
	if ((size_t)(at - place) >= sizeof(digits) ||
	    num_unsigned(&s->port, digits, 65535, e) == -1 || s->port == 0)
		return err_perm(e, 0, "%s: a port is a number from 1 to "
		    "65535", text);
	if (!bare(s->at))
		return err_perm(e, 0, "%s: " WRITE, text);
	return host_check(s, text, e);
}

int
milter_socket_parse(struct milter_socket *s, const char *text, struct err *e)
{
	const char *place;

	memset(s, 0, sizeof(*s));
	if (*text == '/')
		return path_parse(s, text, text, e);
	if ((place = behind(text, "unix:")) != NULL ||
	    (place = behind(text, "local:")) != NULL)
		return path_parse(s, text, place, e);
	s->family = AF_INET;
	if ((place = behind(text, "inet:")) != NULL)
		return port_parse(s, text, place, e);
	s->family = AF_INET6;
	if ((place = behind(text, "inet6:")) != NULL)
		return port_parse(s, text, place, e);
	return err_perm(e, 0, "%s: " WRITE, text);
}

int
milter_socket_free(const struct milter_socket *s, struct err *e)
{
	int fd;

	if (s->family != AF_UNIX)
		return 0;
	switch (dial(&fd, s->at, SOCK_STREAM, 1, e)) {
	case DIAL_NOBODY:
		return 0;
	case DIAL_CONNECTED:
		fd_close(fd);
		return err_perm(e, 0, "somebody listens on %s already", s->at);
	case DIAL_FAILED:
		break;
	}
	return -1;
}

/* Listen for a moment; 0 or an errno. */
static int
listen_once(const struct sockaddr *at, socklen_t len)
{
	const int on = 1;
	int fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), why = 0;

	if (fd == -1)
		return errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, at, len) == -1 || listen(fd, 1) == -1)
		why = errno;
	fd_close(fd);
	return why;
}

static int
why_path(const struct milter_socket *s, struct err *e)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct stat st;
	int why;

	if (lstat(s->at, &st) == 0) {
		if (!S_ISSOCK(st.st_mode))
			return err_temp(e, 0, "listen at %s: it is there and "
			    "no socket: take it away, or listen elsewhere",
			    s->at);
		if (unlink(s->at) == -1)
			return err_temp(e, errno, "take away the old socket "
			    "%s", s->at);
	}
	memcpy(at.sun_path, s->at, strlen(s->at) + 1);
	why = listen_once((struct sockaddr *)&at, sizeof(at));
	if (why == 0)
		(void)unlink(s->at);
	return err_temp(e, why, "listen at %s", s->at);
}

static int
why_port(const struct milter_socket *s, struct err *e)
{
	const struct addrinfo hints = { .ai_family = s->family,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	char port[8];
	int rc;

	(void)snprintf(port, sizeof(port), "%u", s->port);
	if ((rc = getaddrinfo(s->at, port, &hints, &found)) != 0)
		return err_temp(e, 0, "find the address of %s: %s", s->at,
		    gai_strerror(rc));
	rc = listen_once(found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return err_temp(e, rc, "listen at %s", s->word);
}

int
milter_socket_why(const struct milter_socket *s, struct err *e)
{
	return s->family == AF_UNIX ? why_path(s, e) : why_port(s, e);
}
