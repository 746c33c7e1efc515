/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_TERMS_H
#define DHF_STORE_TERMS_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct store_engine;

/*
 * terms - what the whole room speaks of
 */
#define STORE_KEY_MAX 300     /* octets; at least 1, and the first is not 0 */
#define STORE_VALUE_MAX 1024  /* octets of a record's data */
/* Changes that may wait for a commit: at 20,000 a second, three seconds of a
 * disk that stands still. */
#define STORE_WAITING_MAX 65536
#define STORE_NEVER INT64_MAX /* an expiry that never comes */

enum store_answer { STORE_FOUND, STORE_ABSENT, STORE_FAILED };

/* Octets of somebody else's. */
struct store_bytes {
	const void *data;
	size_t len;
};

struct store_record {
	struct store_bytes data;
	int64_t expires_s; /* seconds since 1970, or STORE_NEVER */
	unsigned version;  /* of the data; set by the store */
};

/* Somebody else who keeps records, as store_get, store_put and, r NULL,
 * store_delete have it. */
struct store_ways {
	enum store_answer (*get)(void *arg, struct store_bytes key,
	    struct store_record *out, struct err *e);
	int (*put)(void *arg, struct store_bytes key,
	    const struct store_record *r, struct err *e);
	void *arg;
};

struct store_options {
	const char *dir;  /* has to be there; borrowed until store_close */
	size_t size;      /* octets that the file may grow to */
	unsigned version; /* of what records hold, 1 to 255 */
	/* Make *r, of an older version, one of this.  What it points to is
	 * borrowed until the next call.  -1 with *e: the record goes.  NULL:
	 * no older version is known. */
	int (*migrate)(void *arg, struct store_bytes key,
	    struct store_record *r, struct err *e);
	/* Say a line, without newline, to whoever looks after the machine. */
	void (*tell)(void *arg, const char *line);
	void *arg;
	const struct store_engine *engine; /* NULL: LMDB */
};

#endif
