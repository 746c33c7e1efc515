/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_USAGE_H
#define DHF_BASE_USAGE_H

/*
 * usage - what a program says of itself
 */
struct usage {
	const char *name;
	const char *usage; /* some lines */
	const char *help;  /* begins with these */
};

/* For -h and -v, as getopt_long(3) has them; needs <getopt.h>. */
#define USAGE_LONG_OPTIONS \
	{ "help", no_argument, NULL, 'h' }, \
	{ "version", no_argument, NULL, 'v' }

/* Say what an option asks for: 'h' for the help, 'v' for the version; anything
 * else is wrong, and shown the usage.  Returns the exit status. */
int usage_say(const struct usage *u, int ch);

/* Show the usage, and below it why the call was wrong, with the argument that
 * this is about, or NULL.  Returns the exit status. */
int usage_wrong(const struct usage *u, const char *why, const char *argument);

/* The version of all programs. */
const char *usage_version(void);

#endif
