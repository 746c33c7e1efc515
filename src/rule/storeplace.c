/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/storeplace.h"

#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "base/num.h"

#define PORT_SIZE sizeof("65535")

static int
wrong(struct err *e, const char *text)
{
	return err_perm(e, 0, "\"%.120s\" is no place of a store: write "
	    "redis://HOST:PORT/DB or sentinel://HOST:PORT/NAME/DB", text);
}

static const struct scheme {
	const char *text;
	bool tls, sentinel;
} schemes[] = {
	{ "redis://", false, false },
	{ "rediss://", true, false },
	{ "sentinel://", false, true },
};

static const struct scheme *
scheme_of(const char *text)
{
	size_t i;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncmp(text, schemes[i].text,
		    strlen(schemes[i].text)) == 0)
			return &schemes[i];
	return NULL;
}

/* Copy len bytes that are a name of letters, digits, '-', '_', '.', and ':' in
 * an address.  False if they are none, or too many. */
static bool
take_name(char *out, size_t size, const char *text, size_t len)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";

	if (len == 0 || len >= size)
		return false;
	memcpy(out, text, len);
	out[len] = '\0';
	return strspn(out, good) == len;
}

/* Read HOST[:PORT] of len bytes. */
static bool
take_host(struct storeplace *p, const char *text, size_t len)
{
	struct storeplace_host *h = &p->host[p->hosts];
	const char *colon, *end = text + len;
	char port[PORT_SIZE] = "";
	size_t name = len;
	struct err e;

	if (p->hosts == STOREPLACE_HOSTS)
		return false;
	h->port = p->sentinel ? STOREPLACE_SENTINEL : STOREPLACE_PORT;
	colon = memchr(text, ':', len);
	if (len > 0 && *text == '[') {
		if ((colon = memchr(text, ']', len)) == NULL)
			return false;
		name = (size_t)(colon - ++text);
		colon = colon + 1 == end ? NULL : colon + 1;
	} else if (colon != NULL) {
		name = (size_t)(colon - text);
		if (memchr(colon + 1, ':', (size_t)(end - colon) - 1) != NULL)
			return false;
	}
	if (colon != NULL && (*colon != ':' || !take_name(port, sizeof(port),
	    colon + 1, (size_t)(end - colon) - 1) ||
	    num_unsigned(&h->port, port, 65535, &e) == -1 || h->port == 0))
		return false;
	p->hosts++;
	return take_name(h->name, sizeof(h->name), text, name);
}

/* Sentinels are called by address: nobody waits for their names. */
static int
check_hosts(const struct storeplace *p, struct err *e)
{
	struct ip ip;
	size_t i;

	for (i = 0; p->sentinel && i < p->hosts; i++)
		if (ip_parse(&ip, p->host[i].name, e) == -1)
			return err_perm(e, 0, "sentinel \"%.64s\": write its "
			    "address", p->host[i].name);
	return 0;
}

/* Read what stands behind the hosts: [/NAME][/DB]. */
static bool
take_path(struct storeplace *p, const char *path)
{
	size_t len;
	struct err e;

	if (p->sentinel) {
		if (*path++ != '/')
			return false;
		len = strcspn(path, "/");
		if (!take_name(p->name, sizeof(p->name), path, len))
			return false;
		path += len;
	}
	return *path == '\0' || strcmp(path, "/") == 0 ||
	    num_unsigned(&p->db, path + 1, STOREPLACE_DB_MAX, &e) == 0;
}

int
storeplace_parse(struct storeplace *out, const char *text, struct err *e)
{
	const struct scheme *scheme = scheme_of(text);
	struct storeplace p = { .db = 0 };
	const char *at, *user;
	size_t len;

	if (scheme == NULL)
		return wrong(e, text);
	p.tls = scheme->tls;
	p.sentinel = scheme->sentinel;
	at = text + strlen(scheme->text);
	if ((user = memchr(at, '@', strcspn(at, "/"))) != NULL) {
		if (memchr(at, ':', (size_t)(user - at)) != NULL)
			return err_perm(e, 0, "a password has no place here: "
			    "write it into the file of store_secret");
		if (!take_name(p.user, sizeof(p.user), at,
		    (size_t)(user - at)))
			return wrong(e, text);
		at = user + 1;
	}
	for (;; at++) {
		len = strcspn(at, ",/");
		if (!take_host(&p, at, len))
			return wrong(e, text);
		at += len;
		if (*at != ',')
			break;
	}
	if (!take_path(&p, at))
		return wrong(e, text);
	if (check_hosts(&p, e) == -1)
		return -1;
	*out = p;
	return 0;
}
