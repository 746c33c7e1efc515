/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/hand.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fdio.h"
#include "wire/token.h"

/* Whether both are sockets, and the same; *same is unchanged if not both. */
static bool
are_sockets(bool *same, int in, int out)
{
	struct stat a, b;

	if (fstat(in, &a) == -1 || fstat(out, &b) == -1 ||
	    !S_ISSOCK(a.st_mode) || !S_ISSOCK(b.st_mode))
		return false;
	*same = a.st_ino == b.st_ino && a.st_dev == b.st_dev;
	return true;
}

/* Whether an answer says so. */
static bool
is_crowd(const struct letter *answer)
{
	return answer->type == LETTER_CANNOT &&
	    strcmp(answer->reason, LETTER_CROWD_REASON) == 0;
}

enum hand_answer
hand_over(struct post *p, const struct letter *hand, int in, int out)
{
	struct letter answer;
	struct post_fds fds;
	struct post_room room;
	bool same, answered, taken;
	int token;

	/* a pipe belongs to a program behind which the client is */
	if (!are_sockets(&same, in, out) || (token = token_make()) == -1)
		return HAND_OURS;
	fds = (struct post_fds){ { token, in, out }, same ? 2 : 3 };
	answered = post_ask(&answer, &room, p, hand, &fds);
	taken = answered && answer.type == LETTER_TAKEN;
	if (!taken)
		taken = !token_take(token);
	fd_close(token);
	if (taken)
		return HAND_TAKEN;
	return answered && is_crowd(&answer) ? HAND_CROWD : HAND_OURS;
}
