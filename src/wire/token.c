/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/token.h"

#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/fdio.h"

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

bool
token_take(int token)
{
	ssize_t n;
	char byte;

	while ((n = read(token, &byte, 1)) == -1 && errno == EINTR)
		;
	return n == 1;
}
