/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_INSTALL_H
#define DHF_ZONE_INSTALL_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct entries;
struct err;
struct format;
struct terms;

/*
 * install - a list takes the place of the one before it
 */

/* How many entries the list before has. */
struct install_old {
	bool there;
	size_t entries;
	size_t left; /* of them, whose time is not over: they should be in the
	              * new one, too */
};

/* Is it a loss?  A list of len entries is refused if it has less than half of
 * those that should be left; and one of none, unless all of the old one have
 * left in their time.  0, or -1 with *e, which says both counts; name is that
 * of the old list. */
int install_guard(const struct install_old *old, size_t len, const char *name,
    struct err *e);

enum install_answer {
	INSTALL_DONE,    /* the new list is there, on the disk */
	INSTALL_SAME,    /* what is there says the same, and stays */
	INSTALL_REFUSED, /* *e says why; what is there stays */
	INSTALL_FAILED   /* as replace_file */
};

/* Put a list at path, whole or not at all.  Unless it is forced it has to pass
 * the guard, and what is at path has to be empty or a list of the format. */
enum install_answer install_list(const char *path, const struct format *f,
    const struct entries *s, const struct terms *t, bool force,
    struct err *e);

/* Append the list with its head. */
void install_write(struct buf *out, const struct format *f,
    const struct entries *s, const struct terms *t);

#endif
