/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/keeper.h"

#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "share/deed.h"
#include "share/share.h"
#include "state/state.h"
#include "store/store.h"
#include "store/store_commit.h"
#include "store/store_sweep.h"

static void
on_tell(void *arg, const char *line)
{
	tell(arg, "%s", line);
}

int
keeper_open(struct keeper *k, const char *dir, size_t size, int64_t now_s,
    struct err *e)
{
	const struct state_options options = { dir, size, on_tell, k->tell };

	return state_open(&k->store, &options, now_s, e);
}

void
keeper_use(struct keeper *k, struct share *share)
{
	k->share = share;
	k->store = share_store(share);
}

static void
on_work(uv_work_t *work)
{
	struct keeper *k = work->data;

	const int64_t from_us = fd_now_us();

	store_commit_run(k->batch);
	k->took_us = (uint64_t)(fd_now_us() - from_us);
}

static void begin(struct keeper *k);

static void
on_done(uv_work_t *work, int status)
{
	struct keeper *k = work->data;
	struct err e;

	(void)status;
	k->batch = NULL;
	k->commits++;
	k->commits_us += k->took_us;
	if (store_commit_end(k->store, time(NULL), &e) == -1)
		k->failed++;
	if (k->due || store_waiting(k->store) > 0)
		keeper_changed(k);
}

/* Write what waits, if there is anything and nothing is being written. */
static void
begin(struct keeper *k)
{
	if (k->batch != NULL)
		return;
	k->due = false;
	k->batch = store_commit_begin(k->store, time(NULL));
	if (k->batch == NULL)
		return;
	k->work.data = k;
	/* fails without a callback only */
	(void)uv_queue_work(k->commit.loop, &k->work, on_work, on_done);
}

static void
on_commit(uv_timer_t *timer)
{
	begin(timer->data);
}

struct deed *
keeper_do(struct keeper *k, struct deed *d)
{
	if (k->share != NULL)
		return share_do(k->share, d);
	do {
		d->again = false;
		d->run(d);
		d->done(d, NULL);
	} while (d->again);
	free(d);
	return NULL;
}

void
keeper_changed(struct keeper *k)
{
	if (k->share != NULL)
		return;
	k->due = true;
	if (!k->stopped && k->batch == NULL &&
	    !uv_is_active((uv_handle_t *)&k->commit))
		(void)uv_timer_start(&k->commit, on_commit, KEEPER_COMMIT_MS,
		    0);
}

/* What a disk that was full has refused is tried here again, too. */
static void
on_sweep(uv_timer_t *timer)
{
	struct keeper *k = timer->data;

	k->expired += store_sweep(k->store, time(NULL), KEEPER_SWEEP);
	if (!uv_is_active((uv_handle_t *)&k->commit))
		begin(k);
}

void
keeper_start(struct keeper *k, uv_loop_t *loop)
{
	if (k->share != NULL) {
		share_start(k->share, loop);
		return;
	}
	(void)uv_timer_init(loop, &k->commit);
	(void)uv_timer_init(loop, &k->sweep);
	k->commit.data = k->sweep.data = k;
	(void)uv_timer_start(&k->sweep, on_sweep, KEEPER_SWEEP_MS,
	    KEEPER_SWEEP_MS);
}

bool
keeper_is_settled(const struct keeper *k)
{
	return k->share != NULL ||
	    (k->batch == NULL && store_waiting(k->store) == 0);
}

void
keeper_stop(struct keeper *k)
{
	if (k->stopped)
		return;
	k->stopped = true;
	if (k->share != NULL) {
		share_stop(k->share);
		return;
	}
	uv_close((uv_handle_t *)&k->commit, NULL);
	uv_close((uv_handle_t *)&k->sweep, NULL);
}

int
keeper_close(struct keeper *k, int64_t now_s, struct err *e)
{
	struct store *s = k->share == NULL ? k->store : NULL;

	share_free(k->share);
	k->share = NULL;
	k->store = NULL;
	return store_close(s, now_s, e);
}
