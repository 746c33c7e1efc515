/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_LOOKUP_H
#define DHF_POLICY_LOOKUP_H

#include <stdbool.h>

#include "dns/rdns.h"
#include "policy/evidence.h"
#include "rule/rule.h"

struct finding;
struct listspec;
struct notes;

/*
 * lookup - what a decision asks of DNS
 *
 * A question goes out when a criterion first needs it, and nobody waits here:
 * until the answer comes it is ANSWER_WAITING.
 */
struct lookup {
	struct dns_source source;
	const struct evidence *ev; /* borrowed */
	bool begun;                /* rdns has been */
	bool over;                 /* lookup_end was called */
	struct rdns rdns;
	bool proving;              /* the name that was told is asked about */
	int proof;                 /* by this question; see forward_ask */
};

/* The client's name, as DNS tells it. */
struct lookup_named {
	const char *name; /* borrowed from the source */
	bool proven;      /* it leads back to the address */
	bool certain;     /* whether any name leads back */
	bool doubtful;    /* with more answers it could be another */
};

/* Ask about the client of *ev, whose address is known.  What source leads to
 * must not forget until the next lookup_begin. */
void lookup_begin(struct lookup *l, const struct dns_source *source,
    const struct evidence *ev);

/* Wait no longer: what has no answer is unknown from now on. */
void lookup_end(struct lookup *l);

/* Wait again, for what is asked from now on. */
void lookup_again(struct lookup *l);

/* Whether the client's reverse name is in one of the states of an @rdns, into
 * *f as from finding_set. */
void lookup_rdns(struct finding *f, struct lookup *l,
    const struct criterion *c, struct notes *notes);

/* Whether one of the lists of an @dnsbl, @dnswl or @rhsbl has the client,
 * into *f as from finding_set; one that answers with an error is
 * unknown.  What each list said is noted. */
void lookup_lists(struct finding *f, struct lookup *l,
    const struct criterion *c, struct notes *notes);

/* Whether one list has the client; kind is that of its criterion. */
enum answer lookup_list(struct lookup *l, enum criterion_kind kind,
    const struct listspec *list);

/* The client's reverse name: ANSWER_YES and *out, the first in order that
 * leads back to the address or else the first of all; ANSWER_NO if there
 * certainly is none. */
enum answer lookup_name(struct lookup *l, struct lookup_named *out);

/* Whether the name that the client was told to have leads back to it. */
enum answer lookup_proof(struct lookup *l);

/* The client's confirmed name: ANSWER_YES and *name, the first in order that
 * leads back to the address, borrowed from the source; ANSWER_NO if there
 * certainly is none. */
enum answer lookup_confirmed(struct lookup *l, const char **name);

/* What *l asks, for whoever asks more of the same client: what has no answer at
 * lookup_end is unknown there, too.  Borrowed from *l. */
struct dns_source lookup_source(struct lookup *l);

/* What DNS says of the records of a name that a client has told, so far;
 * borrowed from the source.  NULL: it is no name, and has none. */
const struct dns_answer *lookup_records(struct lookup *l, const char *name,
    enum dns_type type);

/* The text of a list that has the client: ANSWER_YES and *text, borrowed. */
enum answer lookup_text(struct lookup *l, enum criterion_kind kind,
    const char *zone, const char **text);

#endif
