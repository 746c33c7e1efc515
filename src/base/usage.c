/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/usage.h"

#include <stdio.h>

#define VERSION "0.1.0" /* of all programs: they are made together */

const char *
usage_version(void)
{
	return VERSION;
}

int
usage_say(const struct usage *u, int ch)
{
	switch (ch) {
	case 'h':
		(void)fputs(u->help, stdout);
		return 0;
	case 'v':
		(void)printf("%s " VERSION "\n", u->name);
		return 0;
	default:
		(void)fputs(u->usage, stderr);
		return 100;
	}
}

int
usage_wrong(const struct usage *u, const char *why, const char *argument)
{
	if (argument == NULL)
		(void)fprintf(stderr, "%s%s: %s\n", u->usage, u->name, why);
	else
		(void)fprintf(stderr, "%s%s: %s: \"%s\"\n", u->usage, u->name,
		    why, argument);
	return 100;
}
