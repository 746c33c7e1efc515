/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/greenfile.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/tell.h"

/* Bytes of the longest file: AUTOGREEN_MAX lines of 70 bytes. */
#define FILE_MAX ((size_t)AUTOGREEN_MAX * 80)

#define DAY_MS (86400 * 1000)

static bool
is_wanted(const struct greenfile *g)
{
	return g->writer.path[0] != '\0';
}

/* Read all of the file that is at the writer's path, if there is one. */
static int
read_all(struct buf *out, const struct greenfile *g, struct err *e)
{
	FILE *in = fopen(g->writer.path, "r");
	char piece[8192];
	size_t n;
	int rc = 0;

	if (in == NULL)
		return errno == ENOENT ? 0 :
		    err_perm(e, errno, "greylist_autogreen: open %s",
		    g->writer.path);
	while ((n = fread(piece, 1, sizeof(piece), in)) > 0 &&
	    out->len <= FILE_MAX)
		buf_add(out, piece, n);
	if (ferror(in))
		rc = err_temp(e, errno, "greylist_autogreen: read %s",
		    g->writer.path);
	(void)fclose(in);
	return rc;
}

static int
write_now(struct greenfile *g, int64_t now_s, struct err *e)
{
	struct buf out = { 0 };

	autogreen_write(&out, &g->green, now_s, g->keep_s);
	g->changed = false;
	return writer_now(&g->writer, &out, e);
}

int
greenfile_open(struct greenfile *g, const char *path, int64_t keep_s,
    int64_t now_s, struct tell *log, struct err *e)
{
	struct buf text = { 0 };
	struct err why;
	int rc = 0;

	*g = (struct greenfile){ .writer = { .path = path, .tell = log },
		.keep_s = keep_s };
	if (!is_wanted(g))
		return 0;
	if (autogreen_init(&g->green, AUTOGREEN_MAX, e) == -1 ||
	    read_all(&text, g, e) == -1)
		rc = -1;
	else if (text.len > 0 && buf_text(&text) == NULL)
		rc = err_memory(e);
	else if (text.len > 0 &&
	    autogreen_read(&g->green, buf_text(&text), &why) == -1)
		rc = err_perm(e, 0, "greylist_autogreen: %s %s", path,
		    why.msg);
	buf_free(&text);
	if (rc == 0)
		rc = write_now(g, now_s, e);
	if (rc == -1)
		autogreen_free(&g->green);
	return rc;
}

static void
on_timer(uv_timer_t *timer)
{
	struct greenfile *g = timer->data;
	struct buf out = { 0 };

	if (writer_is_busy(&g->writer)) { /* a slow disk */
		(void)uv_timer_start(timer, on_timer, GREENFILE_WRITE_MS, 0);
		return;
	}
	autogreen_write(&out, &g->green, time(NULL), g->keep_s);
	g->changed = false;
	writer_put(&g->writer, timer->loop, &out);
	(void)uv_timer_start(timer, on_timer, g->writer.failed ?
	    GREENFILE_WRITE_MS : DAY_MS, 0);
}

void
greenfile_start(struct greenfile *g, uv_loop_t *loop)
{
	(void)uv_timer_init(loop, &g->timer);
	g->timer.data = g;
	if (is_wanted(g))
		(void)uv_timer_start(&g->timer, on_timer, DAY_MS, 0);
}

void
greenfile_add(struct greenfile *g, const struct ip *ip, unsigned bits,
    int64_t now_s)
{
	struct ip first;

	if (!is_wanted(g))
		return;
	first = ip_first(ip, bits);
	if (!autogreen_add(&g->green, &first, bits, now_s) || g->changed)
		return;
	g->changed = true;
	(void)uv_timer_start(&g->timer, on_timer, GREENFILE_WRITE_MS, 0);
}

void
greenfile_stop(struct greenfile *g)
{
	uv_close((uv_handle_t *)&g->timer, NULL);
}

void
greenfile_close(struct greenfile *g, int64_t now_s)
{
	struct err e;

	if (is_wanted(g) && (g->changed || g->writer.failed) &&
	    write_now(g, now_s, &e) == -1)
		tell(g->writer.tell, "%s is not written: %s", g->writer.path,
		    e.msg);
	autogreen_free(&g->green);
}
