/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_DOMAINS_H
#define DHF_RULE_DOMAINS_H

#include <stdbool.h>

#include "rule/packed.h"

struct buf;
struct err;

/*
 * domains - the value of @name and @host
 *
 * In an image: of each domain its length (8 bits) and its bytes, in lower
 * case, without a dot at the end.  The empty one is the root.
 */

/* Longest domain (RFC 1035 section 2.3.4, as text). */
#define DOMAINS_MAX 253

/* Bring a domain to lower case and rid of a dot at its end.  -1 and ERR_PERM
 * if it is not made of labels of letters, digits, "-" and "_" (RFC 952, RFC
 * 1123 section 2.1, and the underscore that PTR records do have). */
int domains_normalise(char out[DOMAINS_MAX + 1], const char *text,
    struct err *e);

/* Append a domain as people write it.  -1 and ERR_PERM as above. */
int domains_add(struct packed *out, const char *text, struct err *e);

/* Append the root: every name is below it. */
int domains_add_root(struct packed *out, struct err *e);

/* The next domain, of *len bytes, not NUL-terminated.  False at the end, and
 * where the bytes are no domain: then something is left. */
bool domains_next(struct packed_cursor *at, const char **name, size_t *len);

/* Append them as text. */
void domains_format(struct buf *out, struct packed_cursor at);

#endif
