/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_ROW_H
#define DHF_BASE_ROW_H

/*
 * row - records one behind the other, as they come, any of which may leave
 *
 * A place stands in the record that owns it, which stays where it is while it
 * is in a row.  A place of all bytes zero but for of is in none.
 */
struct row {
	struct row *before, *after; /* of a row: its last and its first */
	void *of;                   /* the record; of a row NULL */
};

/* An empty row.  *r must stay where it is. */
void row_init(struct row *r);

/* Let a place that is in no row be the last. */
void row_add(struct row *r, struct row *place);

/* Take a place out, if it is in a row. */
void row_remove(struct row *place);

/* The first record, or NULL. */
void *row_first(const struct row *r);

/* The same, and take it out. */
void *row_pop(struct row *r);

#endif
