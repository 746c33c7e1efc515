/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_VOCABULARY_H
#define DHF_NAME_VOCABULARY_H

#include <stddef.h>

/*
 * vocabulary - the words that words.h looks for
 */
#define VOCABULARY_WORD 14

/* Where in a row of letters a word is looked for: short ones are found by
 * accident within longer ones. */
enum vocabulary_place {
	PLACE_WHOLE,  /* it is the row */
	PLACE_BEGINS, /* the row begins with it */
	PLACE_ENDS,   /* the row ends in it */
	PLACE_JOINED, /* what else is in the row is a word, too, before it and
	                 behind it; behind it also an ending of two letters */
	PLACE_INSIDE  /* anywhere */
};

/* Flat, without pointers: a program that asks for no class never touches
 * them. */
struct vocabulary_entry {
	char text[VOCABULARY_WORD]; /* NUL-terminated, a to z */
	unsigned char kind;         /* enum word_kind */
	unsigned char place;        /* enum vocabulary_place */
};

/* Ascending. */
extern const struct vocabulary_entry vocabulary[];
extern const size_t vocabulary_len;

#endif
