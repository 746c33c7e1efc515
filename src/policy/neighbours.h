/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_NEIGHBOURS_H
#define DHF_POLICY_NEIGHBOURS_H

#include "base/ip.h"

struct criterion;
struct err;
struct finding;
struct image;
struct lookup;
struct view;

/*
 * neighbours - what the addresses beside the client's are called
 *
 * A pool names its lines one after the other, in any language; a machine has a
 * name of its own, and so have those beside it.  Asked are the four nearest
 * addresses, two on each side where there are two, inside the client's /24 and
 * never its first or last address, which nobody has:
 *
 *	192.0.2.77	192.0.2.76, .78, .75, .79
 *	192.0.2.1	192.0.2.2, .3, .4, .5
 *
 * In a /64 hosts are seldom side by side: what is beside an address that the
 * host made up has a name only where a machine makes names for all, as pools
 * do, and servers that somebody numbers, ::25 and ::26, have names of their
 * own.  So the nearest tell there, too; never the first, which is a router's
 * (RFC 4291 section 2.6.1).
 */
#define NEIGHBOURS 4

enum neighbour_kind {
	NEIGHBOUR_WAITING,
	NEIGHBOUR_UNKNOWN,
	NEIGHBOUR_NAMELESS, /* certainly */
	NEIGHBOUR_LIKE,     /* the client's name, but for what follows the
	                       address or counts: see name/skeleton.h */
	NEIGHBOUR_TWIN,     /* the client's very name, which may be a pool's
	                       or a host's: it speaks for nothing */
	NEIGHBOUR_OWN,      /* another name */
	NEIGHBOUR_KINDS
};

struct neighbour {
	struct ip ip;
	enum neighbour_kind kind;
	const char *name; /* the one that tells; borrowed from the source, NULL:
	                     none */
};

/* Find the addresses beside one. */
void neighbours_find(struct ip out[NEIGHBOURS], const struct ip *client);

/* Ask for the names of those beside the client, and hold them against its own,
 * if it has one.  Returns 0, or -1 with *e as suffixes_domain. */
int neighbours_look(struct neighbour out[NEIGHBOURS], struct lookup *l,
    struct image *img, struct err *e);

/* What a neighbour is called in a report: "same" and so on. */
const char *neighbour_word(enum neighbour_kind kind);

/* Ask an @neighbours, into *f as from finding_set.  Nobody is asked while the
 * client's own name is open.  Returns as neighbours_look. */
int neighbours_ask(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e);

#endif
