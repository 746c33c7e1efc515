/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_HTML_H
#define DHF_REPORT_HTML_H

#include <stdint.h>

struct buf;

/*
 * html - pieces of the page
 *
 * What a log says goes through html_name and nothing else, and never into an
 * attribute: those hold numbers that we have formatted.
 */
#define HTML_NAME_MOST 80   /* of a text from the log, octets */
#define HTML_NAME_ROOM 160  /* the same as it is written */

/* Write a text that somebody else chose: "&", "<", ">" and quotes as
 * references, what is not printable ASCII as U+FFFD.  One that is too long is
 * cut, and an ellipsis says so. */
void html_name(struct buf *b, const char *text);

/* Write what the format, a text of ours, makes of numbers and words of ours;
 * cut at 1,000 octets. */
void html_add(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A cell with a number in it, and one with a share. */
void html_count(struct buf *b, uint64_t n);
void html_share(struct buf *b, uint64_t n, uint64_t all);

/* A time in UTC, for machines, too; "-" for INT64_MIN. */
void html_time(struct buf *b, int64_t at_s);

/* A bar of four colours, as long as all is of most: how often each action was
 * taken, as enum census_series has them. */
void html_bar(struct buf *b, const uint64_t n[4], uint64_t most);

#endif
