/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_CALLED_H
#define DHF_REPORT_CALLED_H

#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "name/class_kind.h"
#include "name/host.h"
#include "policy/logread.h"

struct image;

/*
 * called - what a client's name says of it, and below which domain it is
 *
 * By the table that is shipped, whatever the rules ask.  What was found of
 * some thousand clients is remembered, since most come again.
 */
struct called {
	enum class_kind kind;  /* of a client without a name CLASS_KINDS */
	int confidence_milli;
	char name[HOST_MAX + 1]; /* in lower case */
	size_t domain;           /* where the registrable one begins in it */
	size_t len;              /* of name; 0: there is none */
};

struct called_memory;

/* NULL if memory ran out. */
struct called_memory *called_new(void);
void called_free(struct called_memory *m); /* NULL is fine */

/* Tell of a name; *ip may be NULL.  The image has the list of public suffixes:
 * without one in it a rule of thumb holds, and so it does if it can't be
 * read. */
void called_find(struct called *out, struct called_memory *m,
    struct image *img, const struct logread_value *host,
    const struct ip *ip);

#endif
