/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_BATCH_H
#define DHF_LAB_BATCH_H

#include <stdbool.h>

struct err;
struct report;

/*
 * batch - lists of clients, answered line by line or as a whole
 *
 * What is wrong with a line is told on standard error, in the name of program.
 */

/* Answer the clients of standard input, one line each, or as DynaTest does.
 * The exit status, or -1 with *e. */
int batch_answer(struct report *r, const char *program, bool dynatest,
    struct err *e);

/* Evaluate the rules on the list at path, "-" being standard input.  The exit
 * status, 1 if a client that should be free is hit, or -1 with *e. */
int batch_evaluate(struct report *r, const char *program, const char *path,
    struct err *e);

#endif
