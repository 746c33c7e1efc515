/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_VERB_H
#define DHF_SMTP_VERB_H

#include <stdbool.h>
#include <stddef.h>

/*
 * verb - what a command begins with (RFC 5321 section 2.4)
 */

/* c in upper case.  Not toupper(3): its answer hangs on the locale. */
char verb_upper(char c);

/* Whether the line begins with verb, which is in upper case, and then ends or
 * has a blank or a tab. */
bool verb_is(const char *line, size_t len, const char *verb);

#endif
