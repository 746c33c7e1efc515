/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_USHER_JUDGING_H
#define DHF_USHER_JUDGING_H

#include <stdbool.h>

#include "door/connection.h"
#include "policy/session.h"
#include "smtp/recipient.h"

/*
 * judging - whether one more recipient of a client may have its mail
 *
 * Each is judged by itself, by the rules that the filter reads.
 */
struct judging {
	struct connection *c;   /* borrowed */
	struct session session; /* all that is known but what it says */
	bool fixed;             /* no rule lets it in */
	bool waits;             /* it was grey when it came, and to wait */
	bool open, broken;      /* the rules: they are; they can't be read */
	struct session_room room;
	struct verdict verdict; /* of the last */
};

/* Open the rules, unless they are: most guests name nobody else, and it takes
 * time.  -1 with c->err: nobody can be judged, and settings are as usual. */
int judging_open(struct judging *j);

/* Judge a recipient.  Where the rules do not let it through nor certainly
 * refuse it, *later is set: it is to be asked to come back. */
bool judging_lets(struct judging *j, const struct recipient_ask *ask,
    bool *later);

#endif
