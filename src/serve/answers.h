/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_ANSWERS_H
#define DHF_SERVE_ANSWERS_H

#include <stdbool.h>

#include "serve/filters.h"
#include "serve/greylister.h"
#include "serve/held.h"
#include "serve/statistics.h"

struct crowd;
struct image;
struct offences;
struct settings;

/*
 * answers - what filters are answered: by the greylist, by holding a client
 */
struct answers {
	struct greylister grey;
	struct image *img;         /* of the rules; borrowed, like the next */
	struct held_pool *pool;
	struct statistics *count;
	struct offences *offences;
	struct crowd *crowd;
	bool relays; /* there is a dhf-relay for clients of reject_at rcpt */
};

/* Take the settings of the greylist, and the image in which names are looked
 * for their domain until the next call; the store is the keeper's. */
void answers_set(struct answers *a, const struct settings *s,
    struct image *img);

/* The callbacks for sessions with filters, which borrow *a. */
struct filters_calls answers_to_filters(struct answers *a);

/* A client that was held is gone. */
void answers_on_end(struct answers *a, const struct held_end *end);

#endif
