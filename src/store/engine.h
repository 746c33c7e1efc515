/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_ENGINE_H
#define DHF_STORE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/terms.h"

struct err;

/*
 * engine - what keeps the bytes of a store: keys, values, and no more
 *
 * get, next, hold and release are called by the owner's thread, write by one
 * other, between hold and release.
 */
enum store_health {
	STORE_GOOD,
	STORE_OLDER,   /* of a version that is migrated */
	STORE_FOREIGN, /* of a version, or of a program, that we don't know */
	STORE_DAMAGED,
	STORE_UNKNOWN  /* could not be looked at */
};

/* One change, and what became of it. */
enum store_fate { STORE_WAITS, STORE_WRITTEN, STORE_REFUSED };

struct store_write {
	struct store_bytes key;
	unsigned char *value;
	size_t len;
	bool gone; /* delete it: there is no value */
	enum store_fate fate;
};

/* What an engine needs to open its own. */
struct store_place {
	const char *dir;
	size_t size; /* bytes to use at most */
	int64_t now_s;
	/* What this record says of the store. */
	enum store_health (*judge)(void *arg, struct store_bytes key,
	    struct store_bytes value);
	/* A line for whoever looks after the machine. */
	void (*tell)(void *arg, const char *line);
	void *arg; /* of both */
};

struct store_engine {
	/* Check, make if need be, and open.  *fresh is set if it is empty
	 * now.  -1 with *e. */
	int (*open)(void **engine, const struct store_place *p, bool *fresh,
	    struct err *e);
	void (*close)(void *engine);

	/* The value of key, or the first record behind key; borrowed until
	 * release or the next call. */
	enum store_answer (*get)(void *engine, struct store_bytes key,
	    struct store_bytes *value, struct err *e);
	enum store_answer (*next)(void *engine, struct store_bytes *key,
	    struct store_bytes *value, struct err *e);

	/* What get and next see stays as it is while others write. */
	int (*hold)(void *engine, struct err *e);
	/* Write some, at least one, in any order (w is changed), and set
	 * their fates: WRITTEN is on the disk, REFUSED had no room.  *full
	 * tells whether records under new keys are refused now.  -1 with *e
	 * if all still wait. */
	int (*write)(void *engine, struct store_write **w, size_t n,
	    bool *full, struct err *e);
	/* Let get and next see what was written, and mend what broke. */
	int (*release)(void *engine, struct err *e);
};

#endif
