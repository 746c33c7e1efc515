/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_STATISTICS_H
#define DHF_SERVE_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

struct buf;

/*
 * statistics - what a daemon has done, in numbers, as a file
 *
 *	dhfd-statistics 1
 *	since 1790000000
 *	at 1790086400
 *	filter.sessions 4711
 *	...
 *
 * Times are seconds since 1970, numbers decimal.  Totals go on after a new
 * start, from the file; numbers of now begin anew.  dhfd(8) says what each is.
 */
enum statistic {
	STAT_SESSIONS, STAT_STRANGERS, STAT_SESSIONS_FULL, STAT_OTHERS,
	STAT_BAD,
	STAT_GREY_GREEN, STAT_GREY_NEW, STAT_GREY_WAIT, STAT_GREY_FAILED,
	STAT_ENVELOPES,
	STAT_TAKEN, STAT_TAKEN_LATE, STAT_TAKEN_FULL, STAT_TAKEN_ADDRESS,
	STAT_HELD_QUIT, STAT_HELD_GONE, STAT_HELD_TIME, STAT_HELD_LIMIT,
	STAT_HELD_PREGREET, STAT_HELD_TARPIT,
	STAT_WALL_0, STAT_WALL_1, STAT_WALL_2, STAT_WALL_3, STAT_WALL_4,
	STAT_WALL_5, STAT_WALL_STRANGERS, STAT_WALL_WRONG, STAT_WALL_LATE,
	STAT_POSTFIX_PASSED, STAT_POSTFIX_REFUSED, STAT_POSTFIX_DEFERRED,
	STAT_POSTFIX_STRANGERS, STAT_POSTFIX_WRONG, STAT_POSTFIX_LATE,
	STAT_OFFENDER_ASKED, STAT_OFFENDER_FOUND,
	STAT_OFFENCES, STAT_OFFENCES_NEVER,
	STAT_BANS, STAT_BANS_FREED, STAT_BANS_NEVER, STAT_BANS_FAILED,
	STAT_RULES_READ, STAT_RULES_BAD,
	STAT_COMMITS, STAT_COMMITS_FAILED, STAT_EXPIRED, STAT_CROWD,
	STAT_GREY_EARLY, STAT_RELAY_TAKEN, STAT_RELAY_FAILED,
	/* numbers of now */
	STAT_NOW_HELD, STAT_NOW_TARPIT, STAT_NOW_SESSIONS, STAT_NOW_WALL,
	STAT_NOW_NAMES, STAT_NOW_BANS, STAT_NOW_POSTFIX,
	STATISTICS
};

struct statistics {
	int64_t since_s; /* 0: never */
	uint64_t n[STATISTICS];
};

/* Append the file that was counted until now_s. */
void statistics_write(struct buf *out, const struct statistics *s,
    int64_t now_s);

/* Read such a file, totals only.  Names that we do not know are passed over; a
 * file that is none leaves *s as it is.  Returns how many lines cannot be read,
 * as one without an end, whose number may be cut; 1 for a file that is none. */
unsigned statistics_read(struct statistics *s, const char *text);

/* Add the totals of *before to *s, which begins when that did. */
void statistics_go_on(struct statistics *s, const struct statistics *before);

#endif
