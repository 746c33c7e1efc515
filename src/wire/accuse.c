/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/accuse.h"

#include <string.h>

#include "base/tell.h"

enum accuse_answer
accuse(struct post *p, struct tell *log, const struct letter *offence)
{
	struct letter answer;
	struct post_room room;
	char ip[IP_TEXT_SIZE];

	if (!post_ask(&answer, &room, p, offence, NULL))
		return ACCUSE_AWAY;
	if (answer.type == LETTER_CANNOT &&
	    strcmp(answer.reason, ACCUSE_BUSY_REASON) == 0)
		return ACCUSE_BUSY;
	ip_format(&offence->ip, ip);
	if (answer.type != LETTER_OFFENCE_IS) {
		tell(log, "%s: the daemon cannot: %s", ip,
		    answer.type == LETTER_CANNOT ? answer.reason : "what?");
		return ACCUSE_CANNOT;
	}
	switch (answer.held) {
	case LETTER_NEVER:
		tell(log, "%s: never held against this address", ip);
		return ACCUSE_NEVER;
	case LETTER_KNOWN:
		return ACCUSE_KNOWN;
	default:
		tell(log, "%s: told", ip);
		return ACCUSE_TOLD;
	}
}
