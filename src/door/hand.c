/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/hand.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fdio.h"

/* Make the token: its two ends, with the byte in it. */
static bool
token_make(int end[2])
{
	bool made;

	if (pipe(end) == -1)
		return false;
	end[0] = fd_aside(end[0]);
	end[1] = fd_aside(end[1]);
	made = end[0] != -1 && end[1] != -1 && fd_do_not_wait(end[0]) == 0 &&
	    write(end[1], "", 1) == 1;
	fd_close(end[1]);
	if (!made)
		fd_close(end[0]);
	return made;
}

/* Read the token.  False: somebody has. */
static bool
token_take(int token)
{
	ssize_t n;
	char byte;

	while ((n = read(token, &byte, 1)) == -1 && errno == EINTR)
		;
	return n == 1;
}

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
	int token[2];
	bool same, answered, taken;

	/* a pipe belongs to a program behind which the client is */
	if (!are_sockets(&same, in, out) || !token_make(token))
		return HAND_OURS;
	fds = (struct post_fds){ { token[0], in, out }, same ? 2 : 3 };
	answered = post_ask(&answer, &room, p, hand, &fds);
	taken = answered && answer.type == LETTER_TAKEN;
	if (!taken)
		taken = !token_take(token[0]);
	fd_close(token[0]);
	if (taken)
		return HAND_TAKEN;
	return answered && is_crowd(&answer) ? HAND_CROWD : HAND_OURS;
}
