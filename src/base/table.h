/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_TABLE_H
#define DHF_BASE_TABLE_H

#include <stddef.h>
#include <stdint.h>

/*
 * table - byte strings to numbers
 *
 * Open addressing; all bytes zero is the empty table.  Keys are borrowed and
 * must outlive the table.
 */
struct table_slot {
	const char *key; /* NULL: free */
	size_t len;
	uint32_t hash, value;
};

struct table {
	struct table_slot *slot; /* owned */
	size_t len, cap;         /* keys, slots (a power of two) */
};

/* The value of a key, borrowed until the next table_put, or NULL. */
uint32_t *table_get(const struct table *t, const char *key, size_t len);

/* The value of a key, which is added with value 0 if it is new; NULL if
 * memory ran out.  Borrowed until the next table_put. */
uint32_t *table_put(struct table *t, const char *key, size_t len);

/* Release what *t owns and leave the empty table.  May be repeated. */
void table_free(struct table *t);

#endif
