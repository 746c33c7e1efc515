/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_CENSUS_H
#define DHF_REPORT_CENSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "name/class_kind.h"
#include "report/clients.h"
#include "report/decision.h"
#include "report/highest.h"
#include "report/listcount.h"
#include "report/refusals.h"
#include "report/rulecount.h"
#include "report/sketch.h"
#include "report/timeline.h"
#include "report/wordcount.h"

struct called_memory;
struct err;
struct framed;
struct image;

/*
 * census - all that is counted of the lines of logs, in one pass
 *
 * Some 20 MiB for any log.  No clock: what a line says depends on the lines
 * before it, and on now only where its time is not to be believed.
 */
#define CENSUS_BINS 200

enum census_series { /* over time */
	CENSUS_PASS = DECISION_PASS, CENSUS_BLOCK = DECISION_BLOCK,
	CENSUS_DEFER = DECISION_DEFER, CENSUS_GREY = DECISION_GREY,
	CENSUS_SPOKE_EARLY, CENSUS_ASKED, CENSUS_UNKNOWN,
	CENSUS_SERIES
};
#define CENSUS_ACTIONS DECISION_ACTIONS

enum census_note { /* words of note= */
	CENSUS_PREGREET, CENSUS_CAPPED, CENSUS_OPEN, CENSUS_SAMPLE,
	CENSUS_GREEN, CENSUS_NOSTATE, CENSUS_CROWD, CENSUS_ODD_NAME,
	CENSUS_BAN, CENSUS_NOBAN, CENSUS_LIMIT,
	CENSUS_NOTES
};

enum census_top { /* tables of whoever comes most often */
	CENSUS_DOMAINS,    /* registrable ones of refused clients */
	CENSUS_NETWORKS,   /* /24 and /48 of these */
	CENSUS_BOTH,       /* let in, and refused for good */
	CENSUS_ODD,        /* names that are none */
	CENSUS_TO,         /* recipients' domains that were refused */
	CENSUS_POSTMASTER, /* clients refused with mail to postmaster */
	CENSUS_ERRORS,
	CENSUS_TOPS
};

enum census_word { /* keys of few values */
	CENSUS_PROGRAM, CENSUS_BY, CENSUS_NAME, CENSUS_AT, CENSUS_TLS,
	CENSUS_END, CENSUS_DB,
	CENSUS_WORDS
};

#define CENSUS_CONFIDENCES 8

struct census {
	/* whoever counts sets these first */
	int64_t now_s;
	bool whole;        /* recipients, not their domains alone */
	struct image *img; /* of public suffixes; borrowed */

	uint64_t lines;    /* all, and of these: */
	uint64_t decisions;
	uint64_t foreign;  /* somebody else's */
	uint64_t unreadable; /* ours, and no decision that reads */
	uint64_t crashes;
	uint64_t timeless; /* decisions without a time */
	uint64_t odd_time; /* with one before 2000 or in the future */
	int64_t first_s, last_s; /* INT64_MIN: no line has a time */

	uint64_t action[CENSUS_ACTIONS];
	uint64_t waiting;  /* grey, and told to come back */
	uint64_t note[CENSUS_NOTES];
	uint64_t faults, asked, unknown, ip6;
	uint64_t rcpt_refused, rcpt_passed, auth;
	struct timeline timeline;
	uint32_t bin[CENSUS_BINS * CENSUS_SERIES];
	/* the last class is that of clients without a name */
	uint64_t class[CLASS_KINDS + 1][CENSUS_ACTIONS];
	uint64_t confidence[CLASS_KINDS][CENSUS_CONFIDENCES];
	struct wordcounts word[CENSUS_WORDS];
	struct rulecounts rules;
	struct listcounts lists;
	struct refusals refusals;
	struct highest highest;
	struct clients *clients;         /* owned, like the next two */
	struct sketch *top[CENSUS_TOPS];
	struct called_memory *called;
};

/* Begin with an empty one of all bytes zero.  -1 with *e if memory ran out. */
int census_begin(struct census *c, struct err *e);
void census_end(struct census *c);

/* Count a line. */
void census_line(struct census *c, const struct framed *f);

/* The checksum of the rules that held last, 0 if it is not known. */
uint32_t census_last_db(const struct census *c);

const char *census_note_word(enum census_note note);

#endif
