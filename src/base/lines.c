/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/lines.h"

#include <errno.h>
#include <stdlib.h>

#include "base/err.h"

int
lines_answer(struct lines *l, struct err *e)
{
	unsigned long number = 0;
	int status = 0;
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	while ((len = getline(&line, &cap, l->in)) != -1) {
		number++;
		if (l->answer(l->arg, line, (size_t)len, e) == 0)
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
