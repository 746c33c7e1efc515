/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_PARSE_H
#define DHF_LANG_PARSE_H

#include "book/diag.h"

struct err;
struct rulebook;

/*
 * parse - the rule language of dhf.conf(5), line by line
 */

/* Longest logical line, bytes. */
#define PARSE_LINE_MAX 65536

/* Add what the rule file at path says to *b.  What is wrong in it goes to the
 * book's diag and does not stop the reading.  PARSE_WRONG: the file can't be
 * read, or is being read already; *e says why, the diag does not. */
enum parse_answer parse_file(struct rulebook *b, const char *path,
    struct err *e);

#endif
