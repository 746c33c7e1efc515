/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_ASPAGE_H
#define DHF_REPORT_ASPAGE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct digest;

/*
 * aspage - a report as one page of HTML
 *
 * One file: pictures are SVG in it, there is no script, and its policy lets
 * nothing be fetched.  Whatever the log has, the page has ASPAGE_MOST octets at
 * most: where it would have more, tables are shortened until it has not.
 */
#define ASPAGE_MOST 150000
#define ASPAGE_RULES 100
#define ASPAGE_REFUSALS 50

/* Append it; *b was empty. */
void aspage_write(struct buf *b, const struct digest *d);

/* Whether a file begins as such a page. */
bool aspage_claims(const unsigned char *head, size_t len);

#endif
