/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_CLASS_H
#define DHF_NAME_CLASS_H

#include <stddef.h>

#include "name/sign.h"

struct ip;
struct points;

/*
 * class - what kind of machine a host name says it is
 *
 * Signs are collected from the host part, which is all labels left of the
 * registrable domain, and weighed against each other.  Words of mail weigh
 * against dynamic; static lines and machines for rent never become it.
 *
 *	ppp-192-0-2-77.example.net	whole address, "ppp": much for
 *	pool77.example.net		last octet, "pool": for
 *	mail77.example.net		last octet, "mail": against
 *
 * POINTS_DYNAMIC points and more are dynamic.  Then two words win against any
 * number of points: one of static lines ("static", "business") if anything of
 * the address is there, and one of machines for rent ("vps") unless a word of
 * end-user lines is there, too.  What the registrable domain is kept for counts
 * as such a word.
 *
 * The points, and how sure a class is of a sum, come from tests/bench/weights,
 * which finds them from labelled names.  What they find among names
 * that they were not found from, beside other methods, is in
 * tests/bench/accuracy.md.
 */
/* What is to be classified. */
struct class_asked {
	const char *name;
	size_t len;          /* 1 to 253, in lower case */
	size_t domain;       /* where its registrable domain begins */
	const struct ip *ip; /* the client's address, or NULL */
};

/* Classify a name by the table that is shipped. */
void class_find(struct class *out, const char *name, size_t len,
    size_t domain, const struct ip *ip);

/* The same by other points: how else could one measure them? */
void class_weigh(struct class *out, const struct points *points,
    const struct class_asked *asked);

/* The highest confidence that a name of this class can have. */
int32_t class_confidence_most(enum class_kind kind);

/* "dynamic" and so on, as the rule language spells it. */
const char *class_word(enum class_kind kind);

#endif
