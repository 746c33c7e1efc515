/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/news.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <hiredis/hiredis.h>

#include "base/err.h"
#include "share/question.h"
#include "share/share_local.h"

#define TEXT(n) #n
#define NUMBER(n) TEXT(n)
#define KEEP_MS "2592000000" /* NEWS_KEEP_S */
_Static_assert(NEWS_KEEP_S == 2592000, "the same");

struct share_news {
	struct share *share;
	struct share_news_calls calls;
	struct question *asked; /* or NULL */
	char after[NEWS_PLACE]; /* "(" and the last that was told */
	bool again;
};

/* Ask the set with these words behind its key. */
static bool
ask(struct share *s, struct question *q)
{
	q->key_len = strlen(s->news);
	memcpy(q->key, s->news, q->key_len);
	if (share_ask(s, q))
		return true;
	free(q);
	return false;
}

static void
word(struct question *q, const char *text)
{
	q->word[q->words] = text;
	q->len[q->words++] = strlen(text);
}

/* The member is borrowed no longer than it takes. */
static void
on_told(struct question *q, const struct redisReply *r)
{
	(void)r;
	free(q->arg);
}

void
share_news_tell(struct share *s, const struct ip *ip)
{
	char *text = malloc(IP_TEXT_SIZE);
	struct question *q = share_question(s, on_told, text);

	if (q == NULL || text == NULL) {
		free(q);
		free(text);
		return;
	}
	ip_format(ip, text);
	q->script = SCRIPT_NEWS;
	word(q, text);
	word(q, KEEP_MS);
	word(q, NUMBER(NEWS_MOST));
	if (!ask(s, q))
		free(text);
}

struct share_news *
share_news_new(struct share *s, const struct share_news_calls *calls)
{
	struct share_news *n = calloc(1, sizeof(*n));

	if (n == NULL)
		return NULL;
	n->share = s;
	n->calls = *calls;
	share_news_again(n);
	return n;
}

void
share_news_again(struct share_news *n)
{
	(void)snprintf(n->after, sizeof(n->after), "(0");
	n->again = true;
}

/* Members and their times, in turn. */
static void
take(struct share_news *n, const struct redisReply *r)
{
	const struct redisReply *member, *at;
	struct ip ip;
	struct err e;
	size_t i;

	for (i = 0; i + 1 < r->elements; i += 2) {
		member = r->element[i];
		at = r->element[i + 1];
		if (member->type != REDIS_REPLY_STRING ||
		    at->type != REDIS_REPLY_STRING)
			continue;
		if (!n->again)
			(void)snprintf(n->after, sizeof(n->after), "(%s",
			    at->str);
		if (ip_parse(&ip, member->str, &e) == 0)
			n->calls.changed(n->calls.arg, &ip);
	}
}

static void
on_read(struct question *q, const struct redisReply *r)
{
	struct share_news *n = q->arg;
	const bool well = r != NULL && r->type == REDIS_REPLY_ARRAY;

	n->asked = NULL;
	if (well)
		take(n, r);
	n->calls.read(n->calls.arg, !well, n->again ||
	    (well && r->elements == (size_t)2 * NEWS_AT_ONCE));
}

bool
share_news_go(struct share_news *n)
{
	struct question *q;

	if (n->asked != NULL ||
	    (q = share_question(n->share, on_read, n)) == NULL)
		return false;
	n->again = false;
	word(q, "ZRANGEBYSCORE");
	word(q, n->share->news);
	word(q, n->after);
	word(q, "+inf");
	word(q, "WITHSCORES");
	word(q, "LIMIT");
	word(q, "0");
	word(q, NUMBER(NEWS_AT_ONCE));
	n->asked = q;
	if (ask(n->share, q))
		return true;
	n->asked = NULL;
	return false;
}

void
share_news_free(struct share_news *n)
{
	if (n == NULL)
		return;
	if (n->asked != NULL)
		n->asked->told = NULL;
	free(n);
}
