/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_ACCOUNT_H
#define DHF_REPLAY_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/catalogue.h"
#include "replay/label.h"

struct err;

/*
 * account - what two sets of rules say about all clients of a log, counted
 *
 * "Now" is what the older set says, or without one what the log has.  Grey is
 * no refusal: a mail server comes back.
 */
enum fate {
	FATE_PASS, FATE_GREY, FATE_DEFER, FATE_BLOCK, FATE_UNDETERMINED, FATES
};

/* Of so many so many were hit. */
struct account_rate {
	uint64_t clients, hit;
	uint64_t clusters, clusters_hit; /* with one client at least */
};

struct account_rule {
	uint32_t hits, only;    /* clients */
	uint32_t good, bad;     /* of hits */
	uint32_t good_clusters;
	uint32_t decided;       /* of hits: it ended the walk */
	uint32_t last_s;        /* 0: never, or no time is known */
	uint32_t later;         /* clients that it would hold for, but that were
	                           decided before */
	uint32_t by_first, by_last; /* by these rules, from the first to the
	                           last in the file */
	uint32_t last_cluster;  /* plus 1; for counting */
};

/* What became of one client; the same index as among the visitors. */
struct account_client {
	unsigned char now, next; /* enum fate */
	unsigned char label;
	uint32_t cluster;
	uint32_t rule;          /* that decided next, or CATALOGUE_NONE */
};

struct account {
	struct account_client *client; /* owned */
	struct account_rule *rule;     /* owned, of the newer set */
	uint32_t *newly, *freed;       /* owned: clients refused anew, of any
	                                  label; let in anew */
	size_t newlies, freeds;
	uint64_t clients, connections, clusters;
	uint64_t label[LABELS];
	uint64_t matrix[FATES][FATES]; /* [now][next], clients */
	struct account_rate good, bad; /* refused anew */
	uint64_t good_clusters;        /* of all good clients */
	uint64_t good_greyed;          /* let in now, grey next */
	uint64_t good_undetermined;
	uint64_t good_before;          /* refused now already */
	uint64_t unknown_refused;      /* nobody can judge them */
	uint64_t sampled[LABELS];
};

/* What is needed for it; all borrowed. */
struct account_request {
	struct visitors *visitors;      /* settled, and all evidence in it */
	struct catalogue *now;      /* NULL: what the log has */
	struct catalogue *next;
	unsigned port;
};

/* Ask about every client, and count.  *a is all zero, to be freed in any case.
 * -1 with *e. */
int account_make(struct account *a, const struct account_request *q,
    struct err *e);

/* Whether a fate is a refusal. */
bool account_refuses(unsigned fate);

const char *account_fate_word(unsigned fate);

void account_free(struct account *a);

#endif
