/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_AGREE_H
#define DHF_POLICY_AGREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rule/settings.h"

struct err;
struct rule;
struct view;

/*
 * agree - do lists of enough operators speak against the client?
 *
 * Lists are of one operator if they are below one registrable domain.  With
 * "dnsbl_agree 2", a score of 5 by zen.example.org and one of 5 by
 * xbl.example.org reach score_block 8 and still are one voice: the client is
 * asked to come back.  A third list, bl.example.net, or a score of 8 without
 * any list, makes it a 5xx.
 */

/* Most operators that are told apart: as many as may be asked for. */
#define AGREE_OWNERS SETTINGS_AGREE_MAX

/* All bytes zero: no list has scored. */
struct agree {
	uint64_t owner[AGREE_OWNERS]; /* of lists that scored */
	size_t owners;
	int32_t listed_milli; /* >= 0: what lists have scored */
	bool open_owner;      /* of a rule that has scored a list waits */
	bool open_list;       /* a waiting rule scores by a list */
	bool unknown_list;    /* an unknown rule scores by a list */
};

/* Take down that *r, which scores > 0 by a list, does so, and the operators of
 * all its lists that have the client, not only of the first that answered.
 * A rule that only has lists of good clients tells nothing.  Sets *told to
 * whether it told.  Returns 0, or -1 with *e as suffixes_domain. */
int agree_tell(struct agree *a, bool *told, const struct view *v,
    const struct rule *r, struct err *e);

/* True if lists have scored, and fewer than least operators' so far. */
bool agree_is_short(const struct agree *a, size_t least);

#endif
