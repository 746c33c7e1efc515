/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/token.h"

#include <sys/types.h>
#include <unistd.h>

#include "base/fdio.h"

/* How often a read that fails is made again: the pipe never is to be waited
 * for, since its writing end is closed. */
#define TRIES_MAX 10

int
token_make(void)
{
	int end[2];
	bool made;

	if (pipe(end) == -1)
		return -1;
	end[0] = fd_aside(end[0]);
	end[1] = fd_aside(end[1]);
	made = end[0] != -1 && end[1] != -1 && fd_do_not_wait(end[0]) == 0 &&
	    write(end[1], "", 1) == 1;
	fd_close(end[1]);
	if (made)
		return end[0];
	fd_close(end[0]);
	return -1;
}

/* An error is no answer: if it were taken for one, and the other side met one,
 * too, nobody would have the client. */
bool
token_take(int token)
{
	ssize_t n;
	char byte;
	int tries = 0;

	while ((n = read(token, &byte, 1)) == -1 && ++tries < TRIES_MAX)
		;
	return n == 1;
}
