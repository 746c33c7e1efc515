/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_POSTFIX_PATTERN_H
#define DHF_IMPORT_POSTFIX_PATTERN_H

#include "import/import.h"
#include "rule/criterion.h"

struct line;

/*
 * postfix_pattern - what stands before the result in pcre_table(5) and
 * cidr_table(5), read as Postfix reads it
 */
struct postfix_pattern {
	struct criterion crit[2]; /* all of them must hold */
	size_t crits;
	bool negated;
	unsigned groups; /* pcre: how many "$n" there can be */
	char *end;       /* the byte behind it */
};

/* Postfix warns of what it does not understand, and goes on as if the line
 * were not there. */
enum postfix_answer {
	POSTFIX_TAKEN,
	POSTFIX_LEFT_OUT, /* by Postfix, and so here; warned of */
	POSTFIX_WRONG,    /* can't be had here; reported as an error */
	POSTFIX_FAILED    /* *im->e is filled */
};

/* Read the pattern at p of the line, negations before it included.  A cidr
 * pattern is one word.  The text is changed for a while. */
enum postfix_answer postfix_pcre(struct postfix_pattern *out,
    struct import *im, const struct line *l, char *p);
enum postfix_answer postfix_cidr(struct postfix_pattern *out,
    struct import *im, const struct line *l, char *p);

#endif
