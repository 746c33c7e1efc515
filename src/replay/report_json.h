/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_REPORT_JSON_H
#define DHF_REPLAY_REPORT_JSON_H

#include <stdio.h>

#include "replay/findings.h"

/*
 * report_json - findings as one JSON object on one line
 */

/* Print them.  -1 with *e if the rules can't be read. */
int report_json(FILE *out, const struct findings *f, struct err *e);

#endif
