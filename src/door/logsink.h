/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_LOGSINK_H
#define DHF_DOOR_LOGSINK_H

#include <stddef.h>

/*
 * logsink - where a log line goes
 *
 * To descriptor 2, unless that is the client's own connection, as under
 * inetd(8), which has nowhere else for it: then to the system's log, as
 * mail.info.
 */

/* Where the system's log listens. */
#define LOGSINK_SYSLOG "/dev/log"

/* Write the line of len bytes, newline included, that begins with the name of
 * the program, a colon and a blank.  What can't be written within ms
 * milliseconds is lost.  client: the client's descriptor; syslog: the path of
 * the socket, LOGSINK_SYSLOG. */
void logsink_write(const char *line, size_t len, int client, unsigned ms,
    const char *syslog);

#endif
