/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_CANDIDATES_H
#define DHF_RULE_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct image;

/*
 * candidates - the few rules that can hold for a client
 *
 * A rule that is not among them does not hold, whatever its expressions are:
 * none of its keys is in the name or the address sets of the client.
 */
#define CANDIDATES_MAX 256

struct candidates {
	bool all; /* too many: ask every rule */
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
