/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/reader.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/fdio.h"
#include "report/census.h"
#include "report/framing.h"
#include "report/logfiles.h"
#include "report/logstream.h"
#include "report/position.h"
#include "report/progress.h"
#include "serve/counts.h"

#define PATH_ROOM 1280

/* What is needed while one log is read; too much for the stack. */
struct reading {
	struct reader *r;
	struct logstream stream;
	struct framing framing;
};

static void
on_line(void *arg, const char *line, size_t len, uint64_t whole)
{
	struct reading *g = arg;
	struct census *c = g->r->census;
	const uint64_t decisions = c->decisions;
	struct framed f;

	if (!framing_line(&g->framing, &f, line, len, whole)) {
		c->lines++;
		c->foreign++;
		return;
	}
	census_line(c, &f);
	if (g->r->counts != NULL && c->decisions != decisions)
		(void)counts_line(g->r->counts, f.text, f.len, f.has_time ?
		    f.at_s : 0);
}

/* Read lines to the end of a log. */
static int
read_lines(struct reading *g, struct err *e)
{
	struct reader *r = g->r;
	const bool partial = r->positions == NULL || g->stream.size == 0;
	int rc;

	while ((rc = logstream_read(&g->stream, partial, on_line, g, e)) == 1)
		progress_tell(r->progress, fd_now_ms(), r->done +
		    (uint64_t)logstream_progress(&g->stream),
		    r->census->lines);
	return rc;
}

/* Read what is new in a log, and note how far. */
static int
read_new(struct reading *g, const char *path, struct err *e)
{
	struct logstream *s = &g->stream;
	char head[LOGSTREAM_HEAD];
	struct position *p;
	const char *at;
	size_t len;
	int rc;

	if (logstream_head(s, &at, &len, e) == -1)
		return -1;
	if (len == 0)
		return 0;
	memcpy(head, at, len);
	p = position_find(g->r->positions, s->dev, s->ino, head, len);
	if (p == NULL &&
	    (p = position_add(g->r->positions, path)) == NULL)
		return err_memory(e);
	if (s->child == 0 && (uint64_t)s->size < p->offset)
		p->offset = 0;
	if (logstream_skip(s, p->offset, e) == -1)
		return -1;
	rc = read_lines(g, e);
	p->dev = s->dev;
	p->ino = s->ino;
	p->size = (uint64_t)s->size;
	p->seen_s = g->r->census->now_s;
	p->met = true;
	p->offset = s->at;
	position_head(p, head, len);
	if (position_move(g->r->positions, p, path) == -1)
		return err_memory(e);
	return rc;
}

/* Whether nothing has been added to a log since it was read, so that one that
 * is compressed need not be unpacked again. */
static bool
is_unchanged(struct reader *r, const char *path)
{
	struct position *p;
	struct stat st;
	size_t i;

	if (r->positions == NULL || stat(path, &st) == -1 ||
	    !S_ISREG(st.st_mode))
		return false;
	for (i = 0; i < r->positions->len; i++) {
		p = &r->positions->one[i];
		if (p->dev != st.st_dev || p->ino != st.st_ino ||
		    p->size != (uint64_t)st.st_size ||
		    p->seen_s <= st.st_mtime)
			continue;
		p->met = true;
		p->seen_s = r->census->now_s;
		return true;
	}
	return false;
}

/* Read one log.  A log that can't be read is complained of. */
static void
read_log(struct reading *g, const char *path)
{
	struct reader *r = g->r;
	struct err e, why;
	int rc;

	if (is_unchanged(r, path)) {
		r->files++;
		return;
	}
	if (logstream_open(&g->stream, path, &e) == -1) {
		r->failed++;
		r->complain(r->arg, &e);
		return;
	}
	memset(&g->framing, 0, offsetof(struct framing, json));
	g->framing.now_s = r->census->now_s;
	rc = r->positions != NULL && g->stream.size > 0 ?
	    read_new(g, path, &e) : read_lines(g, &e);
	r->files++;
	r->octets += g->stream.at;
	r->done += (uint64_t)g->stream.size;
	if (logstream_close(&g->stream, rc == 0 ? &e : &why) == -1)
		rc = -1;
	if (rc == -1) {
		r->failed++;
		r->complain(r->arg, &e);
	}
}

/* Read first what was written to a log before it was moved away, if it was
 * since the last run. */
static void
read_moved(struct reading *g, const char *path)
{
	struct position *p = g->r->positions != NULL ?
	    position_at(g->r->positions, path) : NULL;
	char moved[PATH_ROOM];
	struct stat st;

	if (p == NULL || stat(path, &st) == -1 ||
	    (st.st_dev == p->dev && st.st_ino == p->ino))
		return;
	if (logfiles_moved(moved, sizeof(moved), path, p->ino) &&
	    stat(moved, &st) == 0 && (uint64_t)st.st_size >= p->size)
		read_log(g, moved);
}

/* A log that is another one than in the last run, which was not met. */
static void
tell_lost(struct reader *r, const char *path)
{
	struct position *p = r->positions != NULL ?
	    position_at(r->positions, path) : NULL;
	const struct position *now;
	struct err e;
	size_t i;

	for (i = 0; p != NULL && i < r->positions->len; i++) {
		now = &r->positions->one[i];
		if (!now->met || strcmp(now->path, path) != 0 || now == p)
			continue;
		(void)err_temp(&e, 0, "%s is another log than before, which "
		    "is not beside it: what was written to that since is "
		    "not counted", path);
		r->complain(r->arg, &e);
		p->path = ""; /* said once */
		return;
	}
}

static uint64_t
total_of(const struct logfiles *logs)
{
	struct stat st;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < logs->len; i++) {
		if (stat(logs->path[i], &st) == -1 || !S_ISREG(st.st_mode))
			return 0;
		sum += (uint64_t)st.st_size;
	}
	return sum;
}

int
reader_run(struct reader *r, const struct logfiles *logs, struct err *e)
{
	struct reading *g = malloc(sizeof(*g));
	size_t i;

	if (g == NULL)
		return err_memory(e);
	g->r = r;
	r->progress->total = r->positions == NULL ? total_of(logs) : 0;
	for (i = 0; i < logs->len; i++)
		read_moved(g, logs->path[i]);
	for (i = 0; i < logs->len; i++)
		read_log(g, logs->path[i]);
	for (i = 0; i < logs->len; i++)
		tell_lost(r, logs->path[i]);
	progress_end(r->progress);
	free(g);
	return 0;
}
