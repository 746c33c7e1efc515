/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/cdb.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/le.h"

#define HEAD 2048 /* 256 tables, each a position and a number of slots */
#define PAIR 8    /* bytes of two numbers */
#define KEY_PIECE 256

static int
damaged(struct err *e)
{
	return err_perm(e, 0, "the CDB is damaged: make it again by "
	    "tcprules");
}

int
cdb_open(struct cdb *c, const char *path, struct err *e)
{
	struct stat st;

	if ((c->fd = fd_open_read(path)) == -1)
		return err_temp(e, errno, "open %s", path);
	if (fstat(c->fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size >= HEAD) {
		c->size = (uint64_t)st.st_size;
		return 0;
	}
	cdb_close(c);
	return err_perm(e, 0, "%s is no CDB: make one by tcprules", path);
}

void
cdb_close(struct cdb *c)
{
	fd_close(c->fd);
	c->fd = -1;
}

/* Read len bytes at a place, all of them. */
static int
read_at(void *out, struct cdb *c, uint64_t at, size_t len, struct err *e)
{
	ssize_t n;

	if (len > c->size || at > c->size - len)
		return damaged(e);
	do
		n = pread(c->fd, out, len, (off_t)at);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return err_temp(e, errno, "read a CDB");
	return (size_t)n == len ? 0 : damaged(e);
}

static int
pair_read(uint32_t pair[2], struct cdb *c, uint64_t at, struct err *e)
{
	unsigned char raw[PAIR];

	if (read_at(raw, c, at, sizeof(raw), e) == -1)
		return -1;
	pair[0] = le_get32(raw);
	pair[1] = le_get32(raw + 4);
	return 0;
}

static uint32_t
hash_of(const char *key, size_t len)
{
	uint32_t h = 5381;
	size_t i;

	for (i = 0; i < len; i++)
		h = ((h << 5) + h) ^ (unsigned char)key[i];
	return h;
}

/* Whether the bytes at a place are the key: 1, 0 or -1. */
static int
is_key(struct cdb *c, uint64_t at, const char *key, size_t len, struct err *e)
{
	char piece[KEY_PIECE];
	size_t n;

	for (; len > 0; at += n, key += n, len -= n) {
		n = len < sizeof(piece) ? len : sizeof(piece);
		if (read_at(piece, c, at, n, e) == -1)
			return -1;
		if (memcmp(piece, key, n) != 0)
			return 0;
	}
	return 1;
}

/* The record at a place: 1 if it is the key's, and its value is read. */
static int
record_read(struct cdb *c, uint64_t at, const char *key, size_t key_len,
    char *out, size_t *len, struct err *e)
{
	uint32_t size[2]; /* of key and value */
	int same;

	if (pair_read(size, c, at, e) == -1)
		return -1;
	if (size[0] != key_len)
		return 0;
	if ((same = is_key(c, at + PAIR, key, key_len, e)) != 1)
		return same;
	if (size[1] > CDB_VALUE_MAX)
		return err_perm(e, 0, "a value of the CDB has %lu bytes, more "
		    "than %d", (unsigned long)size[1], CDB_VALUE_MAX);
	if (read_at(out, c, at + PAIR + key_len, size[1], e) == -1)
		return -1;
	*len = size[1];
	return 1;
}

int
cdb_find(struct cdb *c, const char *key, size_t key_len,
    char out[CDB_VALUE_MAX], size_t *len, struct err *e)
{
	const uint32_t hash = hash_of(key, key_len);
	uint32_t table[2], slot[2], i;
	uint64_t at;
	int found;

	/* the position of the table, and how many slots it has */
	if (pair_read(table, c, PAIR * (hash % 256), e) == -1)
		return -1;
	for (i = 0; i < table[1]; i++) {
		at = ((uint64_t)(hash >> 8) + i) % table[1];
		if (pair_read(slot, c, table[0] + PAIR * at, e) == -1)
			return -1;
		if (slot[1] == 0)
			break;
		if (slot[0] != hash)
			continue;
		found = record_read(c, slot[1], key, key_len, out, len, e);
		if (found != 0)
			return found;
	}
	return 0;
}
