/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_COUNTS_H
#define DHF_SERVE_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "serve/counts_table.h"

struct buf;
struct err;
struct image;
struct notes;
struct verdict;

/*
 * counts - verdicts by who asked, by rule and by list, for Prometheus
 *
 * Filters send the line of their log, see wire/countline.h; what dhfd decides
 * itself is counted with it.  A label is a word of ours, or a rule or a list
 * that the rules have: nothing that a client says ever becomes one.  Of rules
 * COUNTS_RULES have a label of their own, those that were met first; the
 * others, and what is no rule, are "other".
 */

/* NULL with *e if memory ran out. */
struct counts *counts_new(struct err *e);
void counts_free(struct counts *c); /* NULL is fine */

/* The rules are these from now on: what was counted of others is dropped.  -1
 * with *e: memory ran out, or they can't be read, and all are "other". */
int counts_rules(struct counts *c, struct image *img, struct err *e);

/* For who has the log and no rules: take whatever a line says as a rule; and
 * add what no line says: how many could not be read, when the last was written
 * (INT64_MIN: nobody knows), and by which rules (0: the same). */
void counts_any_rule(struct counts *c);
void counts_seen(struct counts *c, uint64_t unreadable, int64_t last_s,
    uint32_t db);

/* Count a line that a filter has sent at now_s.  dns_us=N at its end is how
 * long it waited for DNS.  False if it is none; that is counted, too. */
bool counts_line(struct counts *c, const char *line, size_t len,
    int64_t now_s);

/* Count what was decided here; state: what the greylist said, a note of the
 * log, or NULL. */
void counts_verdict(struct counts *c, enum counts_source source,
    const struct verdict *v, const struct notes *n, const char *state,
    int64_t now_s);

/* Count a client of whom nothing could be decided here: word is what rule= says
 * of it in the log. */
void counts_fail(struct counts *c, enum counts_source source, const char *word,
    int64_t now_s);

/* Somebody waited so long for DNS. */
void counts_dns(struct counts *c, enum counts_source source, uint64_t us);

/* Append all of it, in the format of serve/promtext.h. */
void counts_write(struct buf *out, const struct counts *c);

/* Whether a file begins as what counts_write makes. */
bool counts_claims(const unsigned char *head, size_t len);

#endif
