/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_CANDIDATES_H
#define DHF_RULE_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "expr/shape.h"

struct err;
struct image;

/*
 * candidates - the few rules that can hold for a client
 *
 * Each rule was given a key when it was compiled: a domain, a run of two to
 * four bytes (a gram) that its expression requires, or an address set.  Of
 *
 *	1 block \.dyn\.example\.com$	the domain dyn.example.com
 *	2 block ^ppp[0-9]		the gram "ppp"
 *	3 block @ip=192.0.2.0/24	the set of these addresses
 *	4 block ^[a-z]\d{3}\.		none: it is asked for everybody
 *
 * ppp7.dyn.example.com at 198.51.100.1 has the domains com, example.com,
 * dyn.example.com and its own, and the grams "pp", "ppp", "ppp7", "p7" and so
 * on, of which a bit filter first drops those that no rule has.  Rules 1, 2
 * and 4 are candidates.  Whether they hold is asked then; that 3 does not is
 * certain, as none of its keys is there.
 */
#define CANDIDATES_MAX 256

struct candidates {
	bool all; /* too many: ask every rule */
	struct shape shape; /* of the text */
	size_t len;
	uint32_t rule[CANDIDATES_MAX]; /* offsets, ascending, each once */
};

/* Whether the rule at an offset is among them. */
bool candidates_have(const struct candidates *c, uint32_t rule);

/* Find the rules that can hold for a client whose expressions are searched in
 * len bytes of text, and whose address has this chain of sets.  Returns 0, or
 * -1 with *e as image_page. */
int candidates_find(struct candidates *c, struct image *img, const char *text,
    size_t len, uint32_t chain, struct err *e);

#endif
