/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/accuse.h"

#include <string.h>
#include <sys/socket.h>

#include "base/dial.h"
#include "base/err.h"
#include "base/fdio.h"
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

int
accuse_away(const struct post *p, struct err *e)
{
	struct err why;
	int fd;

	if (dial(&fd, p->path, SOCK_STREAM, 1, &why) != DIAL_CONNECTED)
		return err_temp(e, 0, "the daemon does not answer: %s",
		    why.msg);
	fd_close(fd);
	return err_temp(e, 0, "the daemon does not answer: whoever listens at "
	    "%s is too slow, or is not dhfd's socket for offences", p->path);
}
