/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_INCLUDE_H
#define DHF_LANG_INCLUDE_H

#include "book/diag.h"

struct err;
struct rulebook;

/*
 * include - a rule file, or a folder of them, in the place of a line
 */

/* Read the file at path, or every *.conf file of the folder at path in the
 * order of their names.  path is as written at *at, and taken from the folder
 * of that file. */
enum parse_answer include_path(struct rulebook *b, const char *path,
    const struct place *at, struct err *e);

#endif
