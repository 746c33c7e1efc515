/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/gate.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"

/* Copy a line without its end; what is not printable ASCII becomes "?".
 * Returns whether all of it is printable, and nothing was cut. */
static bool
copy(char out[GATE_LINE], const char *line)
{
	size_t len = strcspn(line, "\r\n"), i;
	bool good = len < GATE_LINE;

	if (!good)
		len = GATE_LINE - 1;
	for (i = 0; i < len; i++) {
		out[i] = line[i];
		if (line[i] < ' ' || line[i] > '~') {
			out[i] = '?';
			good = false;
		}
	}
	out[len] = '\0';
	return good;
}

enum gate_answer
gate_read(struct gate *out, const char *line)
{
	const char *word;
	struct err e;
	bool good = copy(out->text, line);

	if (strncmp(out->text, "add ", 4) != 0)
		return GATE_OTHER;
	word = out->text + 4;
	if (!good || ip_parse(&out->ip, word, &e) == -1)
		return GATE_WRONG;
	return GATE_ADD;
}

void
gate_write(const struct gate *g, char mark, char out[GATE_ANSWER])
{
	(void)snprintf(out, GATE_ANSWER, "OK %c%c - %s\n", mark, mark,
	    g->text);
}
