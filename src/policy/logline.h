/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_LOGLINE_H
#define DHF_POLICY_LOGLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/evidence.h"
#include "policy/verdict.h"

/*
 * logline - one line for one connection
 *
 * "dyn-host-filter: pid=N ip=A host=H action=A code=C rule=R score=S watch=W
 * note=N error=E"; "-" where there is nothing.  The keys stay, new ones come
 * at the end; dhf(7) explains them.
 */

/* Longest line, newline included: what pipes take whole (PIPE_BUF is at
 * least this on all systems we know, POSIX promises 512). */
#define LOGLINE_MAX 2048

struct logline {
	unsigned long pid;
	const char *ip;    /* as the environment has it, if ev has none */
	const struct evidence *ev;
	const struct verdict *verdict;
	bool pregreet;     /* the client talked before it was greeted */
	bool open;         /* let in because of -o or -X */
	const char *error; /* NULL: none */
};

/* Write the line.  Every byte outside 0x21..0x7e of a value becomes '?', a
 * blank '_'; long values are cut.  Returns its length; no NUL. */
size_t logline_format(char out[LOGLINE_MAX], const struct logline *l);

#endif
