/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_H
#define DHF_LANG_LINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct rulebook;

/*
 * lint - what is allowed, and yet is probably not meant
 */

/* Warn of what looks wrong in the rules of *b at now_s, seconds since 1970:
 * rules that an earlier one shadows, ids given twice, rules that have
 * expired, expressions as lint_regex has it, DNS as lint_dns has it.  Sorts
 * the book's networks.
 * Returns 0, or -1 with *e ERR_TEMP if memory ran out. */
int lint_rules(struct rulebook *b, int64_t now_s, struct err *e);

/* Set *shadow[s] for each address set s that earlier absorbing rules hold
 * whole to one of those rules plus 1; shadow has b->sets + 1 items, all 0.
 * -1 with *e ERR_TEMP. */
int lint_networks(struct rulebook *b, uint32_t *shadow, struct err *e);

/* Warn if the expression of criterion c of rule i has an unescaped dot before
 * a top-level domain, or can run into the match limit.  -1 with *e. */
int lint_regex(struct rulebook *b, size_t i, size_t c, struct err *e);

/* Warn of what rule i asks of DNS in vain.  *told: it has been said that
 * nobody asks DNS. */
void lint_dns(struct rulebook *b, size_t i, bool *told);

#endif
