/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_FUZZ_JUDGED_H
#define DHF_FUZZ_JUDGED_H

#include <stddef.h>

#include "mta/engine.h"

/*
 * judged - an engine with some rules, which waits for nobody
 */

/* One for all inputs; its words are those of "test". */
struct engine *judged_engine(void);

/* Abort unless it is len bytes of one line of printable ASCII. */
void judged_line(const char *text, size_t len);

#endif
