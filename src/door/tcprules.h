/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_TCPRULES_H
#define DHF_DOOR_TCPRULES_H

#include <stddef.h>

#include "base/cdb.h"

/*
 * tcprules - what a database of tcprules(1) says of an address
 *
 * As tcpserver(1) asks it where no name and no ident information is known: the
 * address, then what of it ends in a dot or colon, the longest first, then "".
 */

/* What was found, read one after the other by tcprules_next. */
struct tcprules {
	size_t len, at;
	char text[CDB_VALUE_MAX];
};

/* Find the line for an address, as text.  Returns 0, and nothing in *r where
 * none says anything; or -1 with *e as cdb_find has it. */
int tcprules_find(struct tcprules *r, struct cdb *c, const char *ip,
    struct err *e);

enum tcprules_answer {
	TCPRULES_SET,  /* a variable is to be set */
	TCPRULES_DENY, /* the client is not to come in */
	TCPRULES_END
};

/* The next instruction; *name and *value are in *r until it is filled anew. */
enum tcprules_answer tcprules_next(const char **name, const char **value,
    struct tcprules *r);

#endif
