/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_LIBRARY_H
#define DHF_BUILD_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "build/tags.h"
#include "policy/decide.h"
#include "rule/candidates.h"

/*
 * library - rules from a file of either kind, ready to be asked many times
 *
 * For programs that ask more than once; the filter has no time for this.
 */
struct library {
	struct arena arena; /* owned, like the next three */
	struct buf made;    /* the image of a text */
	struct tags tags;
	void *regex_memory;
	struct image image;
	struct ruleset rules;
	struct candidates room;
	struct decider decider;
	bool asks_dns;    /* a rule does, for more than the client's name */
	bool vouches;     /* a pass rule may let somebody in */
	bool asks_ledger; /* a rule does, what is held against a client */
	bool asks_helo, asks_sender, asks_rcpt; /* the same of what it says */
};

/* Load the rule image or rule text at path; what is wrong with a text is
 * printed to out, warnings too.  Returns the library, the caller's to close,
 * or NULL with *e: ERR_TEMP if the file can't be read or memory ran out,
 * ERR_PERM if it is wrong. */
struct library *library_open(const char *path, FILE *out, int64_t now_s,
    struct err *e);

void library_close(struct library *l); /* NULL is fine */

#endif
