/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_PARTS_H
#define DHF_SERVE_SERVICE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/tell.h"
#include "base/user.h"
#include "serve/addressee.h"
#include "serve/answers.h"
#include "serve/bans.h"
#include "serve/cachefile.h"
#include "serve/classify.h"
#include "serve/control.h"
#include "serve/counting.h"
#include "serve/crowd.h"
#include "serve/ending.h"
#include "serve/fixed.h"
#include "serve/greenfile.h"
#include "serve/keeper.h"
#include "serve/limits.h"
#include "serve/listtimes.h"
#include "serve/metrics.h"
#include "serve/offences.h"
#include "serve/places.h"
#include "serve/postfix.h"
#include "serve/proxygate.h"
#include "serve/rulefile.h"
#include "serve/statefolder.h"
#include "serve/wall.h"

/*
 * service_parts - what a service is made of, for its parts alone
 */
#define SERVICE_SIGNALS 5

struct service {
	struct tell tell;
	const char *file; /* borrowed: the rules */
	const char *late; /* borrowed: see struct service_options */
	struct ending ending;
	uv_loop_t loop;
	bool has_loop, stopping;
	size_t begun, started; /* parts */
	uv_signal_t signal[SERVICE_SIGNALS];
	struct rulefile rules;
	struct fixed fixed;
	struct limits limits;
	struct user user;
	struct statefolder folder;
	struct places places;
	struct proxygate gate;
	struct proxygate_place wall_place, postfix_place, metrics_place;
	struct metrics metrics;
	struct counting counting;
	struct listtimes list_times;
	struct counts *counts; /* NULL: nobody asks for numbers */
	struct share *share; /* owned until the keeper has it; or NULL */
	struct keeper keeper;
	struct greenfile green;
	struct statistics before, count; /* of earlier lives, of this one */
	struct writer statistics;
	struct listener control_listener;
	struct control control;
	struct callers callers;
	struct filters filters;
	struct held_pool *pool;
	bool envelopes; /* what held clients said is logged */
	struct answers answers;
	struct addressees addressees;
	struct crowd crowd;
	struct classify *classify; /* NULL: nobody asks for a verdict */
	struct wall *wall;
	struct wall_counts walls; /* when that is gone */
	struct postfix *postfix; /* the same two of Postfix */
	struct postfix_counts postfixes;
	struct cachefile cachefile;
	struct callers reporters; /* of offences */
	struct filters reports;
	struct offences offences;
	struct bans bans;
};

/*
 * A part: begin before the loop, start on it, stop so that it can end, end
 * when it has.  In between rules are new, and what it knows is to be written
 * down.  Each may be NULL; begin and start return 0, or -1 with *e, and then
 * neither stop nor end is called for this part.
 */
struct service_part {
	int (*begin)(struct service *s, struct err *e);
	int (*start)(struct service *s, struct err *e);
	void (*renew)(struct service *s, struct rules *now);
	void (*report)(struct service *s);
	void (*stop)(struct service *s);
	void (*end)(struct service *s);
};

#endif
