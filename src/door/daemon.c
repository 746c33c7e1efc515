/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/daemon.h"

enum daemon_grey
daemon_ask(struct post *p, const struct letter *grey, unsigned *seconds)
{
	struct letter answer;
	struct post_room room;

	if (!post_ask(&answer, &room, p, grey, NULL) ||
	    answer.type != LETTER_GREY_IS)
		return DAEMON_AWAY;
	*seconds = answer.seconds;
	if (answer.grey == LETTER_CROWD)
		return DAEMON_CROWD;
	return answer.grey == LETTER_GREEN ? DAEMON_GREEN : DAEMON_WAIT;
}

enum daemon_grey
daemon_ask_mail(struct post *p, const struct letter *grey, const char *sender,
    const char *to, unsigned *seconds)
{
	const struct letter mail = { .type = LETTER_ENVELOPE, .ip = grey->ip,
		.name = grey->name, .sender = sender, .to = to };

	if (!post_send(p, &mail, NULL))
		return DAEMON_AWAY;
	return daemon_ask(p, grey, seconds);
}

bool
daemon_offences(unsigned *out, struct post *p, const struct ip *ip)
{
	struct letter l = { .type = LETTER_OFFENCES, .ip = *ip }, answer;
	struct post_room room;

	if (!post_ask(&answer, &room, p, &l, NULL) ||
	    answer.type != LETTER_OFFENCES_ARE)
		return false;
	*out = answer.offences;
	return true;
}
