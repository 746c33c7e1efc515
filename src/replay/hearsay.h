/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_HEARSAY_H
#define DHF_REPLAY_HEARSAY_H

#include "dns/source.h"
#include "policy/evidence.h"
#include "replay/telling.h"

/*
 * hearsay - what DNS said then, as far as the log tells
 *
 * DNS is never asked: what it says today is no evidence about then.  Of a name
 * that the log has as proven it is known that it led back, of a client that had
 * none that there was none, and of lists what was noted.  Every other question
 * stays open for ever, so that a verdict which hangs on one is not settled.
 *
 * That a list has a client is told without the answer: it is taken for
 * 127.0.0.2 and maybe more, so that a rule which wants certain answers does
 * not know.
 */
struct hearsay {
	const struct evidence *ev; /* borrowed, like the next */
	const char *lists;         /* as noted_lists has them */
	enum naming_state state;
	struct dns_answer name;    /* of the client's address */
	struct dns_answer address; /* of its name */
};

/* Begin with a client; *h is borrowed as long as *source is used. */
void hearsay_begin(struct hearsay *h, struct dns_source *source,
    const struct evidence *ev, enum naming_state state, const char *lists);

#endif
