/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_CRITERION_H
#define DHF_RULE_CRITERION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rule/packed.h"

/*
 * criterion - what a rule asks of a client, and what kinds of that there are
 *
 * Whatever differs by kind and is no code of its own stands in one table of
 * traits.  Nothing else may list the kinds, so that two lists can't disagree.
 */
enum criterion_kind { /* the numbers stand in images */
	CRITERION_ANY,
	CRITERION_IP,    /* @ip, @range, @ipfile, @country, @asn: a set */
	CRITERION_NAME,  /* domains and all below them */
	CRITERION_HOST,  /* names, exactly */
	CRITERION_REGEX, /* one expression */
	CRITERION_EMBEDDED,
	CRITERION_CLASS,
	CRITERION_RDNS,
	CRITERION_DNSBL,
	CRITERION_RHSBL,
	CRITERION_DNSWL,
	CRITERION_PORT,  /* the local one */
	CRITERION_RCPT,  /* the recipient of the mail */
	CRITERION_OFFENDER, /* what the daemon's ledger has */
	CRITERION_HELO,  /* the name by which the client greets */
	CRITERION_SENDER, /* the sender of the mail */
	CRITERION_HELO_SEARCH, /* an expression in each of the three */
	CRITERION_SENDER_SEARCH,
	CRITERION_RCPT_SEARCH,
	CRITERION_HELO_IS,  /* what the greeting is */
	CRITERION_HELO_AT,  /* where the hosts of its name are */
	CRITERION_SENDER_AT, /* and those of the sender's domain */
	CRITERION_SENDER_RHSBL, /* lists of names have that domain */
	CRITERION_SCORE,    /* so far */
	CRITERION_NEIGHBOURS, /* what the addresses beside it are called */
	CRITERION_DECLARED,   /* SPF says that it sends mail */
	CRITERION_KINDS
};

struct criterion {
	enum criterion_kind kind;
	bool negated;
	uint32_t set;      /* CRITERION_IP: number of the address set, from 1 */
	const void *value; /* as its form has it in an image; borrowed */
	size_t len;        /* of the value, bytes; 0: there is none */
};

/* What the value looks like; see rule/value.h. */
enum criterion_form {
	VALUE_NONE,       /* there is none */
	VALUE_NETWORKS,   /* the text, NUL-terminated; asked is the set */
	VALUE_DOMAINS,    /* rule/domains.h */
	VALUE_EXPRESSION, /* the expression, $1-$8 in it, NUL-terminated */
	VALUE_EMBEDDED,   /* rule/words.h */
	VALUE_CLASSES,    /* rule/classes.h */
	VALUE_STATES,     /* rule/words.h */
	VALUE_LISTS,      /* rule/listspec.h */
	VALUE_PORTS,      /* rule/ports.h */
	VALUE_MAILBOXES,  /* rule/mailboxes.h */
	VALUE_OFFENCES,   /* rule/words.h */
	VALUE_HELO,       /* rule/words.h */
	VALUE_HOSTS,      /* rule/words.h */
	VALUE_NEIGHBOURS, /* rule/words.h */
	VALUE_SCORE,      /* thousandths, 32 bits, little-endian */
	VALUE_SEARCH,     /* "~" and an expression, as above */
	CRITERION_FORMS
};

/* What it costs to ask, in the order of asking. */
enum criterion_cost {
	COST_CHEAP,
	COST_DEAR,   /* an expression is compiled */
	COST_REMOTE  /* DNS, or the daemon, is asked */
};

/* By what the index leads to a rule that has the criterion, not negated. */
enum criterion_key {
	INDEX_NONE,
	INDEX_DOMAINS,
	INDEX_EXPRESSION,
	INDEX_SET
};

/* What lists are asked about. */
enum criterion_lists {
	LISTS_NONE, /* it has no lists */
	LISTS_OF_ADDRESSES,
	LISTS_OF_NAMES
};

struct criterion_trait {
	const char *word; /* behind "@" */
	enum criterion_form form;
	enum criterion_cost cost;
	enum criterion_key key;
	enum criterion_lists lists;
	bool accuses;     /* a hit on its lists speaks against the client */
	bool is_claim;    /* it believes the client's name */
	bool may_be_bare; /* the value may be left out */
};

/* What is true of all criteria of a kind; never NULL. */
const struct criterion_trait *criterion_trait(enum criterion_kind kind);

/* The value, to be read from its start. */
struct packed_cursor criterion_value(const struct criterion *c);

/* True if whom the criterion does not hold for is an exception by his name:
 * while nobody has seen that the name is his, anybody can claim to be one. */
bool criterion_excepts(const struct criterion *c);

#endif
