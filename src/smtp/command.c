/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/command.h"

#include <stdint.h>

#include "smtp/verb.h"

enum command
command_of(const char *line, size_t len)
{
	static const struct {
		char verb[9];
		enum command is;
	} known[] = { { "HELO", COMMAND_HELO }, { "EHLO", COMMAND_EHLO },
		{ "MAIL", COMMAND_MAIL }, { "RCPT", COMMAND_RCPT },
		{ "DATA", COMMAND_DATA }, { "RSET", COMMAND_RSET },
		{ "NOOP", COMMAND_NOOP }, { "QUIT", COMMAND_QUIT },
		{ "BDAT", COMMAND_BDAT }, { "AUTH", COMMAND_AUTH },
		{ "STARTTLS", COMMAND_STARTTLS } };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (verb_is(line, len, known[i].verb))
			return known[i].is;
	return COMMAND_OTHER;
}

bool
command_is_sound(const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			return false;
	return true;
}

size_t
command_chunk(const char *line, size_t len)
{
	size_t i = 4, n = 0; /* behind BDAT */

	while (i < len && line[i] == ' ')
		i++;
	for (; i < len && line[i] >= '0' && line[i] <= '9'; i++) {
		if (n > (SIZE_MAX - 9) / 10)
			return SIZE_MAX;
		n = n * 10 + (size_t)(line[i] - '0');
	}
	return n;
}
