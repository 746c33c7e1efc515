/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_UNIT_STORED_H
#define DHF_UNIT_STORED_H

#include <stddef.h>

#include "store/store.h"

/*
 * stored - a folder of the test's own with a store in it
 */
#define STORED_NOW 1767225600 /* 2026-01-01 */

struct stored {
	char dir[64];
	struct store *store;
	size_t size;         /* set by stored_setup; may be changed */
	unsigned version;
	int (*migrate)(void *arg, struct store_bytes key,
	    struct store_record *r, struct err *e);
	const struct store_engine *engine;
	unsigned migrated; /* of the test's own migrate */
	unsigned told;   /* lines, and the last of them */
	char line[8192];
};

/* A folder, in $STORED_DIR if that is set; for cmocka: *state is a struct
 * stored, with nothing open. */
int stored_setup(void **state);
int stored_teardown(void **state);

/* Open the store, or close it; the test fails if that does. */
void stored_open(struct stored *st);
void stored_close(struct stored *st);

/* Open the store; -1 with *e. */
int stored_try(struct stored *st, struct err *e);

/* The octets of a string. */
struct store_bytes stored_text(const char *text);

/* Put and commit; store_put's answer. */
int stored_put(struct stored *st, const char *key, const char *value);

/* The value of key as a string until the next call; NULL: it is absent. */
const char *stored_get(struct stored *st, const char *key);

/* How many files in the folder have a name that begins so. */
unsigned stored_files(const struct stored *st, const char *begin);

/* Octets that the store's file is long. */
size_t stored_length(const struct stored *st);

#endif
