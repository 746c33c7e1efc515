/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/writer.h"

#include "base/replace.h"
#include "base/tell.h"

bool
writer_is_busy(const struct writer *w)
{
	return w->busy;
}

static void
on_work(uv_work_t *work)
{
	struct writer *w = work->data;

	w->err.class = ERR_NONE;
	if (w->data.failed)
		(void)err_memory(&w->err);
	else
		(void)replace_file(w->path, w->data.data, w->data.len,
		    &w->err);
}

static void
on_done(uv_work_t *work, int status)
{
	struct writer *w = work->data;
	bool failed = w->err.class != ERR_NONE;

	(void)status;
	w->busy = false;
	buf_free(&w->data);
	if (failed && !w->failed)
		tell(w->tell, "%s is not written: %s", w->path, w->err.msg);
	w->failed = failed;
}

void
writer_put(struct writer *w, uv_loop_t *loop, struct buf *data)
{
	w->data = *data;
	*data = (struct buf){ 0 };
	w->work.data = w;
	w->busy = true;
	/* fails without a callback only */
	(void)uv_queue_work(loop, &w->work, on_work, on_done);
}

int
writer_now(struct writer *w, struct buf *data, struct err *e)
{
	int rc = data->failed ? err_memory(e) :
	    replace_file(w->path, data->data, data->len, e);

	buf_free(data);
	return rc;
}
