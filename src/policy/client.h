/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_CLIENT_H
#define DHF_POLICY_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "expr/shape.h"
#include "name/class.h"
#include "policy/evidence.h"
#include "policy/notes.h"

struct lookup;

/*
 * client - one client on its way to a verdict
 *
 * What is known of it, and what has been found out that no answer of DNS can
 * change, so that it is found out once and not in each walk.
 */

/* Rules of which the local answer is kept; the others are asked again. */
#define CLIENT_MEMO 64

/* What the local criteria of one rule said. */
struct client_memo {
	uint32_t rule;       /* its offset */
	unsigned char answer; /* enum answer */
	bool limited : 1;    /* as in a finding, like the next */
	bool by_unknown : 1;
	bool moot : 1;
	bool said : 1;
	unsigned char hits;  /* searches that had given up after it; their
	                        budget is REGEX_LIMIT_HITS */
};

/* Where the hosts of a domain are, as whereabouts.c has seen it. */
struct client_hosts {
	unsigned yes; /* bit n: host_word n */
	bool any;     /* an address */
	bool waiting, unknown;
};

struct client {
	const struct evidence *ev; /* borrowed */
	struct lookup *lookup;     /* borrowed; NULL: DNS is not asked */
	int64_t now_s;             /* seconds since 1970 */
	bool have_chain, have_shape, have_class;
	bool wants_name;           /* a criterion asks for a name that nobody
	                              has told */
	bool wants_proof;          /* that its name leads back changes a rule */
	bool wants_offences;       /* a criterion asks what the ledger has */
	bool have_helo_hosts, have_sender_hosts;
	struct client_hosts helo_hosts, sender_hosts; /* nothing waits */
	unsigned helo_known, helo_is; /* bit n: helo_word n, if it holds */
	uint32_t chain;            /* the address sets that hold the client */
	struct shape shape;        /* of the text that is searched */
	size_t memos;
	struct notes notes;        /* of the walk made last */
	struct class class;        /* of the name */
	struct client_memo memo[CLIENT_MEMO]; /* by offset, ascending */
};

/* Begin with the client of *ev, whom DNS is asked about through lookup: NULL if
 * it has no address. */
void client_begin(struct client *c, const struct evidence *ev,
    struct lookup *lookup, int64_t now_s);

/* The name of *c->ev is another now: forget what followed from it. */
void client_renamed(struct client *c);

/* The client has said more, or something else: forget what followed from what
 * it had said. */
void client_told(struct client *c);

/* What is kept of the rule at an offset, or NULL; *at, 0 at first, makes a
 * walk through ascending offsets quick. */
const struct client_memo *client_memo_find(const struct client *c,
    uint32_t rule, size_t *at);

/* Keep what a rule said, if it stands behind all others and there is room. */
void client_memo_keep(struct client *c, const struct client_memo *m);

#endif
