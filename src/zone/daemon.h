/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_DAEMON_H
#define DHF_ZONE_DAEMON_H

struct err;

/*
 * daemon - a dump straight from dhfd
 */
#define DAEMON_SOCKET "/var/lib/dhf/control"

/* Longest that it may be silent; dial_silent is for who reads then. */
#define DAEMON_WAIT_S 10

/* Ask the daemon at a socket for all its records.  Returns the descriptor from
 * which they come, with DAEMON_END behind the last, or -1 with *e: ERR_TEMP,
 * also if no daemon runs or answers; ERR_PERM, path is too long, or
 * we may not ask. */
int daemon_dump(const char *path, struct err *e);

/* The last line of a dump that is whole; another that begins with ". " says
 * what went wrong. */
#define DAEMON_END ". ok"

#endif
