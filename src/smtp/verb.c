/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/verb.h"

char
verb_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool
verb_is(const char *line, size_t len, const char *verb)
{
	size_t i;

	for (i = 0; verb[i] != '\0'; i++)
		if (i == len || verb_upper(line[i]) != verb[i])
			return false;
	return i == len || line[i] == ' ' || line[i] == '\t';
}
