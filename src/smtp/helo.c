/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/helo.h"

#include "smtp/verb.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* FNV-1a (Fowler, Noll, Vo), 64 bits. */
uint64_t
helo_number(const char *name, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i = 0, from;

	while (i < len && (name[i] == ' ' || name[i] == '\t'))
		i++;
	for (from = i; i < len && name[i] != ' ' && name[i] != '\t'; i++)
		h = (h ^ (unsigned char)lower(name[i])) *
		    UINT64_C(0x100000001b3);
	if (i == from)
		return 0;
	return h != 0 ? h : 1;
}

uint64_t
helo_hear(const char *line, size_t len)
{
	const size_t verb = 4;

	if (!verb_is(line, len, "HELO") && !verb_is(line, len, "EHLO"))
		return 0;
	return helo_number(line + verb, len - verb);
}
