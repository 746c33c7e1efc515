/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_HITS_H
#define DHF_LAB_HITS_H

#include <stdint.h>
#include <stdio.h>

struct err;
struct ruleset;

/*
 * hits - how often each rule was hit, from logs of the filter
 *
 * A line for each rule, in the order of the file, and behind them one for
 * whatever else the log has, such as a setting, or a rule that is gone:
 *
 *	HITS <tab> WATCH <tab> LAST <tab> RULE
 *
 * HITS are verdicts and marks, WATCH what it would have done on trial, LAST is
 * when the log has it last (RFC 3339, UTC), "-" if the lines have no time, or
 * "never".
 */
struct hits_request {
	FILE *out;
	FILE *said;          /* for a line about each log without one of ours */
	const char *program; /* how that line begins */
	struct ruleset *rules;
	char *const *log;    /* NULL at the end; none: standard input */
	int64_t now_s;
};

/* Print it for the rules and the logs of these names.  -1 with *e: ERR_TEMP if
 * a log can't be read, ERR_PERM if it is packed as nothing here reads it, or as
 * the rules can't. */
int hits_report(const struct hits_request *q, struct err *e);

#endif
