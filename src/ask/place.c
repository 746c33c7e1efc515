/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ask/place.h"

#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "base/endpoint.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/num.h"

static int
path_set(struct place *p, const char *text, size_t len, struct err *e)
{
	if (len >= sizeof(p->path))
		return err_perm(e, 0, "\"%.120s\" is longer than the %d bytes "
		    "that the path of a socket may have", text,
		    (int)sizeof(p->path) - 1);
	memcpy(p->path, text, len + 1);
	return 0;
}

/* Read NAME[:PORT] of len bytes, which is no address. */
static int
name_set(struct place *p, const char *text, size_t len, struct err *e)
{
	const char *colon = strchr(text, ':');
	size_t name = colon != NULL ? (size_t)(colon - text) : len;
	struct err no;

	if (name == 0 || name >= sizeof(p->host) ||
	    strspn(text, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") < name ||
	    (colon != NULL &&
	    (num_unsigned(&p->port, colon + 1, 65535, &no) == -1 ||
	    p->port == 0)))
		return err_perm(e, 0, "\"%.120s\" is no server: write "
		    "HOST, HOST:PORT, [IPV6]:PORT or the path of a socket",
		    text);
	memcpy(p->host, text, name);
	p->host[name] = '\0';
	return 0;
}

int
place_parse(struct place *out, const char *text, unsigned usual,
    struct err *e)
{
	struct place p = { .port = usual };
	size_t len = strlen(text);
	struct endpoint at;

	if (strchr(text, '/') != NULL) {
		if (path_set(&p, text, len, e) == -1)
			return -1;
	} else if (endpoint_parse(&at, text, len, usual)) {
		ip_format(&at.ip, p.host);
		p.port = at.port;
	} else if (name_set(&p, text, len, e) == -1) {
		return -1;
	}
	*out = p;
	return 0;
}

static void
path_find(struct place_addresses *out, const char *path)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };

	_Static_assert(sizeof(un.sun_path) >= PLACE_PATH_SIZE,
	    "a path has room");
	memcpy(un.sun_path, path, strlen(path) + 1);
	memcpy(&out->address[0].at, &un, sizeof(un));
	out->address[0].len = sizeof(un);
	out->count = 1;
}

int
place_find(struct place_addresses *out, const struct place *p, struct err *e)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *ai;
	char port[21];
	int rc;

	out->count = 0;
	if (p->path[0] != '\0') {
		path_find(out, p->path);
		return 0;
	}
	(void)num_format(p->port, port);
	if ((rc = getaddrinfo(p->host, port, &hints, &list)) != 0)
		return err_temp(e, 0, "find its address: %s",
		    gai_strerror(rc));
	for (ai = list; ai != NULL && out->count < PLACE_ADDRESSES_MAX;
	    ai = ai->ai_next) {
		if (ai->ai_addrlen > sizeof(out->address[0].at))
			continue;
		memcpy(&out->address[out->count].at, ai->ai_addr,
		    ai->ai_addrlen);
		out->address[out->count++].len = ai->ai_addrlen;
	}
	freeaddrinfo(list);
	if (out->count == 0)
		return err_temp(e, 0, "it has no address");
	return 0;
}
