/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/handed.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/err.h"

/* Longest value of PROTO that is believed. */
#define PROTO_MAX 8

_Static_assert(PROTO_MAX + sizeof("REMOTEHOST") <=
    sizeof(((struct handed *)0)->variable), "a variable's name fits");

/* The word that the names of the client's variables begin with. */
static const char *
proto_word(void)
{
	const char *proto = getenv("PROTO");
	size_t len;

	if (proto == NULL || getenv("TCPREMOTEIP") != NULL)
		return "TCP";
	len = strspn(proto, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	if (len == 0 || len > PROTO_MAX || proto[len] != '\0' ||
	    strcmp(proto, "TCP6") == 0)
		return "TCP";
	return proto;
}

/* Write proto and what, such as SSL and REMOTEIP; returns its value. */
static const char *
value_of(char name[24], const char *proto, const char *what)
{
	size_t len = strlen(proto);

	memcpy(name, proto, len);
	memcpy(name + len, what, strlen(what) + 1);
	return getenv(name);
}

void
handed_find(struct handed *h, bool ask_peer)
{
	const char *proto = proto_word();
	struct err e;
	char name[24];

	h->ip = value_of(h->variable, proto, "REMOTEIP");
	h->by_peer = h->ip == NULL && ask_peer &&
	    peer_find(&h->peer, STDIN_FILENO, &e) == 0;
	h->host = h->by_peer ? NULL : value_of(name, proto, "REMOTEHOST");
	h->claim = h->by_peer ? NULL : value_of(name, proto, "PARANOID");
	h->local_host = value_of(name, proto, "LOCALHOST");
	h->local_port = value_of(name, proto, "LOCALPORT");
	if (h->by_peer) {
		h->ip = h->peer.remote.ip;
		h->local_port = h->peer.local.port;
	}
}

/* A variable of the kind that other servers set, or NULL. */
static const char *
other_variable(void)
{
	static const char *const name[] = { "REMOTE_ADDR", "REMOTE_HOST",
		"TCPREMOTEADDR", "SOCAT_PEERADDR", "NCAT_REMOTE_ADDR" };
	size_t i;

	for (i = 0; i < sizeof(name) / sizeof(name[0]); i++)
		if (getenv(name[i]) != NULL)
			return name[i];
	return NULL;
}

void
handed_explain(const struct handed *h, bool ask_peer, struct err *e)
{
	const char *other = other_variable();
	struct peer peer;
	struct err why;

	if (h->ip != NULL)
		(void)err_perm(e, 0, "%s is \"%.40s\", no IP address: the "
		    "server before the filter has to set one, such as "
		    "192.0.2.1 or 2001:db8::1", h->variable, h->ip);
	else if (peer_find(&peer, STDIN_FILENO, &why) == 0)
		(void)err_perm(e, 0, "%s is not set: give the filter the "
		    "option -s, and it takes the address of the connection",
		    h->variable);
	else
		(void)err_perm(e, 0, "%s is not set%s%s: the program before "
		    "the filter has to set it%s%s", h->variable,
		    ask_peer ? ", and " : "", ask_peer ? why.msg : "",
		    other != NULL ? ", to the address in " : "",
		    other != NULL ? other : "");
}

int
handed_pass_on(const struct handed *h, struct environment *env)
{
	int rc;

	if (!h->by_peer)
		return 0;
	rc = environment_set(env, "PROTO", "TCP");
	rc |= environment_set(env, "TCPREMOTEIP", h->peer.remote.ip);
	rc |= environment_set(env, "TCPREMOTEPORT", h->peer.remote.port);
	rc |= environment_set(env, "TCPLOCALIP", h->peer.local.ip);
	rc |= environment_set(env, "TCPLOCALPORT", h->peer.local.port);
	rc |= environment_unset(env, "TCPREMOTEHOST");
	rc |= environment_unset(env, "TCPPARANOID");
	return rc | environment_unset(env, "TCPREMOTEINFO");
}
