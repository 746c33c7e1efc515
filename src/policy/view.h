/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_VIEW_H
#define DHF_POLICY_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/client.h"

struct err;
struct image;
struct margin;
struct regex_engine;
struct regexcache;

/*
 * view - what criteria look at: a client, and with what
 */

/* A client as the rules of one image see it; all borrowed. */
struct view {
	struct image *img;
	struct regex_engine *regex;
	struct regexcache *cache; /* NULL: none */
	struct client *client;
	const int32_t *score_milli;   /* so far */
	const struct margin *margin;  /* of it */
	bool ip_searched; /* expressions see the address of a client without a
	                     name */
};

/* Find the address sets that hold the client's address; *chain is 0 if there
 * are none or there is no address.  -1 with *e as nettree_find. */
int view_chain(const struct view *v, uint32_t *chain, struct err *e);

/* True if nobody knows, yet or at all, whether the client has a name. */
bool view_name_is_open(const struct view *v);

/* The text that expressions are searched in, its length to *len; "" if there
 * is none, or if the name is open. */
const char *view_subject(const struct view *v, size_t *len);

#endif
