/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_RULESET_H
#define DHF_RULE_RULESET_H

#include <stddef.h>
#include <stdint.h>

#include "rule/image.h"
#include "rule/rule.h"
#include "rule/settings.h"

struct err;

/*
 * ruleset - the rules of an image, one at a time
 *
 * A reader with room for one rule: what ruleset_next gives is borrowed until
 * the next call.  Offsets count from the start of the rules.
 */
struct ruleset {
	struct image *img; /* borrowed */
	struct settings settings;
	uint32_t at;       /* offset of the rule read last */
	uint32_t next;     /* offset of the rule behind it */
	unsigned char *record; /* in raw: room for that of a rule */
	struct rule rule;
	struct criterion crit[RULE_CRITERIA_MAX];
	/* Mostly never touched.  The settings as in the image, and close
	 * behind them the record, so that both cost one page. */
	unsigned char raw[SETTINGS_SIZE_MAX + RULE_RECORD_MAX];
};

/* Longest label, NUL included. */
#define RULESET_LABEL 256

enum ruleset_answer {
	RULESET_RULE,
	RULESET_END,
	RULESET_FAILED /* *e: ERR_PERM if damaged, ERR_TEMP if unreadable */
};

/* Start at the first rule of *img.  -1 with *e if the settings can't be
 * read. */
int ruleset_begin(struct ruleset *s, struct image *img, struct err *e);

/* Read the next rule into s->rule. */
enum ruleset_answer ruleset_next(struct ruleset *s, struct err *e);

/* Let ruleset_next go on at the rule at this offset. */
void ruleset_seek(struct ruleset *s, uint32_t at);

/* Write where the rule read last stands, "file:line".  -1 with *e if that
 * can't be read. */
int ruleset_place(struct ruleset *s, char out[RULESET_LABEL], struct err *e);

/* Write how the rule read last is called: its id, else its place. */
int ruleset_label(struct ruleset *s, char out[RULESET_LABEL], struct err *e);

#endif
