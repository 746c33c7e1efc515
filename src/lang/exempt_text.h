/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_EXEMPT_TEXT_H
#define DHF_LANG_EXEMPT_TEXT_H

#include "book/diag.h"

struct arena;
struct err;
struct rulebook;

/*
 * exempt_text - files of recipients, of the setting exempt_rcpt
 *
 * One recipient a line, as rule/exempt.h has them; "#" begins a comment.
 */

/* Most recipients of all files. */
#define EXEMPT_TEXT_MOST 10000

/* The value of the setting with the paths of its files made absolute, as seen
 * from the folder of the file that it stands in; from the arena.  NULL if
 * memory ran out. */
const char *exempt_text_keep(struct arena *a, const char *file,
    const char *value);

/* Read the files that the setting names into b->exempt, which is empty; the
 * keys are borrowed from the arena of *b. */
enum parse_answer exempt_text_load(struct rulebook *b, struct err *e);

#endif
