/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_HELO_H
#define DHF_SMTP_HELO_H

#include <stddef.h>
#include <stdint.h>

/*
 * helo - the name that a client greets with, as a number
 */

/* The number of a name, len bytes of it, blanks around it or not: in whatever
 * case it is the same (RFC 5321 section 2.4); 0 where there is none.  What
 * stands behind a blank is no part of it.  Different names have the same by
 * chance alone, or where somebody looks for them. */
uint64_t helo_number(const char *name, size_t len);

/* The number of a command's name; 0 if it is no HELO or EHLO. */
uint64_t helo_hear(const char *line, size_t len);

#endif
