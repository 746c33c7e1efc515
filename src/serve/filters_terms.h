/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_FILTERS_TERMS_H
#define DHF_SERVE_FILTERS_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/callers.h"
#include "base/seldom.h"
#include "serve/handing.h"
#include "wire/letter.h"

struct deed;
struct tell;

/*
 * filters_terms - what sessions with filters have in common
 */
struct filters_asker {
	void (*say)(void *arg, const struct letter *answer);
	void *arg;
	bool unheard; /* it will not tell what its client says */
};

/* Answer a letter, once, by saying it to *who, now or later: then returns the
 * deed that is waited for, else NULL.  *l is borrowed until the return, *who
 * until then or deed_cancel. */
typedef struct deed *filters_ask(void *arg, const struct letter *l,
    const struct filters_asker *who);

/* What is NULL is not answered here. */
struct filters_calls {
	void *arg;
	/* Answer GREY: GREY_IS or CANNOT. */
	filters_ask *grey;
	/* Whether there is room for the client of HAND: NULL, or why not, in
	 * a word or two. */
	const char *(*room)(void *arg, const struct letter *l);
	/* Hold it: fd is the callee's, and nobody else speaks to it. */
	void (*take)(void *arg, const struct letter *l, int fd);
	/* Take note of ENVELOPE; what is said to *who is NULL. */
	filters_ask *envelope;
	/* Answer OFFENCES and OFFENCE, with an argument of their own. */
	void *offences_arg;
	filters_ask *offences, *offence;
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

#endif
