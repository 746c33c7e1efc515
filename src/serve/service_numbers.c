/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_numbers.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fdio.h"
#include "dns/cache.h"
#include "share/share.h"

/* Bytes of the longest file of numbers that is read. */
#define STATISTICS_MAX 8192

static int
numbers_begin(struct service *s, struct err *e)
{
	char text[STATISTICS_MAX];
	int fd = open(s->folder.statistics, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n = fd != -1 ? read(fd, text, sizeof(text) - 1) : 0;
	unsigned damaged;

	(void)e;
	text[n > 0 ? n : 0] = '\0';
	if (fd != -1 && (damaged = statistics_read(&s->before, text)) > 0)
		tell(&s->tell, "%s is damaged: what cannot be read begins "
		    "anew, lines: %u", s->folder.statistics, damaged);
	fd_close(fd);
	s->count.since_s = time(NULL);
	s->statistics.path = s->folder.statistics;
	s->statistics.tell = &s->tell;
	return 0;
}

static void
gather_wall(struct statistics *all, const struct service *s)
{
	const struct wall_counts *w = s->wall != NULL ? wall_counts(s->wall) :
	    &s->walls;
	const struct cache *names = s->classify != NULL ?
	    classify_names(s->classify) : NULL;
	size_t i;

	for (i = 0; i <= DYNAWALL_TROUBLE; i++)
		all->n[STAT_WALL_0 + i] = w->digit[i];
	all->n[STAT_WALL_STRANGERS] = w->strangers;
	all->n[STAT_WALL_WRONG] = w->wrong;
	all->n[STAT_WALL_LATE] = w->late;
	all->n[STAT_NOW_WALL] = w->clients;
	all->n[STAT_NOW_NAMES] = names != NULL ? cache_len(names) : 0;
}

static void
gather_postfix(struct statistics *all, const struct service *s)
{
	const struct postfix_counts *p = s->postfix != NULL ?
	    postfix_counts(s->postfix) : &s->postfixes;

	all->n[STAT_POSTFIX_PASSED] = p->passed;
	all->n[STAT_POSTFIX_REFUSED] = p->refused;
	all->n[STAT_POSTFIX_DEFERRED] = p->deferred;
	all->n[STAT_POSTFIX_STRANGERS] = p->strangers;
	all->n[STAT_POSTFIX_WRONG] = p->wrong;
	all->n[STAT_POSTFIX_LATE] = p->late;
	all->n[STAT_NOW_POSTFIX] = p->clients;
}

struct statistics
service_numbers_of(const struct service *s)
{
	struct statistics all = s->count;
	const struct filters_counts *f = &s->filters.counts;
	struct held_count held = { 0, 0 };

	if (s->pool != NULL)
		held = held_count(s->pool);
	all.n[STAT_SESSIONS] = f->sessions;
	all.n[STAT_STRANGERS] = f->strangers;
	all.n[STAT_SESSIONS_FULL] = f->full;
	all.n[STAT_OTHERS] = f->others;
	all.n[STAT_BAD] = f->bad;
	all.n[STAT_TAKEN_LATE] = f->late;
	all.n[STAT_RULES_READ] = s->rules.read;
	all.n[STAT_RULES_BAD] = s->rules.bad;
	all.n[STAT_COMMITS] = s->keeper.commits;
	all.n[STAT_COMMITS_FAILED] = s->keeper.failed +
	    (s->keeper.share != NULL ?
	    share_counts(s->keeper.share)->unasked : 0);
	all.n[STAT_EXPIRED] = s->keeper.expired;
	all.n[STAT_CROWD] = s->crowd.spared;
	all.n[STAT_NOW_HELD] = held.clients;
	all.n[STAT_NOW_TARPIT] = held.tarpit;
	all.n[STAT_NOW_SESSIONS] = s->callers.taken;
	all.n[STAT_NOW_BANS] = s->bans.due.len;
	gather_wall(&all, s);
	gather_postfix(&all, s);
	statistics_go_on(&all, &s->before);
	return all;
}

static void
numbers_report(struct service *s)
{
	const struct statistics all = service_numbers_of(s);
	struct buf out = { 0 };

	if (writer_is_busy(&s->statistics))
		return;
	statistics_write(&out, &all, time(NULL));
	writer_put(&s->statistics, &s->loop, &out);
}

static void
numbers_end(struct service *s)
{
	const struct statistics all = service_numbers_of(s);
	struct buf out = { 0 };
	struct err e;

	statistics_write(&out, &all, time(NULL));
	if (writer_now(&s->statistics, &out, &e) == -1)
		tell(&s->tell, "%s is not written: %s", s->folder.statistics,
		    e.msg);
}

const struct service_part service_numbers = { .begin = numbers_begin,
	.report = numbers_report, .end = numbers_end };
