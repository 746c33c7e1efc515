/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * twice PROGRAM [ARGUMENT...] - become PROGRAM, which has to be a path: the
 * floor of every filter that does its work and then runs the next program
 */
#include <unistd.h>

extern char **environ;

int
main(int argc, char *argv[])
{
	if (argc > 1)
		(void)execve(argv[1], argv + 1, environ);
	return 111;
}
