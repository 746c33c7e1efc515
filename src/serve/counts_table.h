/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_COUNTS_TABLE_H
#define DHF_SERVE_COUNTS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/answer.h"
#include "rule/ruleset.h"
#include "serve/counts_known.h"

/*
 * counts_table - the numbers of serve/counts.h: some 400 KiB of them
 *
 * For serve/counts.c and serve/counts_text.c; others take the names alone.
 */
#define COUNTS_RULES 200
#define COUNTS_LISTS 64

enum counts_source {
	COUNTS_FILTER, COUNTS_DYNAWALL, COUNTS_POSTFIX, COUNTS_MILTER,
	COUNTS_OPENSMTPD, COUNTS_OTHER,
	COUNTS_SOURCES
};

#define COUNTS_LABEL RULESET_LABEL
#define COUNTS_ACTIONS 4 /* as enum rule_action has them: pass to grey */
#define COUNTS_RESULTS 4 /* listed, no, error, unknown */

/* Labels of rules, those of ours, and "other". */
#define COUNTS_PLACES (COUNTS_RULES + 60)

enum counts_note {
	COUNTS_PREGREET, COUNTS_CAPPED, COUNTS_LIMIT, COUNTS_GREEN,
	COUNTS_NOSTATE, COUNTS_CROWD, COUNTS_OPEN,
	COUNTS_NOTES
};
extern const char *const counts_note_word[COUNTS_NOTES];

/* What a decision failed for, as the log has it in rule=. */
enum counts_fault {
	COUNTS_IMAGE, COUNTS_IMAGE_MISSING, COUNTS_PROGRAM, COUNTS_ADDRESS,
	COUNTS_CLIENT_ADDRESS, COUNTS_OTHER_FAULT,
	COUNTS_FAULTS
};
extern const char *const counts_fault_word[COUNTS_FAULTS];

struct counts_rule {
	char label[COUNTS_LABEL];
	bool own; /* a word of ours: no rule of an image */
	uint64_t verdict[COUNTS_SOURCES][COUNTS_ACTIONS];
	uint64_t watch[COUNTS_SOURCES][COUNTS_ACTIONS];
	uint64_t marks[COUNTS_SOURCES];
};

struct counts_list {
	char zone[DNS_NAME_SIZE];
	uint64_t n[COUNTS_RESULTS];
};

struct counts {
	struct counts_rule rule[COUNTS_PLACES]; /* the first is "other" */
	size_t rules, named; /* of them those of images */
	struct counts_known known;
	bool any;              /* whatever a line says is one */
	struct counts_list list[COUNTS_LISTS + 1]; /* the last is "other" */
	size_t lists;
	uint64_t note[COUNTS_SOURCES][COUNTS_NOTES];
	uint64_t faults[COUNTS_SOURCES][COUNTS_FAULTS];
	uint64_t dns[COUNTS_SOURCES], dns_us[COUNTS_SOURCES];
	uint64_t unreadable;
	int64_t last_s; /* of the last line; 0: none came */
	uint32_t db;    /* id of the image */
};

#endif
