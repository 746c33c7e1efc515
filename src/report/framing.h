/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_FRAMING_H
#define DHF_REPORT_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * framing - what whoever keeps a log has put around our lines
 *
 * Found line by line, so that logs may be mixed:
 *
 *	multilog, s6-log	@40000000... TEXT
 *	svlogd			2026-11-29_09:00:00.12345 TEXT
 *	syslog			Nov 29 10:00:00 HOST TEXT, or with RFC 3339
 *	journalctl -o short...	the same, 1764410400.123456 HOST TEXT
 *	journalctl -o export	FIELD=VALUE lines, and an empty one
 *	journalctl -o json	an object a line
 *
 * An export has values with newlines in them as a length and so many octets:
 * these are passed over, so that nobody's message can pretend to be ours.
 */
struct framed {
	const char *text; /* with what stands before it; borrowed */
	size_t len;
	bool has_time;
	int64_t at_s;     /* seconds since 1970 */
};

/* Longest line that is looked at; of a longer one this much. */
#define FRAMING_LINE_MAX 16384

/* All bytes zero at the beginning of a file, but for now_s. */
struct framing {
	int64_t now_s;
	/* an export: its entry's time, and how much of a value is to come */
	bool entry_has_time;
	int64_t entry_s;
	unsigned length_bytes; /* that are still to come, of 8 */
	uint64_t skip;
	/* the minute that mktime(3) was asked for last */
	char minute[13];       /* "Nov 29 10:00:" */
	int64_t minute_s;
	char json[FRAMING_LINE_MAX + 1];
};

/* Take the next line of a file, without its newline: len octets of it, of whole
 * ones.  False if it can't be one of ours. */
bool framing_line(struct framing *f, struct framed *out, const char *line,
    size_t len, uint64_t whole);

#endif
