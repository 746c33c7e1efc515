/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WATCH_STAMP_H
#define DHF_WATCH_STAMP_H

#include <stddef.h>
#include <stdint.h>

/*
 * stamp - when a line of a log was written, as those who write logs say it
 *
 *	@400000006723a1b02d8f5a3c	multilog, s6-log: TAI64N
 *	2026-11-29T10:00:00.123+01:00	syslog (RFC 3339), journalctl
 *	2026-11-29 10:00:00 +0100	Exim; without a zone that of here
 *	2026-11-29_09:00:00.12345	svlogd: UTC
 *	Nov 29 10:00:00			syslog (RFC 3164): here, no year
 *	1764410400.123			seconds since 1970
 *
 * Of a line without a year it is the last one in which it is not more than a
 * day ahead of now.
 */

/* Read the time at the beginning of a line.  Returns how many octets it takes,
 * the blanks behind it included, and *out, seconds since 1970; or 0, and *out
 * unchanged. */
size_t stamp_read(int64_t *out, const char *line, size_t len, int64_t now_s);

#endif
