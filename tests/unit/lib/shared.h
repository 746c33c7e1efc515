/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_SHARED_H
#define DHF_TESTS_UNIT_LIB_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "lib/redis.h"
#include "share/deed.h"

/*
 * shared - a shared store, servers of the test's own behind it, and deeds
 *
 * Time stands still (lib/standstill).
 */
#define SHARED_SERVERS 3
#define SHARED_ROWS 4

struct shared {
	uv_loop_t loop;
	struct redis server[SHARED_SERVERS];
	struct share *share;
	char told[8192];  /* all lines */
	/* of the deed that was done last */
	unsigned done;    /* deeds, so far */
	bool failed;
	char why[512];    /* "" if it has not failed */
	unsigned runs;
	char got[SHARED_ROWS][64]; /* what it read: "-" for nothing */
};

/* A loop, servers that listen, and no store; for cmocka: *state is static. */
int shared_setup(void **state);

/* All is closed: nothing may be left in the loop. */
int shared_teardown(void **state);

/* Begin with a store; in place, "%" and a digit from 1 on is the port of a
 * server.  secret may be NULL.  Shared_open waits until it is there. */
void shared_try(struct shared *s, const char *place, const char *secret);
void shared_open(struct shared *s, const char *place);

bool shared_is_up(void *shared);

/* A deed that reads the record of each key, and writes a value of letters, ""
 * to take it away, NULL to leave it.  What share_do returns. */
struct shared_row {
	const char *key, *value;
};
struct deed *shared_begin_deed(struct shared *s, const struct shared_row *row,
    size_t rows, bool guess);

/* The same of one record, to its end. */
void shared_deed(struct shared *s, const char *key, const char *value);

/* Until a deed is done. */
void shared_wait(struct shared *s);

/* What a server has of a record that a deed wrote, "-" for nothing. */
const char *shared_value(struct redis *r, const char *key);

/* Have a server hold such a record, as somebody else wrote it. */
void shared_put(struct redis *r, const char *key, const char *value);

#endif
