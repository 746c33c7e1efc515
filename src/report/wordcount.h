/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_WORDCOUNT_H
#define DHF_REPORT_WORDCOUNT_H

#include <stddef.h>
#include <stdint.h>

#include "policy/logread.h"

/*
 * wordcount - how often a value was one of a few words, and when
 *
 * For keys that have few: whose line it is, how a name is known, which rules
 * held.  WORDCOUNT_MOST are told apart, those that came first.
 */
#define WORDCOUNT_MOST 16
#define WORDCOUNT_WORD 40 /* longest, NUL included: what is longer is cut */

struct wordcount {
	char word[WORDCOUNT_WORD];
	size_t len;              /* of word */
	uint64_t n;
	int64_t first_s, last_s; /* INT64_MIN: not known */
};

/* All bytes zero is without any. */
struct wordcounts {
	struct wordcount one[WORDCOUNT_MOST];
	size_t len;
	uint64_t others;
};

/* Count a value; an empty one is none. */
void wordcount_add(struct wordcounts *w, const struct logread_value *v,
    int64_t at_s);

#endif
