/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_WHENCE_H
#define DHF_SERVE_WHENCE_H

#include <stdbool.h>

#include "rule/admit.h"

/*
 * whence - where a client of a socket is
 */

/* Whether the client of fd may ask: it is on this machine, by a UNIX socket, or
 * at one of the addresses.  One that nobody can tell of may not. */
bool whence_admits(const struct admit *from, int fd);

#endif
