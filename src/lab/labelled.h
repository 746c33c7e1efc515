/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_LABELLED_H
#define DHF_LAB_LABELLED_H

#include <stddef.h>

#include "policy/evidence.h"

/*
 * labelled - one line of a list of clients of which it is known what they are
 *
 * IP<TAB>HOST<TAB>LABEL[<TAB>FORM[<TAB>YEAR]]; dhf-test(1) describes it.
 */

/* Longest label or form, without NUL. */
#define LABELLED_WORD 63

struct labelled {
	struct evidence ev;
	const char *label; /* borrowed from the line, like form */
	const char *form;  /* how the address shows in the name; "": not said */
	unsigned year;     /* in which the client was seen; 0: not said */
	char entry[HOST_MAX + IP_TEXT_SIZE + 1]; /* for evidence_entry, where
	                       the name is known; else "?" or "?/IP" */
};

enum labelled_answer {
	LABELLED_CLIENT,
	LABELLED_NONE,  /* a comment or a blank line; *out is undefined */
	LABELLED_FAILED /* *e: ERR_PERM; *out is undefined */
};

/* Read a line of len bytes with a NUL behind them; its end, "\n" or "\r\n",
 * may be there or not.  The line is written to and has to outlive *out. */
enum labelled_answer labelled_parse(struct labelled *out, char *line,
    size_t len, struct err *e);

#endif
