/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/tls.h"

#include <stdlib.h>

#include "base/err.h"

#if defined(__has_include)
#if __has_include(<hiredis/hiredis_ssl.h>) && !defined(NO_HIREDIS_SSL)
#define HAS_TLS
#endif
#endif

#ifdef HAS_TLS
#include <sys/time.h>

#include <hiredis/hiredis.h>
#include <hiredis/hiredis_ssl.h>

#define AUTHORITIES "/etc/ssl/certs"

struct tls {
	redisSSLContext *context;
};

bool
tls_is_there(void)
{
	return true;
}

struct tls *
tls_begin(struct redisContext *c, const char *name, struct err *e)
{
	redisSSLContextError why = REDIS_SSL_CTX_NONE;
	struct tls *t = calloc(1, sizeof(*t));

	if (t == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	(void)redisInitOpenSSL();
	t->context = redisCreateSSLContext(NULL, AUTHORITIES, NULL, NULL, name,
	    &why);
	if (t->context == NULL)
		(void)err_temp(e, 0, "TLS: %s", redisSSLContextGetError(why));
	else if (redisInitiateSSLWithContext(c, t->context) != REDIS_OK)
		(void)err_temp(e, 0, "TLS: %s", c->errstr);
	else
		return t;
	tls_free(t);
	return NULL;
}

void
tls_free(struct tls *t)
{
	if (t == NULL)
		return;
	if (t->context != NULL)
		redisFreeSSLContext(t->context);
	free(t);
}
#else
bool
tls_is_there(void)
{
	return false;
}

struct tls *
tls_begin(struct redisContext *c, const char *name, struct err *e)
{
	(void)c;
	(void)name;
	(void)err_perm(e, 0, "no TLS: this was built without hiredis_ssl, "
	    "which comes with hiredis 1.0");
	return NULL;
}

void
tls_free(struct tls *t)
{
	(void)t;
}
#endif
