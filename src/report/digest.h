/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_DIGEST_H
#define DHF_REPORT_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/census.h"

struct err;

/*
 * digest - what a census comes to: the numbers that all forms of a report show
 */
#define DIGEST_ROWS 20        /* of a table, unless somebody wants more */
#define DIGEST_ROWS_MOST 1000
#define DIGEST_LISTS 12       /* whose overlap is shown */

struct digest_table {
	const char *id, *title, *heading, *note;
	struct sketch_count *row; /* owned */
	size_t rows;
	uint64_t total, error;
};

/* A stretch of time. */
struct digest_period {
	int64_t begin_s, end_s;
	uint64_t n[CENSUS_SERIES];
};

struct digest {
	const struct census *census; /* borrowed, and what points into it */
	size_t rows;
	const struct rulecount **rule; /* owned; in order */
	size_t rules;
	size_t rules_hit, rules_never; /* the latter of those known */
	size_t list[LISTCOUNT_MOST + 1];
	size_t lists;
	struct digest_table top[CENSUS_TOPS];
	struct clients_sum clients;
	/* the last week, day or hour, and the one before it */
	bool has_before;
	struct digest_period now, before;
	/* about the run, for those who read it */
	int64_t made_s;
	size_t files;
	uint64_t octets;
	const char *version;
};

/* Fill it for tables of so many rows, 1 to DIGEST_ROWS_MOST; the last four are
 * the caller's.  -1 with *e if memory ran out. */
int digest_fill(struct digest *d, const struct census *c, size_t rows,
    struct err *e);
void digest_free(struct digest *d);

/* n of all as thousandths of a hundred: 12,345 is 12.345 %; 0 of nothing. */
unsigned digest_share(uint64_t n, uint64_t all);

/* How long a period is, in words: "7 days". */
const char *digest_period_word(const struct digest_period *p);

#endif
