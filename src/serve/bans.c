/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/bans.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "serve/bans_link.h"
#include "serve/keeper.h"
#include "serve/statistics.h"
#include "share/deed.h"
#include "state/ledger.h"

static void go(struct bans *b);

static void
hang_up(struct bans *b)
{
	if (b->link == NULL)
		return;
	bans_link_close(b->link);
	b->link = NULL;
	/* nobody knows how it went */
	if ((b->asked && !b->hello) || b->held || b->deed != NULL)
		bans_due_add(&b->due, &b->ip, fd_now_ms());
	deed_cancel(b->deed);
	b->deed = NULL;
	b->asked = b->hello = b->held = false;
	bans_due_stop(&b->due);
}

static void
on_timer(uv_timer_t *timer)
{
	go(timer->data);
}

static void
later(struct bans *b, int64_t ms)
{
	(void)uv_timer_start(&b->timer, on_timer, ms > 0 ? (uint64_t)ms : 0,
	    0);
}

/* There is no helper, or none that answers: try again. */
static void
away(struct bans *b, const char *why)
{
	hang_up(b);
	if (!b->away_told)
		tell(b->tell, "no ban helper at %s: %s; bans wait for one",
		    b->path, why);
	b->away_told = true;
	b->there_told = false;
	later(b, b->retry_ms);
	b->retry_ms = b->retry_ms >= BANS_RETRY_MAX_MS / 2 ?
	    BANS_RETRY_MAX_MS : b->retry_ms * 2;
}

/* It has left us: its table was taken away, or it ended; or it never knew
 * us. */
static void
lost(struct bans *b)
{
	if (b->hello) {
		away(b, "it hung up: does its option -U name our user?");
		return;
	}
	hang_up(b);
	later(b, BANS_RETRY_MS);
}

/* Send the question; false: the connection is of no use. */
static bool
ask(struct bans *b, struct ban_record *r)
{
	r->number = ++b->number;
	if (!bans_link_send(b->link, r))
		return false;
	b->asked = true;
	later(b, BANS_SILENT_MS);
	return true;
}

/* What the ledger has of an address. */
struct look {
	struct deed deed;
	struct bans *bans;
	struct ledger_ban ban;
	bool failed;
};

static void
look_run(struct deed *d)
{
	struct look *l = (struct look *)d;
	struct err e;

	l->failed = ledger_ban(&l->ban, l->bans->ledger, &l->bans->ip,
	    time(NULL), &e) == -1;
}

/* Say it. */
static bool
say(struct bans *b, const struct ledger_ban *ban)
{
	struct ban_record r = { .verb = BAN_DEL, .ip = b->ip };
	const int64_t left_s = ban->until_s - time(NULL);

	if (ban->until_s != 0) {
		r.verb = BAN_ADD;
		r.kind = (unsigned)ban->kind + 1;
		r.seconds = left_s < BAN_SECONDS_MIN ? BAN_SECONDS_MIN :
		    left_s > BAN_SECONDS_MAX ? BAN_SECONDS_MAX :
		    (uint32_t)left_s;
	}
	return ask(b, &r);
}

static void
look_done(struct deed *d, const struct err *e)
{
	const struct look *l = (struct look *)d;
	struct bans *b = l->bans;

	b->deed = NULL;
	if (e != NULL || l->failed) {
		bans_due_all(&b->due, fd_now_ms() + BANS_FULL_MS);
		later(b, BANS_FULL_MS);
	} else if (!say(b, &l->ban)) {
		bans_due_add(&b->due, &b->ip, fd_now_ms());
		lost(b);
	}
}

/* Find that, and say it. */
static void
ask_about(struct bans *b, const struct ip *ip)
{
	struct look *l = calloc(1, sizeof(*l));

	b->ip = *ip;
	if (l == NULL) {
		bans_due_add(&b->due, ip, fd_now_ms());
		later(b, BANS_RETRY_MS);
		return;
	}
	l->deed = (struct deed){ .run = look_run, .done = look_done };
	l->bans = b;
	b->deed = keeper_do(b->keeper, &l->deed);
}

/* The helper has no room, or the kernel did not do it. */
static void
failed(struct bans *b, enum ban_answer answer)
{
	b->count->n[STAT_BANS_FAILED]++;
	if (!b->due.again)
		tell(b->tell, "the ban helper: %s; it is asked again in %d s",
		    ban_answer_word(answer), BANS_FULL_MS / 1000);
	if (answer == BAN_FULL)
		bans_due_stop(&b->due);
	bans_due_all(&b->due, fd_now_ms() + BANS_FULL_MS);
}

/* The first answer: it is there, and may know nothing. */
static void
take_hello(struct bans *b)
{
	b->hello = b->away_told = false;
	b->retry_ms = BANS_RETRY_MS;
	if (!b->there_told)
		tell(b->tell, "the ban helper at %s is there", b->path);
	b->there_told = true;
	bans_due_begin(&b->due);
}

