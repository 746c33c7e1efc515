/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_ANSWERS_H
#define DHF_SERVE_ANSWERS_H

#include <stdbool.h>

#include "serve/filters.h"
#include "serve/held.h"
#include "serve/statistics.h"
#include "state/greylist.h"

struct crowd;
struct deed;
struct greenfile;
struct image;
struct keeper;
struct offences;
struct settings;

/*
 * answers - what filters are answered: by the greylist, by holding a client
 */
struct answers {
	struct greylist grey;      /* as the rules set it */
	struct image *img;         /* of the rules; borrowed, like the next */
	struct keeper *keeper;
	struct held_pool *pool;
	struct greenfile *green;
	struct statistics *count;
	struct offences *offences;
	struct crowd *crowd;
	bool relays; /* there is a dhf-relay for clients of reject_at rcpt */
};

/* Take the settings of the greylist, and the image in which names are looked
 * for their domain until the next call; the store is the keeper's. */
void answers_set(struct answers *a, const struct settings *s,
    struct image *img);

/* Who wants to know; seconds is how long the client has to wait then. */
struct answers_call {
	void (*told)(void *arg, enum greylist_answer answer, unsigned seconds);
	void *arg;
};

/* Ask the greylist for a client that is known by its address and, unless that
 * is "", by a domain.  Counts.  Returns NULL if call->told was called, else
 * the deed that it waits for. */
struct deed *answers_grey(struct answers *a, const struct ip *ip,
    const char *domain, const struct answers_call *call);

/* The callbacks for sessions with filters, which borrow *a. */
struct filters_calls answers_to_filters(struct answers *a);

/* A client that was held is gone. */
void answers_on_end(struct answers *a, const struct held_end *end);

#endif
