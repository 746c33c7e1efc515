/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_FILTERS_H
#define DHF_SERVE_FILTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/callers.h"
#include "base/seldom.h"
#include "serve/handing.h"
#include "wire/letter.h"

struct err;
struct tell;

/*
 * filters - sessions with filters: letters come, answers go
 *
 * What a letter says is done by the callbacks; here stands who may write one,
 * how it is cut into packets, which descriptors come with it, and that exactly
 * one has the client in the end.  Nothing is trusted: whoever writes what is
 * no letter loses his session, and no other.
 */
#define FILTERS_SILENT_MS 5000 /* for the first byte */
#define FILTERS_PART_MS 10000 /* for a letter that has begun */
#define FILTERS_IDLE_MS 60000 /* between letters */

typedef void filters_answer(void *arg, const struct letter *l,
    struct letter *answer);

/* What is NULL is not answered here. */
struct filters_calls {
	void *arg;
	/* Answer GREY: fill *answer, GREY_IS or CANNOT. */
	filters_answer *grey;
	/* Whether there is room for the client of HAND: NULL, or why not, in
	 * a word or two. */
	const char *(*room)(void *arg, const struct letter *l);
	/* Hold it: fd is the callee's, and nobody else speaks to it. */
	void (*take)(void *arg, const struct letter *l, int fd);
	/* Take note of ENVELOPE. */
	void (*envelope)(void *arg, const struct letter *l);
	/* Answer OFFENCES and OFFENCE, with an argument of their own. */
	void *offences_arg;
	filters_answer *offences, *offence;
};

/* How often; never reset. */
struct filters_counts {
	uint64_t sessions;
	uint64_t strangers; /* refused: they may not ask */
	uint64_t full;      /* refused: no place */
	uint64_t others;    /* wrote letters of another version */
	uint64_t bad;       /* wrote none, or wrong descriptors */
	uint64_t late;      /* HAND: the filter had taken the client back */
};

struct filters_session;

struct filters {
	uv_loop_t *loop;    /* borrowed, like the next */
	struct tell *tell;
	const char *name;   /* of the socket, for the log */
	struct filters_calls calls;
	struct callers *callers; /* who may, and how many */
	struct handing handing;
	uv_timer_t timer;
	struct filters_session *first; /* of all that are open */
	unsigned silent_ms, part_ms, idle_ms; /* see above */
	struct seldom full; /* the line that there is no place */
	bool version_told;
	bool closing;
	struct filters_counts counts;
};

/* Make ready on a loop; all that is borrowed outlives it.  -1 with *e
 * ERR_TEMP. */
int filters_init(struct filters *f, uv_loop_t *loop, struct err *e);

/* A filter has connected: fd, without waiting, is ours. */
void filters_come(struct filters *f, int fd);

/* End all sessions, and take no more: filters_come closes what it gets. */
void filters_close(struct filters *f);

#endif
