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
 * "PROGRAM: pid=N ip=A host=H action=A code=C rule=R score=S watch=W note=N
 * error=E name=N db=D by=B at=A helo=H from=F to=T n=R/P tls=T auth=A child=C
 * end=E why=W"; "-" where there is nothing.  The keys stay, new ones come
 * before the last; dhf(7) explains them.
 */

/* Longest line, newline included, and the least that is enough for all keys:
 * what POSIX promises that a pipe takes whole. */
#define LOGLINE_MAX 3072
#define LOGLINE_LEAST 512
#define LOGLINE_MUTE 2048 /* the longest where there is no dialogue */

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
	const char *norelay; /* no server can stand behind it, the same */
	const char *by;    /* who says no: "filter", "daemon"; NULL: nobody */
	const char *error; /* NULL: none */
	uint32_t db;       /* the image's checksum; 0: none was read */
	const char *at;    /* where in a dialogue; NULL: there is none, and
	                      the rest is not looked at */
	bool discreet;     /* do not tell sender and recipient of ev */
	unsigned refused, passed; /* recipients */
	const char *tls;   /* NULL: none, like the next */
	const char *auth;
	unsigned long child; /* the process that serves the client; 0: none */
	unsigned end;      /* the code of its last reply; 0: none */
};

/* Write the line to room bytes, LOGLINE_LEAST or more.  Every byte outside
 * 0x21..0x7e of a value becomes '?', a blank '_'.  What the client says is
 * whole as long as the line fits; other values are cut at 180 bytes, a host
 * name at 253.  Then what it says is cut first.  In less room the line
 * ends where that does.  Returns the length; no NUL. */
size_t logline_format(char *out, size_t room, const struct logline *l);

#endif
