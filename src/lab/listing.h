/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_LISTING_H
#define DHF_LAB_LISTING_H

#include <stdio.h>

struct err;
struct ruleset;
struct settings;

/*
 * listing - the rules and settings of an image, for people
 */

/* "name -> value", a setting a line. */
void listing_settings(FILE *out, const struct settings *s);

/* "action -> criteria", a rule a line, in the order of the file; the criteria
 * as written.  -1 with *e if a rule can't be read. */
int listing_rules(FILE *out, struct ruleset *rules, struct err *e);

#endif
