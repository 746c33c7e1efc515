/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_POINTS_H
#define DHF_NAME_POINTS_H

#include <stddef.h>
#include <stdint.h>

#include "name/class_kind.h"
#include "name/vocabulary.h"
#include "name/word.h"

/*
 * points - how much each sign speaks for an end-user line, and how sure that is
 */
enum points_of {
	POINTS_FULL,          /* the whole address */
	POINTS_PART,          /* three octets, or groups of an IPv6 address */
	POINTS_PAIR_COMPACT,  /* two octets in hexadecimal, or as six digits */
	POINTS_PAIR_APART,    /* two octets apart */
	POINTS_PAIR_JOINED,   /* two octets in one number */
	POINTS_DEEP,          /* more for part of it, numbers like octets, ports
	                         and modems, beside another label */
	POINTS_LAST,          /* the last octet, as a number of its own */
	POINTS_RANDOM,        /* a label as if thrown with dice */
	POINTS_LONG,          /* five digits or more in a row */
	POINTS_PORT,          /* numbers behind letters in two places */
	POINTS_NUMBER,        /* four digits or more in a label */
	POINTS_BESIDE,        /* such a number, beside the last octet */
	POINTS_NUMBERS_FOUR,  /* four numbers like octets, not the client's */
	POINTS_NUMBERS_THREE, /* three of them */
	POINTS_NUMBERS_TWO,   /* two of them */
	POINTS_SOUND,         /* the domain sounds like a provider's */
	POINTS_COUNTRY,       /* two octets, under a country's domain */
	POINTS_BUSINESS,      /* a dynamic word, a domain for businesses */
	POINTS_WORD,          /* + enum word_kind */
	POINTS_SIGNS = POINTS_WORD + WORD_KINDS
};

/* So many make an end-user line. */
#define POINTS_DYNAMIC 50

/* A word with points of its own, other than those of its kind. */
struct points_word {
	char text[VOCABULARY_WORD];
	int16_t points; /* or POINTS_NONE: it is no word at all */
};

#define POINTS_NONE INT16_MIN
#define POINTS_WORDS 64

/* From so many points on, a name is what its class says so often. */
struct points_step {
	int16_t from;
	int16_t milli; /* of a thousand */
};

#define POINTS_STEPS 8

/* Flat, without pointers, as the vocabulary is. */
struct points {
	int16_t sign[POINTS_SIGNS];
	struct points_word word[POINTS_WORDS]; /* ascending, then empty */
	/* ascending, the first for whatever is below the second, then empty */
	struct points_step step[CLASS_KINDS][POINTS_STEPS];
};

/* What a word of len bytes is worth by a table. */
int points_of_word(const struct points *p, enum word_kind kind,
    const char *text, size_t len);

/* How sure a class is for a name of so many points, 0 to 1000. */
int32_t points_confidence(const struct points *p, enum class_kind kind,
    int points);

/* The surest that it is for any name. */
int32_t points_surest(const struct points *p, enum class_kind kind);

#endif
