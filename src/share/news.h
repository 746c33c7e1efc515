/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_NEWS_H
#define DHF_SHARE_NEWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

struct share;

/*
 * news - the addresses of which the ledger has changed about a ban, in order
 *
 * A sorted set has each once, by the server's time of its last change: whoever
 * reads on from where he was hears of each change that he has not heard of,
 * and whoever begins with nothing, of all that can be banned still.  What the
 * change was stands in the ledger.  A list or a stream would have an address
 * once for each change, and who offends often would push out who does seldom.
 */
#define NEWS_KEEP_S (30 * 86400) /* no ban is longer */
#define NEWS_MOST 131072         /* twice what the kernel takes */
#define NEWS_AT_ONCE 256
#define NEWS_PLACE 32

struct share_news;

struct share_news_calls {
	/* An address, and when all that were asked for have been told, or
	 * failed; more: there may be others behind them. */
	void (*changed)(void *arg, const struct ip *ip);
	void (*read)(void *arg, bool failed, bool more);
	void *arg;
};

/* Say that it has changed about an address; nobody hears how that went. */
void share_news_tell(struct share *s, const struct ip *ip);

/* A reader that begins with nothing.  NULL if memory ran out. */
struct share_news *share_news_new(struct share *s,
    const struct share_news_calls *calls);

/* Have the next NEWS_AT_ONCE told; false: one does so already, or nobody can be
 * asked. */
bool share_news_go(struct share_news *n);

/* Begin with nothing again. */
void share_news_again(struct share_news *n);

void share_news_free(struct share_news *n); /* NULL is fine */

#endif
