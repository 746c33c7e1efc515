/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* Windows' editors put it before a text. */
static const char mark[] = "\xef\xbb\xbf";

/* How long the byte order mark is that the first line begins with, or 0. */
static size_t
mark_len(const char *line, unsigned long number)
{
	size_t len = sizeof(mark) - 1;

	return number == 1 && strncmp(line, mark, len) == 0 ? len : 0;
}

int
lines_answer(struct lines *l, struct err *e)
{
	unsigned long number = 0;
	int status = 0;
	char *line = NULL;
	size_t cap = 0, skip;
	ssize_t len;

	while ((len = getline(&line, &cap, l->in)) != -1) {
		skip = mark_len(line, ++number);
		if (l->answer(l->arg, line + skip, (size_t)len - skip,
		    e) == 0)
			continue;
		l->bad++;
		(void)fprintf(stderr, "%s: %s:%lu: %s\n", l->program, l->name,
		    number, e->msg);
		if (status != 111) /* the temporary one tells more */
			status = err_status(e);
	}
	free(line);
	if (!feof(l->in))
		return err_temp(e, errno, "read %s", l->name);
	return status;
}
