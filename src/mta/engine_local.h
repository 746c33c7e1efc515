/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_ENGINE_LOCAL_H
#define DHF_MTA_ENGINE_LOCAL_H

#include <stdbool.h>
#include <uv.h>

#include "mta/letters.h"
#include "serve/classify.h"
#include "serve/crowd.h"
#include "serve/rulefile.h"

struct engine_client;
struct tell;

/*
 * engine_local - what the parts of mta/engine.h share
 */
struct engine {
	uv_loop_t *loop;
	struct tell *tell;     /* borrowed */
	bool open;
	struct rulefile file;
	struct rules *rules;   /* in use, held; NULL: there are none */
	struct classify *classify;
	struct letters *letters;
	struct crowd crowd;    /* whose addresses say nothing */
	uv_timer_t retry;      /* data: this */
	const struct engine_client *asking; /* for whom classify begins */
	struct engine_client *over; /* answered, to be freed, owned, ... */
	unsigned busy;              /* ... when nobody looks at one */
};

#endif
