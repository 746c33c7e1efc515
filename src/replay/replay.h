/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_REPLAY_H
#define DHF_REPLAY_REPLAY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct err;

/*
 * replay - a set of rules against a log of one's own: dhf-test --replay
 */
struct replay_request {
	const char *next;      /* the rules to try */
	const char *now;       /* those to compare with; NULL: what the log
	                          has */
	const char *since, *until; /* as moment_parse has them; NULL: all */
	char *const *good, *const *bad; /* files of hearing_read, NULL at the
	                          end */
	const char *own;       /* as own_begin has it, or NULL */
	const char *suggest;   /* where exceptions go to; NULL: they don't */
	char *const *logs;     /* NULL at the end; none: standard input */
	unsigned port;         /* the local one; 0: not known */
	bool json;
	int64_t now_s;
	FILE *out;
};

/* Exit status of replay_run. */
enum {
	REPLAY_NOBODY = 0,   /* no good client is refused anew */
	REPLAY_SOMEBODY = 1,
	REPLAY_NOTHING = 2   /* no good client is known: nothing can be said */
};

/* Read the logs, ask the rules, print what comes out.  The exit status, or -1
 * with *e. */
int replay_run(const struct replay_request *q, struct err *e);

#endif
