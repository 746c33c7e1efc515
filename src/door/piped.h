/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_PIPED_H
#define DHF_DOOR_PIPED_H

#include <stdbool.h>

/*
 * piped - servers that must not have a client on pipes
 *
 * They look at their socket to know who that is: somebody on a pipe is a user
 * of this machine to them, who may send anywhere.  An open relay, that is.
 */

/* Whether a program is such a server: by the last part of its path, of what a
 * link there leads to, or of one of its words, for envuidgid and others run
 * what follows them, and "sh -c" what stands in one.  A version behind the name
 * is no other name.  argv ends in NULL. */
bool piped_trusts(const char *path, char *const argv[]);

#endif
