/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/cachefile.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "dns/cache.h"
#include "dns/cachetext.h"

#define MAGIC "dhfd-cache 1\n"

/* Answers gathered at a time: they take a millisecond. */
#define AT_A_TIME 1000

/* One step of gathering, or of reading: the two clocks at one moment. */
struct moment {
	struct buf *out;
	int64_t now_s, now_ms;
};

static struct moment
moment_now(struct buf *out)
{
	const struct moment m = { out, time(NULL), fd_now_ms() };

	return m;
}

/* Take a line; false if it cannot be read. */
static bool
take(struct cache *c, char *line, unsigned cap_s, struct moment now)
{
	struct cachetext text;
	char *end = strchr(line, '\n');
	int64_t left_s;

	if (end == NULL)
		return false;
	*end = '\0';
	if (!cachetext_read(&text, line))
		return false;
	left_s = text.until_s - now.now_s;
	if (left_s > cap_s)
		left_s = cap_s;
	if (left_s > 0)
		cache_put(c, text.name, &text.answer,
		    now.now_ms + 1000 * left_s);
	return true;
}

unsigned
cachefile_read(struct cache *c, const char *path, unsigned cap_s)
{
	const struct moment now = moment_now(NULL);
	FILE *in = fopen(path, "r");
	char line[CACHETEXT_LINE];
	unsigned damaged = 0;

	if (in == NULL)
		return 0;
	if (fgets(line, sizeof(line), in) == NULL || strcmp(line, MAGIC) != 0)
		damaged = 1;
	else
		while (fgets(line, sizeof(line), in) != NULL)
			damaged += !take(c, line, cap_s, now);
	(void)fclose(in);
	return damaged;
}

static void
see(void *arg, const struct cached *one)
{
	const struct moment *now = arg;

	if (one->until_ms > now->now_ms)
		cachetext_write(now->out, one->name, &one->answer,
		    now->now_s + (one->until_ms - now->now_ms) / 1000);
}

/* Gather some more.  False at the end. */
static bool
gather(struct cachefile *f)
{
	struct moment now = moment_now(&f->out);
	const struct cache *c = f->cache(f->arg);

	if (!f->gathering) {
		f->gathering = true;
		f->at = 0;
		buf_free(&f->out);
		buf_add_text(&f->out, MAGIC);
	}
	return c != NULL && cache_walk(c, &f->at, AT_A_TIME, see, &now);
}

static void
on_timer(uv_timer_t *timer)
{
	struct cachefile *f = timer->data;

	if (gather(f)) {
		(void)uv_timer_start(timer, on_timer, 1, 0);
		return;
	}
	f->gathering = false;
	writer_put(&f->writer, timer->loop, &f->out);
}

void
cachefile_start(struct cachefile *f, uv_loop_t *loop)
{
	(void)uv_timer_init(loop, &f->timer);
	f->timer.data = f;
}

void
cachefile_write(struct cachefile *f)
{
	if (!f->gathering && !writer_is_busy(&f->writer))
		on_timer(&f->timer);
}

void
cachefile_stop(struct cachefile *f)
{
	uv_close((uv_handle_t *)&f->timer, NULL);
	f->gathering = false;
	while (gather(f))
		;
}

void
cachefile_end(struct cachefile *f)
{
	struct err e;

	if (!f->gathering)
		return;
	f->gathering = false;
	if (writer_now(&f->writer, &f->out, &e) == -1)
		tell(f->writer.tell, "%s is not written: %s", f->writer.path,
		    e.msg);
}
