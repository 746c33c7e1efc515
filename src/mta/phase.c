/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/phase.h"

#include <string.h>

static const char *const words[PHASES] = { "connect", "helo", "mail", "rcpt" };

const char *
phase_word(enum phase p)
{
	return words[p];
}

bool
phase_find(enum phase *out, const char *word)
{
	enum phase p;

	for (p = PHASE_CONNECT; p < PHASES; p++)
		if (strcmp(word, words[p]) == 0) {
			*out = p;
			return true;
		}
	return false;
}
