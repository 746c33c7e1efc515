/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/listen.h"

#include <stddef.h>
#include <string.h>

#include "base/err.h"

/* What is shown of a text that does not read. */
#define SHOWN 120

static const char *const kinds[LISTEN_KINDS] = { "filter", "dynawall",
	"offences", "postfix", "metrics" };

/* The kind whose word is the first len bytes of text, or -1. */
static int
kind_find(const char *text, size_t len)
{
	int i;

	for (i = LISTEN_FILTER; i < LISTEN_KINDS; i++)
		if (strlen(kinds[i]) == len &&
		    memcmp(kinds[i], text, len) == 0)
			return i;
	return -1;
}

static int
path_take(struct listen *out, const char *text, size_t len, struct err *e)
{
	if (len >= sizeof(out->path))
		return err_perm(e, 0, "\"%.*s\" is longer than the %d bytes "
		    "that the path of a socket may have", SHOWN, text,
		    (int)sizeof(out->path) - 1);
	memcpy(out->path, text, len);
	out->path[len] = '\0';
	return 0;
}

static int
host_take(struct listen *out, const char *text, size_t len, struct err *e)
{
	const bool metrics = out->kind == LISTEN_METRICS;
	static const char local[] = "localhost:", loopback[] = "127.0.0.1:";
	char copy[sizeof(loopback) + sizeof("65535")];
	const size_t skip = sizeof(local) - 1, to = sizeof(loopback) - 1;
	bool read;

	if (len > skip && len - skip <= 5 && memcmp(text, local, skip) == 0) {
		memcpy(copy, loopback, to);
		memcpy(copy + to, text + skip, len - skip);
		read = endpoint_parse(&out->at, copy, to + len - skip, 0);
	} else {
		read = endpoint_parse(&out->at, text, len, 0);
	}
	if (read)
		return 0;
	return err_perm(e, 0, "\"%.*s\" is no place to listen: write "
	    "ADDRESS:PORT%s, as in 127.0.0.1:%s",
	    len < SHOWN ? (int)len : SHOWN, text, metrics ?
	    " or [IPV6]:PORT, for Prometheus asks by TCP" :
	    ", [IPV6]:PORT or the path of a socket",
	    metrics ? "9417" : "337");
}

/* Read the ADDRESS behind KIND. */
static int
address_take(struct listen *out, const char *text, size_t len, struct err *e)
{
	if (len > 0 && *text == '/' && out->kind != LISTEN_METRICS)
		return path_take(out, text, len, e);
	if (out->kind == LISTEN_FILTER || out->kind == LISTEN_OFFENCES)
		return err_perm(e, 0, "\"%.*s\" is not the path of a socket "
		    "from the root: write listen %s /run/dhf/%s",
		    len < SHOWN ? (int)len : SHOWN, text,
		    kinds[out->kind], out->kind == LISTEN_FILTER ? "socket" :
		    "offences");
	return host_take(out, text, len, e);
}

enum listen_answer
listen_next(struct listen *out, const char **at, struct err *e)
{
	const char *text = *at, *address;
	struct listen l = { 0 };
	size_t word, len;
	int kind;

	if (*text == '\0')
		return LISTEN_END;
	word = strcspn(text, " ;");
	if ((kind = kind_find(text, word)) == -1) {
		(void)err_perm(e, 0, "\"%.*s\" is nothing that listens: write "
		    "filter PATH, dynawall HOST:PORT, postfix HOST:PORT, "
		    "metrics HOST:PORT or offences PATH",
		    word < SHOWN ? (int)word : SHOWN, text);
		return LISTEN_WRONG;
	}
	l.kind = (enum listen_kind)kind;
	address = text + word + strspn(text + word, " ");
	len = strcspn(address, " ;");
	if (address[len] == ' ') {
		(void)err_perm(e, 0, "\"%.*s\" has words behind its address: "
		    "write each listen on a line of its own",
		    SHOWN, text);
		return LISTEN_WRONG;
	}
	if (address_take(&l, address, len, e) == -1)
		return LISTEN_WRONG;
	address += len;
	*at = address + strspn(address, "; ");
	*out = l;
	return LISTEN_ONE;
}

bool
listen_is_same(const struct listen *a, const struct listen *b)
{
	return strcmp(a->path, b->path) == 0 && (a->path[0] != '\0' ||
	    (a->at.port == b->at.port &&
	    ip_compare(&a->at.ip, &b->at.ip) == 0));
}

bool
listen_is_local(const struct listen *l)
{
	static const unsigned char one[16] = { [15] = 1 };
	const struct ip *ip = &l->at.ip;

	if (l->path[0] != '\0')
		return true;
	return ip->bits == 32 ? ip->octet[0] == 127 :
	    memcmp(ip->octet, one, sizeof(one)) == 0;
}

const char *
listen_kind_word(enum listen_kind kind)
{
	return kinds[kind];
}
