/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/rulefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/tell.h"

/* Lines of complaints that are told. */
#define COMPLAINTS 20

/* Read the file.  What is touched is f->library, f->said, f->said_len and
 * f->err alone: this may be another thread. */
static void
read_file(struct rulefile *f)
{
	FILE *out = open_memstream(&f->said, &f->said_len);

	f->err.class = ERR_NONE;
	if (out == NULL) {
		(void)err_memory(&f->err);
		return;
	}
	f->library = library_open(f->path, out, time(NULL), &f->err);
	(void)fclose(out);
}

/* Tell what is wrong with a text: errors, and no warnings, which are for
 * dhf-compile. */
static void
complain(struct rulefile *f)
{
	char *line, *rest = f->said;
	unsigned told = 0;

	while (rest != NULL && *rest != '\0') {
		line = rest;
		if ((rest = strchr(line, '\n')) != NULL)
			*rest++ = '\0';
		if (strstr(line, ": warning: ") == NULL &&
		    told++ < COMPLAINTS)
			tell(f->tell, "%s", line);
	}
}

/* Take what read_file has made.  -1 if there is nothing: f->err. */
static int
take(struct rulefile *f)
{
	struct rules *r = f->library != NULL ? rules_new(f->library) : NULL;

	if (f->library == NULL)
		complain(f);
	else if (r == NULL)
		(void)err_memory(&f->err);
	f->library = NULL;
	free(f->said);
	f->said = NULL;
	if (r == NULL)
		return -1;
	rules_drop(f->now);
	f->now = r;
	return 0;
}

static void
see(struct rulefile *f)
{
	memset(&f->seen, 0, sizeof(f->seen));
	(void)stat(f->path, &f->seen);
}

int
rulefile_begin(struct rulefile *f, struct err *e)
{
	see(f);
	read_file(f);
	if (take(f) == 0)
		return 0;
	*e = f->err;
	return -1;
}

static void
on_work(uv_work_t *work)
{
	read_file(work->data);
}

static void on_read(uv_work_t *work, int status);

static void
begin_reading(struct rulefile *f)
{
	see(f); /* before it is read: what comes later is seen later */
	f->work.data = f;
	f->reading = uv_queue_work(f->look.loop, &f->work, on_work,
	    on_read) == 0;
}

static void
on_read(uv_work_t *work, int status)
{
	struct rulefile *f = work->data;

	(void)status;
	f->reading = false;
	if (f->closing) {
		library_close(f->library);
		free(f->said);
		f->library = NULL;
		f->said = NULL;
		return;
	}
	if (take(f) == -1) {
		f->bad++;
		tell(f->tell, "%s is not taken, the rules of before hold: %s",
		    f->path, f->err.msg);
	} else {
		f->read++;
		tell(f->tell, "%s has been read anew", f->path);
		if (f->changed != NULL)
			f->changed(f->arg, f->now);
	}
	if (f->again) {
		f->again = false;
		begin_reading(f);
	}
}

void
rulefile_again(struct rulefile *f)
{
	if (f->reading)
		f->again = true;
	else
		begin_reading(f);
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	    a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	    a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	    a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static void
on_look(uv_timer_t *timer)
{
	struct rulefile *f = timer->data;
	struct stat st;

	if (!f->reading && stat(f->path, &st) == 0 && !is_same(&st, &f->seen))
		begin_reading(f);
}

void
rulefile_watch(struct rulefile *f, uv_loop_t *loop)
{
	(void)uv_timer_init(loop, &f->look);
	f->look.data = f;
	(void)uv_timer_start(&f->look, on_look, RULEFILE_LOOK_MS,
	    RULEFILE_LOOK_MS);
}

void
rulefile_close(struct rulefile *f)
{
	if (!f->closing && f->look.loop != NULL)
		uv_close((uv_handle_t *)&f->look, NULL);
	f->closing = true;
	rules_drop(f->now);
	f->now = NULL;
}
