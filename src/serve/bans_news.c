/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/bans_news.h"

#include "serve/bans_due.h"
#include "serve/keeper.h"
#include "share/news.h"

/* So many that are due already wait for their turn first. */
#define DUE_MAX (BANS_DUE_WAITING - NEWS_AT_ONCE)

static void
on_timer(uv_timer_t *timer)
{
	struct bans_news *n = timer->data;
	struct bans_due *due = n->due;

	if (due->wanted) {
		due->wanted = false;
		share_news_again(n->news);
	}
	if (due->len <= DUE_MAX)
		(void)share_news_go(n->news);
}

static void
on_changed(void *arg, const struct ip *ip)
{
	const struct bans_news *n = arg;

	n->changed(n->arg, ip);
}

/* Where there are more they are not waited a second for. */
static void
on_read(void *arg, bool failed, bool more)
{
	struct bans_news *n = arg;

	(void)uv_timer_start(&n->timer, on_timer, !failed && more ? 1 :
	    BANS_NEWS_MS, BANS_NEWS_MS);
}

void
bans_news_start(struct bans_news *n, struct keeper *k, uv_loop_t *loop)
{
	const struct share_news_calls calls = { on_changed, on_read, n };

	n->due->elsewhere = k->share != NULL;
	if (k->share == NULL ||
	    (n->news = share_news_new(k->share, &calls)) == NULL)
		return;
	(void)uv_timer_init(loop, &n->timer);
	n->timer.data = n;
	(void)uv_timer_start(&n->timer, on_timer, BANS_NEWS_MS, BANS_NEWS_MS);
}

void
bans_news_stop(struct bans_news *n)
{
	if (n->news == NULL)
		return;
	share_news_free(n->news);
	n->news = NULL;
	uv_close((uv_handle_t *)&n->timer, NULL);
}

void
bans_news_tell(struct keeper *k, const struct ip *ip)
{
	if (k->share != NULL)
		share_news_tell(k->share, ip);
}
