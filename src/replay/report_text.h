/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_REPORT_TEXT_H
#define DHF_REPLAY_REPORT_TEXT_H

#include <stdio.h>

#include "replay/findings.h"

/*
 * report_text - findings as tables for people
 */

/* Print them.  -1 with *e if the rules can't be read. */
int report_text(FILE *out, const struct findings *f, struct err *e);

#endif
