/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_STOREPLACE_H
#define DHF_RULE_STOREPLACE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/*
 * storeplace - the setting store: where the store is that exchangers share
 *
 *	redis://[USER@]HOST[:PORT][,HOST[:PORT]...][/DB]
 *	rediss://...		the same by TLS
 *	sentinel://[USER@]ADDRESS[:PORT][,...]/NAME[/DB]
 *
 * HOST is a name, an IPv4 address, or an IPv6 address in brackets.  Several of
 * redis are nodes of one cluster, or the same server; one of them is enough.
 * Those of sentinel know where the server of that NAME is.
 */
#define STOREPLACE_HOSTS 8
#define STOREPLACE_NAME 64   /* with its NUL, as the next */
#define STOREPLACE_HOST 256
#define STOREPLACE_PORT 6379
#define STOREPLACE_SENTINEL 26379
#define STOREPLACE_DB_MAX 65535

struct storeplace_host {
	char name[STOREPLACE_HOST]; /* without brackets */
	unsigned port;
};

struct storeplace {
	bool tls, sentinel;
	char user[STOREPLACE_NAME]; /* "": the default one */
	char name[STOREPLACE_NAME]; /* of the server, with sentinel */
	struct storeplace_host host[STOREPLACE_HOSTS];
	size_t hosts;               /* at least 1 */
	unsigned db;
};

/* Read the value.  -1 with *e ERR_PERM, and *out unchanged. */
int storeplace_parse(struct storeplace *out, const char *text, struct err *e);

#endif
