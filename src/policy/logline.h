/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_LOGLINE_H
#define DHF_POLICY_LOGLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/evidence.h"
#include "policy/notes.h"
#include "policy/verdict.h"

/*
 * logline - one line for one connection
 *
 * "PROGRAM: pid=N ip=A host=H action=A code=C rule=R score=S watch=W
 * note=N error=E name=N db=D by=B"; "-" where there is nothing.  The keys stay,
 * new ones come at the end; dhf(7) explains them.  In a session with a mail
 * server follow "at=S helo=H from=F to=T".
 */

/* Longest line, newline included, and the least that is enough for all keys:
 * what POSIX promises that a pipe takes whole. */
#define LOGLINE_MAX 2048
#define LOGLINE_LEAST 512

struct logline {
	const char *program;
	unsigned long pid;
	const char *ip;    /* as the environment has it, if ev has none */
	const struct evidence *ev; /* borrowed, like the next two */
	const struct verdict *verdict;
	const struct notes *notes;
	bool pregreet;     /* the client talked before it was greeted */
	bool open;         /* let in because of -o or -X */
	const char *state; /* of the greylist, a note; NULL: not asked */
	const char *ban;   /* of the ledger, the same */
	const char *by;    /* who says no: "filter", "daemon"; NULL: nobody */
	const char *error; /* NULL: none */
	const char *at;    /* where in the dialogue; NULL: this is no session */
	uint32_t db;       /* the image's checksum; 0: none was read */
};

/* Write the line to room bytes, LOGLINE_LEAST or more.  Every byte outside
 * 0x21..0x7e of a value becomes '?', a blank '_'; long values are cut, all of
 * them shorter until the line fits.  Returns its length; no NUL. */
size_t logline_format(char *out, size_t room, const struct logline *l);

#endif
