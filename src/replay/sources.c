/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "watch/stamp.h"

/* Find the first time of a log that is open. */
static int
look(struct source *src, struct logstream *in, int64_t now_s, struct err *e)
{
	const char *head;
	size_t len;

	if (logstream_head(in, &head, &len, e) == -1)
		return -1;
	(void)stamp_read(&src->first_s, head, len, now_s);
	return 0;
}

static int
open_one(struct source *src, struct logstream *in, int64_t now_s,
    struct err *e)
{
	struct err closing;
	int rc;

	if (logstream_open(in, src->path, e) == -1)
		return -1;
	rc = look(src, in, now_s, e);
	if (strcmp(src->path, "-") == 0) {
		src->kept = in;
		return rc;
	}
	(void)logstream_close(in, &closing); /* it was not heard out */
	return rc;
}

static int
add(struct source *src, const char *path, int64_t now_s, struct err *e)
{
	struct logstream *in = malloc(sizeof(*in));
	int rc;

	*src = (struct source){ path, INT64_MAX, NULL };
	if (in == NULL)
		return err_memory(e);
	rc = open_one(src, in, now_s, e);
	if (src->kept == NULL)
		free(in);
	return rc;
}

static int
compare(const void *one, const void *other)
{
	const struct source *a = one, *b = other;

	if (a->first_s != b->first_s)
		return a->first_s < b->first_s ? -1 : 1;
	return strcmp(a->path, b->path);
}

int
sources_find(struct sources *s, char *const log[], int64_t now_s,
    struct err *e)
{
	int rc = 0;

	if (log[0] == NULL)
		rc = logfiles_add(&s->files, "-", e);
	for (; rc == 0 && *log != NULL; log++)
		rc = logfiles_add(&s->files, *log, e);
	if (rc == -1)
		return -1;
	s->source = calloc(s->files.len + 1, sizeof(*s->source));
	if (s->source == NULL)
		return err_memory(e);
	for (; s->len < s->files.len; s->len++)
		if (add(&s->source[s->len], s->files.path[s->len], now_s,
		    e) == -1) {
			s->len++; /* what it keeps is to be freed */
			return -1;
		}
	if (s->len > 1)
		qsort(s->source, s->len, sizeof(*s->source), compare);
	return 0;
}

static int
read_one(struct logstream *in, logstream_line *line, void *arg,
    struct err *e)
{
	struct err closing;
	int rc;

	while ((rc = logstream_read(in, true, line, arg, e)) == 1)
		;
	if (rc == 0)
		return logstream_close(in, e);
	(void)logstream_close(in, &closing);
	return -1;
}

int
sources_read(struct sources *s, logstream_line *line, void *arg,
    struct err *e)
{
	struct logstream *in = malloc(sizeof(*in));
	struct source *src;
	int rc = 0;

	if (in == NULL)
		return err_memory(e);
	for (src = s->source; rc == 0 && src < s->source + s->len; src++) {
		if (src->kept != NULL)
			rc = read_one(src->kept, line, arg, e);
		else if ((rc = logstream_open(in, src->path, e)) == 0)
			rc = read_one(in, line, arg, e);
	}
	free(in);
	return rc;
}

void
sources_free(struct sources *s)
{
	size_t i;

	for (i = 0; i < s->len; i++)
		free(s->source[i].kept);
	free(s->source);
	logfiles_free(&s->files);
	*s = (struct sources){ .len = 0 };
}
