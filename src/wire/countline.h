/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_COUNTLINE_H
#define DHF_WIRE_COUNTLINE_H

#include <stddef.h>
#include <stdint.h>

/*
 * countline - what became of a client, from the filter to the daemon's counters
 *
 * One datagram: the line of the log, and behind it " dns_us=N" where DNS was
 * waited for so long.  It is sent and forgotten: where nobody reads, the queue
 * is full, or there is no socket, nothing is lost but a number.
 */
#define COUNTLINE_SUFFIX "-count" /* behind the path of the daemon's socket */
#define COUNTLINE_MAX 3224        /* a line and what is behind it */

/* Send it; returns at once.  line: with its newline; dns_us: 0 for none. */
void countline_send(const char *path, const char *line, size_t len,
    uint64_t dns_us);

#endif
