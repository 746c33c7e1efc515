/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_SETTING_PARSE_H
#define DHF_LANG_SETTING_PARSE_H

#include <stddef.h>

#include "book/diag.h"

struct err;
struct rulebook;
struct settings;

/*
 * setting_parse - what stands behind the word of a setting
 */

/* Give setting i the value that text says; a text is borrowed for as long as
 * *s lives.  -1 and ERR_PERM if it does not read; *s is unchanged then. */
int setting_parse(struct settings *s, size_t i, const char *text,
    struct err *e);

/* The same for the book, which copies text, where it stands at *at: a path is
 * taken from the folder of that file, a list goes on.  The book remembers
 * that the setting was given, and where. */
enum parse_answer setting_take(struct rulebook *b, size_t i, const char *text,
    const struct place *at, struct err *e);

/* Complain about what only the settings of the whole book show: listening for
 * everybody without dynawall_from or postfix_from. */
void setting_check(struct rulebook *b);

#endif
