/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/statefile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/replace.h"
#include "report/countkeep.h"
#include "report/position.h"

#define FIRST "dhf-report state 1"

static int
read_line(const char *line, size_t number, struct positions *p,
    struct counts *c, struct err *e)
{
	if (number == 1)
		return strcmp(line, FIRST) == 0 ? 0 : err_perm(e, 0,
		    "it does not begin with \"" FIRST "\"");
	if (strncmp(line, "log ", 4) == 0)
		return position_read(p, line, e);
	return countkeep_read(c, line, e);
}

static int
read_lines(FILE *in, const char *path, struct positions *p, struct counts *c,
    struct err *e)
{
	struct err why;
	char *line = NULL;
	size_t cap = 0, number = 0;
	ssize_t n;
	int rc = 0;

	while (rc == 0 && (n = getline(&line, &cap, in)) != -1) {
		if (n > 0 && line[n - 1] == '\n')
			line[n - 1] = '\0';
		if (read_line(line, ++number, p, c, &why) == -1)
			rc = why.class == ERR_TEMP ? err_temp(e, 0, "%s",
			    why.msg) : err_perm(e, 0, "%s:%zu: %s; to begin "
			    "anew, remove it", path, number, why.msg);
	}
	if (rc == 0 && ferror(in))
		rc = err_temp(e, errno, "read %s", path);
	free(line);
	return rc;
}

int
statefile_read(const char *path, struct positions *p, struct counts *c,
    struct err *e)
{
	FILE *in = fopen(path, "r");
	int rc;

	if (in == NULL)
		return errno == ENOENT ? 0 : err_temp(e, errno, "open %s",
		    path);
	rc = read_lines(in, path, p, c, e);
	(void)fclose(in);
	return rc;
}

int
statefile_write(const char *path, const struct positions *p,
    const struct counts *c, struct err *e)
{
	struct buf out = { NULL, 0, 0, 0 };
	int rc;

	buf_add_text(&out, FIRST "\n");
	position_write(&out, p);
	countkeep_write(&out, c);
	rc = out.failed ? err_memory(e) : replace_file(path, out.data, out.len,
	    e);
	buf_free(&out);
	return rc;
}
