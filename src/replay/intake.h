/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_INTAKE_H
#define DHF_REPLAY_INTAKE_H

#include <stdint.h>

#include "replay/frame.h"
#include "replay/messages.h"
#include "replay/own.h"
#include "replay/visitors.h"

struct err;

/*
 * intake - lines of logs become visitors
 */
struct intake {
	struct visitors visitors;
	struct messages messages;
	struct own own;
	struct frame_clock clock;
	int64_t since_s, until_s;  /* lines from and before; set by the caller,
	                              as bounded */
	bool bounded;              /* a line without a time is not counted */
	uint64_t lines, told, odd; /* read; of use; not understood */
	int64_t first_s, last_s;   /* of lines that told of a client; 0: none */
	uint32_t db;               /* which image our last line has */
	int64_t db_s;
};

/* Begin at now_s without a bound; own is as own_begin has it.  *in is freed in
 * any case.  -1 with *e. */
int intake_begin(struct intake *in, const char *own, int64_t now_s,
    struct err *e);

/* Take a line of len bytes.  -1 with *e if memory ran out. */
int intake_line(struct intake *in, const char *line, size_t len,
    struct err *e);

/* Nothing comes any more: settle what is open. */
void intake_end(struct intake *in);

void intake_free(struct intake *in);

#endif
