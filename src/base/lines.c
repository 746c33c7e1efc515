/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

size_t
lines_mark(const char *text)
{
	static const char mark[] = "\xef\xbb\xbf";

	return strncmp(text, mark, sizeof(mark) - 1) == 0 ?
	    sizeof(mark) - 1 : 0;
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
		skip = ++number == 1 ? lines_mark(line) : 0;
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