static void
take_answer(struct bans *b, const struct ban_record *r)
{
	b->asked = b->silent_told = false;
	if (b->hello) {
		take_hello(b);
		return;
	}
	switch (r->answer) {
	case BAN_NEW:
	case BAN_STANDS:
		b->count->n[STAT_BANS]++;
		break;
	case BAN_GONE:
	case BAN_NONE:
		b->count->n[STAT_BANS_FREED]++;
		break;
	case BAN_NEVER:
		b->count->n[STAT_BANS_NEVER]++;
		break;
	case BAN_BUSY:
		b->held = true;
		later(b, BANS_BUSY_MS);
		break;
	case BAN_FULL:
	case BAN_CANNOT:
		failed(b, r->answer);
		break;
	default:
		b->count->n[STAT_BANS_FAILED]++;
		if (!b->wrong_told)
			tell(b->tell, "the ban helper does not take our "
			    "questions: install both of one version");
		b->wrong_told = true;
	}
}

static void
on_answer(void *arg, const struct ban_record *r)
{
	struct bans *b = arg;

	if (!b->asked || r->number != b->number)
		return;
	take_answer(b, r);
	if (!b->held)
		go(b);
}

static void
on_end(void *arg, const char *why)
{
	if (why != NULL)
		away(arg, why);
	else
		lost(arg);
}

static void
connect_now(struct bans *b)
{
	/* what is never banned: to ask about it changes nothing */
	struct ban_record hello = { .verb = BAN_LIST,
		.ip = { { 127, 0, 0, 1 }, 32 } };
	const struct bans_link_calls calls = { b, on_answer, on_end };

	b->link = bans_link_open(b->loop, b->path, &calls);
	if (b->link == NULL) {
		away(b, strerror(errno));
		return;
	}
	b->hello = true;
	b->held = b->wrong_told = false;
	if (!ask(b, &hello))
		lost(b);
}

/* It is asked something and does not answer: it is stopped, or very busy. */
static void
silent(struct bans *b)
{
	if (!b->silent_told)
		tell(b->tell, "the ban helper does not answer; bans wait for "
		    "it");
	b->silent_told = true;
	later(b, BANS_SILENT_MS);
}

/* Who is next, if anybody is; what is to be done later is set. */
static bool
next(struct bans *b, struct ip *ip)
{
	const int64_t now_ms = fd_now_ms();
	struct err e;

	switch (bans_due_next(ip, &b->due, b->ledger->store, time(NULL),
	    now_ms, &e)) {
	case BANS_DUE_ONE:
		return true;
	case BANS_DUE_MORE:
		later(b, 1);
		break;
	case BANS_DUE_FAILED:
		bans_due_all(&b->due, now_ms + BANS_FULL_MS);
		/* FALLTHROUGH */
	case BANS_DUE_NONE:
		if (b->due.again)
			later(b, b->due.again_ms - now_ms);
		break;
	}
	return false;
}

/* Ask what is to be asked next, unless something is under way. */
static void
go(struct bans *b)
{
	struct ip ip = b->ip;

	if (b->link == NULL) {
		connect_now(b);
		return;
	}
	if (b->deed != NULL)
		return;
	if (b->asked) {
		silent(b);
		return;
	}
	if (!b->held && !next(b, &ip))
		return;
	b->held = false;
	ask_about(b, &ip);
}

static void
on_changed(void *arg, const struct ip *ip)
{
	bans_changed(arg, ip);
}

void
bans_start(struct bans *b)
{
	b->link = NULL;
	b->retry_ms = BANS_RETRY_MS;
	if (*b->path == '\0')
		return;
	b->news = (struct bans_news){ .due = &b->due, .changed = on_changed,
		.arg = b };
	bans_news_start(&b->news, b->keeper, b->loop);
	(void)uv_timer_init(b->loop, &b->timer);
	b->timer.data = b;
	b->runs = true;
	go(b);
}

/* Whether a question could be asked now. */
static bool
is_idle(const struct bans *b)
{
	return b->link != NULL && !b->asked && !b->held && b->deed == NULL;
}

void
bans_changed(struct bans *b, const struct ip *ip)
{
	if (!b->runs)
		return;
	bans_due_add(&b->due, ip, fd_now_ms());
	if (is_idle(b))
		go(b);
}

void
bans_changed_all(struct bans *b)
{
	if (!b->runs)
		return;
	bans_due_all(&b->due, fd_now_ms() + BANS_DUE_SETTLED_MS);
	if (is_idle(b))
		go(b);
}

void
bans_stop(struct bans *b)
{
	if (!b->runs)
		return;
	b->runs = false;
	bans_news_stop(&b->news);
	hang_up(b);
	uv_close((uv_handle_t *)&b->timer, NULL);
}
