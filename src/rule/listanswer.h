/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_LISTANSWER_H
#define DHF_RULE_LISTANSWER_H

#include <stdbool.h>

#include "rule/packed.h"

struct buf;
struct err;
struct ip;

/*
 * listanswer - one answer of a list that counts: an address, a range or a
 * pattern; see rule/listspec.h
 */

/* Whether a text is meant as an answer, and not as a list. */
bool listanswer_is(const char *text);

/* Append one.  Only addresses in 127.0.0.0/8 read, since others never count
 * (RFC 5782 section 2.1).  -1 and ERR_PERM if it does not read, as
 * listanswer_wrong says. */
int listanswer_add(struct packed *out, const char *text, struct err *e);
int listanswer_wrong(const char *text, struct err *e);

/* What an answer is to an address.  127.0.0.1, 127.0.0.[1;2] and no range
 * name 127.0.0.1. */
enum listanswer_fit { LISTANSWER_NO, LISTANSWER_HOLDS, LISTANSWER_NAMES };

/* What the next one is to an address, to *fit.  False, and nothing done, if
 * the bytes are no answer. */
bool listanswer_next(struct packed_cursor *at, enum listanswer_fit *fit,
    const struct ip *ip);

/* Step over the next one.  False, and nothing done, if the bytes are none. */
bool listanswer_skip(struct packed_cursor *at);

/* Append the next one as text, and step over it; at the end, or if the bytes
 * are none, nothing is left. */
void listanswer_format(struct buf *out, struct packed_cursor *at);

#endif
