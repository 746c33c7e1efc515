/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_TALLY_H
#define DHF_LAB_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/table.h"

/*
 * tally - verdicts about clients with a label, counted
 *
 * A client is hit if its verdict is any other than pass, marked or not.  Rows
 * are counted and forgotten: memory grows with domains, not with rows.
 */
enum tally_outcome {
	TALLY_PASS,
	TALLY_MARK, /* passed, and a rule marked it */
	TALLY_GREY,
	TALLY_DEFER,
	TALLY_BLOCK,
	TALLY_OUTCOMES
};

/* What a label asks of the rules, in whatever case. */
enum tally_want {
	TALLY_ANY, /* any other label: counted, never wrong */
	TALLY_HIT, /* dynamic, bad, spam: missing one is wrong */
	TALLY_FREE /* legit, good, ham: hitting one is wrong */
};

/* By what the clients of a label are counted apart. */
enum tally_by {
	TALLY_ALL, /* not at all; value "" */
	TALLY_ADDRESS,
	TALLY_PERIOD,
	TALLY_YEAR,
	TALLY_PARTIAL,
	TALLY_FORM
};

/* A row on its way into the counters; all borrowed. */
struct tally_row {
	const char *label, *domain; /* domain "": the client has no name */
	const char *entry, *rule;   /* the client, and what decided */
	enum tally_outcome outcome;
};

/* The clients of one label, or those of them that have one value. */
struct tally_slice {
	const char *label, *value;
	enum tally_by by;
	enum tally_want want;
	uint32_t number;
	size_t rows, hits, outcome[TALLY_OUTCOMES];
	size_t domains; /* after tally_end, like macro, of clients that have
	                   a name: mean of the hit rates of their domains, 0
	                   to 1 */
	double macro;
};

/* The clients of one slice in one registrable domain. */
struct tally_domain {
	const struct tally_slice *slice;
	const char *name;
	size_t rows, hits, wrong;
	const char *example; /* of TALLY_ALL: the first that was wrong */
};

/* A rule that hit clients which it should not have. */
struct tally_rule {
	const char *name, *example;
	size_t rows;
};

/* All bytes zero is the empty tally.  Texts in it are printable: '?' stands
 * for what was not. */
struct tally {
	struct arena arena; /* owned, like all that follows */
	struct table slice_at, domain_at, rule_at; /* number plus 1 */
	struct tally_slice **slice;
	struct tally_domain *domain;
	struct tally_rule *rule;
	size_t slices, domains, rules;
	size_t slice_cap, domain_cap, rule_cap;
};

/* Count a row in one slice of its label.  Returns 0, or -1 if memory ran
 * out; the row may be counted in part then. */
int tally_add(struct tally *t, const struct tally_row *row, enum tally_by by,
    const char *value);

/* Count the rule of a row if it hit a client which it should not have. */
int tally_blame(struct tally *t, const struct tally_row *row);

/* Fill in what needs all rows, and sort: slices by label, by and value,
 * domains and rules the worst first.  Nothing is added after that. */
void tally_end(struct tally *t);

/* True if a label asks anything of the rules. */
bool tally_asks(const struct tally *t);

/* True if no client was hit that should not be. */
bool tally_is_clean(const struct tally *t);

/* Release what *t owns and leave the empty tally.  May be repeated. */
void tally_free(struct tally *t);

#endif
