/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/later.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/err.h"
#include "rule/storeplace.h"
#include "serve/keeper.h"
#include "share/deed.h"
#include "share/share.h"

#define DEEDS 64

static struct deed *waiting[DEEDS];
static unsigned deeds;
static bool waits; /* from later_begin to later_end */

struct deed *__real_share_do(struct share *s, struct deed *d);
struct deed *__wrap_share_do(struct share *s, struct deed *d);
void __real_deed_cancel(struct deed *d);
void __wrap_deed_cancel(struct deed *d);

static void
on_tell(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

void
later_begin(struct keeper *k)
{
	struct share_options o = { .version = 1, .tell = on_tell };
	struct storeplace place;
	struct err e;

	assert_int_equal(storeplace_parse(&place, "redis://127.0.0.1:1/0",
	    &e), 0);
	o.place = &place;
	k->share = share_new(&o, &e); /* never started: nobody is there */
	assert_non_null(k->share);
	deeds = 0;
	waits = true;
}

unsigned
later_waiting(void)
{
	return deeds;
}

struct deed *
__wrap_share_do(struct share *s, struct deed *d)
{
	if (!waits)
		return __real_share_do(s, d);
	assert_true(deeds < DEEDS);
	return waiting[deeds++] = d;
}

/* It waits no more. */
static void
take(const struct deed *d)
{
	unsigned i;

	for (i = 0; i < deeds && waiting[i] != d; i++)
		;
	assert_true(i < deeds);
	for (deeds--; i < deeds; i++)
		waiting[i] = waiting[i + 1];
}

void
__wrap_deed_cancel(struct deed *d)
{
	if (!waits) {
		__real_deed_cancel(d);
		return;
	}
	if (d == NULL || (d->left != NULL && d->left(d)))
		return;
	take(d);
	free(d);
}

void
later_run(void)
{
	unsigned i;

	for (i = 0; i < deeds; i++)
		waiting[i]->run(waiting[i]);
}

void
later_go(bool well)
{
	struct deed *d;
	struct err e;

	(void)err_temp(&e, 0, "nobody is there");
	while (deeds > 0) {
		d = waiting[0];
		do {
			d->again = false;
			d->run(d);
			d->done(d, well ? NULL : &e);
		} while (d->again);
		take(d);
		free(d);
	}
}

void
later_end(struct keeper *k)
{
	later_go(false);
	waits = false;
	share_free(k->share);
	k->share = NULL;
}
