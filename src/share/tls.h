/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_TLS_H
#define DHF_SHARE_TLS_H

#include <stdbool.h>

struct err;
struct redisContext;
struct tls;

/*
 * tls - TLS for a connection of hiredis, where its library hiredis_ssl is
 *
 * The server's certificate is checked by the system's certificates of
 * authorities.
 */

/* Whether this was built with it. */
bool tls_is_there(void);

/* Begin on a connection to the server of that name.  NULL with *e: ERR_PERM if
 * there is none, else ERR_TEMP. */
struct tls *tls_begin(struct redisContext *c, const char *name,
    struct err *e);

void tls_free(struct tls *t); /* NULL is fine */

#endif
