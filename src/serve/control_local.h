/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_CONTROL_LOCAL_H
#define DHF_SERVE_CONTROL_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"
#include "serve/control_terms.h"
#include "state/dump.h"

struct deed;
struct share_walk;

/*
 * control_local - a session, for control.c and control_do.c
 */
enum control_doing {
	DO_ASK,  /* its line has not come yet */
	DO_DUMP,
	DO_LOAD,
	DO_WAIT, /* for the answer of the store */
	DO_END   /* what is in out is the rest */
};

struct control_session {
	uv_poll_t poll;
	struct control *control;
	struct control_session *next, *before;
	int fd;
	void (*go)(struct control_session *s); /* on, when there is an answer */
	enum control_doing doing;
	bool waits;         /* for a commit */
	bool at_work;       /* who is told need not go on */
	struct deed *deed;  /* that is waited for, or NULL */
	struct share_walk *walk; /* of a dump of a shared store, or NULL */
	bool walking;       /* a step of it is waited for */
	struct err walk_err; /* what is wrong with a record of it */
	bool eof;           /* nothing more comes */
	uint64_t since_ms;  /* of the last byte, in or out */
	uint64_t asked_ms;  /* when its line came */
	struct dump dump;
	struct load load;
	struct buf out;
	size_t sent;        /* of out */
	size_t len;         /* of in */
	char in[CONTROL_LINE];
};

#endif
