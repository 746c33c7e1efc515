/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_CATALOGUE_H
#define DHF_REPLAY_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/table.h"
#include "build/library.h"

struct err;

/*
 * catalogue - the rules of a set by number, and what has to be known of them
 * before any client is asked about
 */
struct catalogue_rule {
	uint32_t at;             /* its offset in the image */
	enum rule_action action;
	enum rule_mode mode;
};

/* All bytes zero is empty. */
struct catalogue {
	struct library *lib;     /* owned, like the next */
	struct catalogue_rule *rule; /* by offset, which is as in the file */
	size_t rules, cap;
	int64_t *expiry;         /* owned; when rules expire, ascending */
	size_t expiries, expiry_cap;
	struct table trusted;    /* zones of @dnswl, as the log has them */
	struct arena arena;
};

#define CATALOGUE_NONE UINT32_MAX

/* Load rules; what is wrong with them is printed to out.  To be freed in any
 * case; -1 with *e as library_open. */
int catalogue_open(struct catalogue *c, const char *path, FILE *out,
    int64_t now_s, struct err *e);

/* The number of the rule at an offset, or CATALOGUE_NONE. */
uint32_t catalogue_find(const struct catalogue *c, uint32_t at);

/* How many expiries have passed at a time: between two of them the same rules
 * hold. */
size_t catalogue_epoch(const struct catalogue *c, int64_t at_s);

/* Write how a rule is called, and where it stands, RULESET_LABEL bytes each;
 * place may be NULL.  -1 with *e as ruleset_label. */
int catalogue_label(const struct catalogue *c, uint32_t rule, char *label,
    char *place, struct err *e);

/* Whether a note of our log, as noted_lists has it, says that a list of good
 * ones has the client. */
bool catalogue_trusts(const struct catalogue *c, const char *lists);

void catalogue_free(struct catalogue *c);

#endif
