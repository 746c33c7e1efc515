/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_HEARD_H
#define DHF_SERVE_HEARD_H

#include <stddef.h>

struct held_end;

/*
 * heard - what a client said that was refused here, for the log
 *
 * "heard ip=A helo=H from=F to=T n=N": how it greeted last, the sender and the
 * first recipient that was refused, and how many were.  The filter has told of
 * the client itself, when it handed it over.
 */
#define HEARD_MAX 1024

/* Write the line without an end, a string; "-" where there is nothing, "_" for
 * a blank.  Returns its length; 0: no recipient was refused, nothing is to be
 * told. */
size_t heard_format(char out[HEARD_MAX], const struct held_end *end);

#endif
