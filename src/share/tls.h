/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_TLS_H
#define DHF_SHARE_TLS_H

#include <stdbool.h>

struct err;
struct redisContext;

/*
 * tls - TLS for a connection of hiredis, where its library hiredis_ssl and
 * OpenSSL are
 *
 * The server's certificate has to be one of an authority that the system
 * trusts, and for the name, or the address, by which the server is called:
 * whoever else has one would be told the password.  hiredis by itself looks at
 * the authority only.
 */

/* Whether this was built with it. */
bool tls_is_there(void);

/* Begin on a connection to the server of that name, which may be an address;
 * the rest is the connection's.  Returns 0, or -1 with *e: ERR_PERM if there
 * is no TLS, else ERR_TEMP. */
int tls_begin(struct redisContext *c, const char *name, struct err *e);

#endif
