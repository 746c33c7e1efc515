/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_store.h"

#include <time.h>

#include "base/err.h"

#define MIB ((size_t)1 << 20)

static int
store_begin(struct service *s, struct err *e)
{
	const struct settings *set = &s->fixed.settings;
	const int64_t now_s = time(NULL);
	struct err none;

	s->keeper.tell = &s->tell;
	if (s->share != NULL) {
		keeper_use(&s->keeper, s->share);
		s->share = NULL;
	} else if (keeper_open(&s->keeper, s->folder.dir, MIB *
	    (size_t)set->number[SET_STATE_SIZE], now_s, e) == -1) {
		return -1;
	}
	if (greenfile_open(&s->green, set->text[SET_GREYLIST_AUTOGREEN],
	    set->number[SET_GREYLIST_GREEN], now_s, &s->tell, e) == 0)
		return 0;
	(void)keeper_close(&s->keeper, now_s, &none);
	return -1;
}

static int
store_start(struct service *s, struct err *e)
{
	(void)e;
	keeper_start(&s->keeper, &s->loop);
	greenfile_start(&s->green, &s->loop);
	return 0;
}

/* While clients are held the store takes note of what they say. */
static void
store_stop(struct service *s)
{
	greenfile_stop(&s->green);
	if (s->pool == NULL)
		keeper_stop(&s->keeper);
}

static void
store_end(struct service *s)
{
	const int64_t now_s = time(NULL);
	struct err e;

	greenfile_close(&s->green, now_s);
	if (keeper_close(&s->keeper, now_s, &e) == -1)
		tell(&s->tell, "not all that is known is on the disk: %s",
		    e.msg);
}

const struct service_part service_store = { .begin = store_begin,
	.start = store_start, .stop = store_stop, .end = store_end };
