/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_BIND_H
#define DHF_ZONE_BIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct entries;
struct terms;

/*
 * bind - a list as a master file (RFC 1035 section 5), as BIND, NSD and Knot
 * read it
 */

/* Append the zone, its test points included. */
void bind_write(struct buf *out, const struct entries *s,
    const struct terms *t);

/* Append a response policy zone: whatever name leads to a listed address does
 * not exist.  A list of answers has no test points. */
void bind_write_rpz(struct buf *out, const struct entries *s,
    const struct terms *t);

/* Append a text as a quoted string of a master file. */
void bind_add_quoted(struct buf *out, const char *text);

/* Find the serial of the SOA record in a master file.  False if there is
 * none. */
bool bind_serial(uint32_t *out, const char *zone, size_t len);

/* The serial behind old, that secondaries take for newer (RFC 1982): the time,
 * or the next number where old is not behind the time. */
uint32_t bind_next_serial(uint32_t old, int64_t now_s);

#endif
