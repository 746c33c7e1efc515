/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_LISTCOUNT_H
#define DHF_REPORT_LISTCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/logread.h"
#include "report/timeline.h"

/*
 * listcount - what DNS lists said of clients, and which say the same
 *
 * From items "dns:ZONE:RESULT" of notes.  LISTCOUNT_MOST zones are told apart,
 * those that came first; the others are one.
 */
#define LISTCOUNT_MOST 32
#define LISTCOUNT_ZONE 96 /* longest, NUL included: what is longer is cut */
#define LISTCOUNT_BINS 40

enum listcount_result {
	LISTCOUNT_LISTED, LISTCOUNT_NO, LISTCOUNT_ERROR, LISTCOUNT_UNKNOWN,
	LISTCOUNT_RESULTS
};

struct listcount {
	char zone[LISTCOUNT_ZONE];
	size_t len;             /* of zone */
	uint64_t n[LISTCOUNT_RESULTS];
	uint64_t only;          /* listed by no other */
	struct timeline timeline; /* of answers, and of failures */
	uint32_t bin[LISTCOUNT_BINS * 2];
};

/* All bytes zero is without lists. */
struct listcounts {
	struct listcount list[LISTCOUNT_MOST + 1]; /* the last are others */
	size_t len;             /* of those told apart */
	bool others;            /* there are some */
	/* how many clients two lists have, and one by itself */
	uint64_t both[LISTCOUNT_MOST + 1][LISTCOUNT_MOST + 1];
};

/* What DNS was asked for a line, beside lists. */
struct listcount_line {
	bool asked, unknown;
	uint64_t lists; /* those that have the client, a bit each */
};

/* Take an item of a note, what is behind "dns:". */
void listcount_item(struct listcounts *l, struct listcount_line *line,
    const struct logread_value *item, int64_t at_s);

/* The end of a line. */
void listcount_line(struct listcounts *l, const struct listcount_line *line);

/* All answers of one. */
uint64_t listcount_asked(const struct listcount *l);

/* Write the numbers of the lists, others included: whoever has most clients at
 * first.  Returns how many. */
size_t listcount_order(const struct listcounts *l,
    size_t out[LISTCOUNT_MOST + 1]);

const char *listcount_word(enum listcount_result result);

#endif
