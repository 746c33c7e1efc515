/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_HEAD_H
#define DHF_ZONE_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct entries;

/*
 * head - the comment at the start of a list that we wrote
 *
 * It says how many entries the list has, and when they will have left:
 *
 *	# dhf-zone 1 cidr 100 entries
 *	# until 1796000000:3 1796003600:6 1796007200:100
 *
 * So who replaces the list knows how many of its entries should still be
 * there: at 1796003600 all but 6.  In between it takes the last step, so that
 * of many entries a few seem to be there that have left already.
 */
#define HEAD_STEPS 32

/* Append the head of sorted entries, in the format that is so called, in lines
 * that begin with the byte comment. */
void head_write(struct buf *out, char comment, const char *format,
    const struct entries *s);

/* What a head says. */
struct head {
	size_t entries;
	size_t left; /* of them, whose time is not over */
};

/* Read the head of a list of that format as of now_s.  False if it has
 * none. */
bool head_read(struct head *out, const char *format, const char *list,
    size_t len, int64_t now_s);

#endif
