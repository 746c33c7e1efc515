/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_WORDS_H
#define DHF_RULE_WORDS_H

#include <stdbool.h>

#include "rule/packed.h"

struct buf;
struct err;

/*
 * words - the value of @embedded, @rdns and @offender: some of few words
 *
 * In an image: one byte, where bit n stands for the word whose number in
 * enum embedded_kind, rdns_state or offence is n; or nothing, if no value was
 * given.
 */
enum words_of { WORDS_EMBEDDED, WORDS_STATES, WORDS_OFFENCES };

/* Add a word.  -1 and ERR_PERM if it is none. */
int words_add(struct packed *out, enum words_of of, const char *text,
    struct err *e);

/* Read "WORD[,WORD ...]" as bits: bit n is word number n; "" is none.  -1 and
 * ERR_PERM if one is none. */
int words_bits(unsigned *out, enum words_of of, const char *text,
    struct err *e);

/* Whether word number n is among them. */
bool words_have(struct packed_cursor at, unsigned n);

/* False if the bytes are no words. */
bool words_are_sound(struct packed_cursor at, enum words_of of);

/* Append them as text, in the order of their numbers. */
void words_format(struct buf *out, struct packed_cursor at, enum words_of of);

#endif
