/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/offence.h"

#include <stddef.h>
#include <string.h>

const char *
offence_word(unsigned offence)
{
	static const char *const word[OFFENCES] = { "trap", "storm",
		"broadband", "early-talker", "manual" };

	return offence < OFFENCES ? word[offence] : NULL;
}

unsigned
offence_find(const char *word)
{
	unsigned n;

	for (n = 0; n < OFFENCES; n++)
		if (strcmp(word, offence_word(n)) == 0)
			break;
	return n;
}
