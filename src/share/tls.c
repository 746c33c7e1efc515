/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/tls.h"

#include "base/err.h"

#if defined(__has_include)
#if __has_include(<hiredis/hiredis_ssl.h>) && __has_include(<openssl/ssl.h>)
#define HAS_TLS
#endif
#endif

#ifdef HAS_TLS
#include <sys/time.h>

#include <hiredis/hiredis.h>
#include <hiredis/hiredis_ssl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

bool
tls_is_there(void)
{
	return true;
}

/* What a certificate is checked against; NULL if memory ran out, or OpenSSL
 * does not work. */
static SSL_CTX *
context_new(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (context == NULL)
		return NULL;
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
	    SSL_CTX_set_default_verify_paths(context) == 1)
		return context;
	SSL_CTX_free(context);
	return NULL;
}

/* Have the certificate be for name. */
static bool
expect(SSL *ssl, const char *name)
{
	if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1)
		return true;
	return SSL_set1_host(ssl, name) == 1 &&
	    SSL_set_tlsext_host_name(ssl, name) == 1;
}

int
tls_begin(struct redisContext *c, const char *name, struct err *e)
{
	SSL_CTX *context = context_new();
	SSL *ssl = context != NULL ? SSL_new(context) : NULL;

	SSL_CTX_free(context); /* ssl has it */
	if (ssl == NULL || !expect(ssl, name)) {
		SSL_free(ssl);
		return err_temp(e, 0, "TLS can't be had for %.255s", name);
	}
	if (redisInitiateSSL(c, ssl) == REDIS_OK)
		return 0;
	SSL_free(ssl);
	return err_temp(e, 0, "TLS: %s", c->errstr);
}
#else
bool
tls_is_there(void)
{
	return false;
}

int
tls_begin(struct redisContext *c, const char *name, struct err *e)
{
	(void)c;
	(void)name;
	return err_perm(e, 0, "no TLS: this was built without hiredis_ssl, "
	    "which comes with hiredis 1.0, or without OpenSSL");
}
#endif
