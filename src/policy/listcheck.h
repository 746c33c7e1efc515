/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_LISTCHECK_H
#define DHF_POLICY_LISTCHECK_H

#include <stdio.h>

struct err;
struct ruleset;

/*
 * listcheck - do the lists that the rules name work?  RFC 5782 section 5
 */

/* Ask every list of every rule for its test points, and print for each
 * "ZONE CLIENTS RESULT [REASON]" between tabs.  Returns 0 if all are fine, 1
 * if not, or -1 with *e. */
int listcheck_run(FILE *out, struct ruleset *rules, struct err *e);

#endif
