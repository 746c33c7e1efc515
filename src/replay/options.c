/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/options.h"

#include <stddef.h>

static bool
add(char *file[OPTIONS_FILES + 1], char *name)
{
	size_t n = 0;

	while (n < OPTIONS_FILES && file[n] != NULL)
		n++;
	if (n == OPTIONS_FILES)
		return false;
	file[n] = name;
	return true;
}

bool
options_take(struct replay_options *o, int number, char *arg)
{
	const char **text = NULL;

	switch (number) {
	case OPTIONS_REPLAY:
		o->wanted = true;
		return true;
	case OPTIONS_GOOD:
		o->given = true;
		return add(o->good, arg);
	case OPTIONS_BAD:
		o->given = true;
		return add(o->bad, arg);
	case OPTIONS_AGAINST:
		text = &o->q.now;
		break;
	case OPTIONS_SINCE:
		text = &o->q.since;
		break;
	case OPTIONS_UNTIL:
		text = &o->q.until;
		break;
	case OPTIONS_OWN:
		text = &o->q.own;
		break;
	case OPTIONS_SUGGEST:
		text = &o->q.suggest;
		break;
	default:
		return false;
	}
	o->given = true;
	*text = arg;
	return true;
}
