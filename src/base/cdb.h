/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_CDB_H
#define DHF_BASE_CDB_H

#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * cdb - reading a constant database, as tcprules(1) writes them
 *
 * The format is D. J. Bernstein's, cdb.txt.  The file may be damaged in any
 * way: then there is an error, never a read outside of it.
 */
struct cdb {
	int fd; /* owned */
	uint64_t size;
};

/* Longest value that is read. */
#define CDB_VALUE_MAX 65536

/* Open path.  Returns 0, or -1 with *e: ERR_TEMP, it can't be opened; ERR_PERM,
 * it is no such file. */
int cdb_open(struct cdb *c, const char *path, struct err *e);
void cdb_close(struct cdb *c);

/* Find the first value under a key and copy it to out.  Returns 1 and *len; 0,
 * there is none; or -1 with *e: ERR_PERM, the file is damaged, or the value
 * longer than CDB_VALUE_MAX; ERR_TEMP, it can't be read. */
int cdb_find(struct cdb *c, const char *key, size_t key_len,
    char out[CDB_VALUE_MAX], size_t *len, struct err *e);

#endif
