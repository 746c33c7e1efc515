/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_WHY_H
#define DHF_LAB_WHY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct err;
struct library;

/*
 * why - which refusal a receipt is of
 */
struct why {
	FILE *out;           /* borrowed */
	struct library *lib; /* the rules of today; borrowed */
	int64_t now_s;
	bool json;
};

/* Tell what the receipt says itself, the minute and which rules it may have
 * been, and what the logs of these names, which end in NULL, have of it: the
 * line, the rule and its remedy, and what the rules of today say.  Returns 0,
 * or 1 if there are logs and none has it; or -1 with *e: ERR_PERM if the text
 * is no receipt, ERR_TEMP if a log can't be read. */
int why_report(const struct why *w, const char *text, char *const log[],
    struct err *e);

#endif
