/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_H
#define DHF_LANG_LINT_H

#include <stdint.h>

struct err;
struct rulebook;

/*
 * lint - what is allowed, and yet is probably not meant
 */

/* Warn of what looks wrong in the rules of *b at now_s, seconds since 1970:
 * rules that an earlier one shadows, ids given twice, rules that have
 * expired, expressions as lint_bytes and lint_regex have it, DNS as lint_dns
 * has it.  Sorts the book's networks.  Returns 0, or -1 with *e ERR_TEMP if
 * memory ran out. */
int lint_rules(struct rulebook *b, int64_t now_s, struct err *e);

#endif
