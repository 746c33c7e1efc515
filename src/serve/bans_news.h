/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_BANS_NEWS_H
#define DHF_SERVE_BANS_NEWS_H

#include <stdbool.h>
#include <uv.h>

struct bans_due;
struct ip;
struct keeper;
struct share_news;

/*
 * bans_news - whom other exchangers want banned, too
 *
 * With a store that they share: each second its news are read on, and what has
 * changed is due here as if it had happened here; all of them, when the kernel
 * has to be told of all.
 */
#define BANS_NEWS_MS 1000

struct bans_news {
	struct bans_due *due;     /* borrowed */
	/* The ledger has changed about an address. */
	void (*changed)(void *arg, const struct ip *ip);
	void *arg;
	struct share_news *news;  /* owned; NULL: there is no such store */
	uv_timer_t timer;
};

/* Begin, if the keeper has a shared store; the caller has filled what stands
 * above news. */
void bans_news_start(struct bans_news *n, struct keeper *k, uv_loop_t *loop);

void bans_news_stop(struct bans_news *n);

/* Tell the others that the ledger has changed about an address; with a store
 * of our own there are none. */
void bans_news_tell(struct keeper *k, const struct ip *ip);

#endif
