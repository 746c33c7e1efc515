/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_WORDS_H
#define DHF_NAME_WORDS_H

#include <stddef.h>

#include "name/word.h"

/*
 * words - what the words in host names mean, in the languages people use
 */
/* Find the words in len bytes, at most 253, in lower case: none overlaps
 * another, the longest one at a place is taken.  Writes at most max of them
 * to out, in order, and returns how many it wrote. */
size_t words_find(struct word *out, size_t max, const char *text, size_t len);

/* What a kind is called: "dynamic" and so on. */
const char *word_kind_word(enum word_kind kind);

#endif
