/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/postfix.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/seldom.h"
#include "base/tell.h"
#include "serve/classify.h"
#include "serve/flow.h"
#include "serve/guest.h"
#include "serve/postfix_answer.h"
#include "wire/delegation.h"
#include "wire/proxy.h"

#define PIECES  16 /* reads before others have their turn */

/* What is no request. */
enum wrong {
	HAS_NUL, TOLD_TWICE, NO_POLICY, TOO_LONG, NO_ROOM, WRONGS
};

static const char *const wrong_words[WRONGS] = {
	[HAS_NUL] = "a request with a NUL byte",
	[TOLD_TWICE] = "a request that tells an attribute twice",
	[NO_POLICY] = "a request that is none for a policy",
	[TOO_LONG] = "a request of more than 65536 bytes",
	[NO_ROOM] = ("half a request of more than 4096 bytes, and those of "
	    "others have 16 MiB"),
};

/* What a connection is at. */
enum stage {
	IDLE,    /* nothing is asked */
	READING, /* a request comes */
	JUDGING, /* a verdict is waited for */
	WRITING, /* an answer waits to be taken */
	STAGES   /* no more than GUESTS_STAGES */
};

struct postfix_client {
	struct guest guest; /* by enum stage */
	bool at_work;   /* the request is in hand: who is told need not go on */
	struct flow flow;
	struct postfix *postfix;
	struct ip from;  /* by TCP alone: of no bits else */
	struct classify_client *judging;
	struct postfix_asked asked; /* the request that is in hand */
	bool gone;       /* the answer to it could not be said */
	size_t kept;     /* memory of what is left */
	size_t seen;     /* bytes of what is left that hold no end of one */
};

struct postfix {
	struct guests guests;
	struct classify *classify;
	struct postfix_options opt;
	struct postfix_counts counts;
	size_t kept;               /* memory of what is left, of all */
	struct seldom told[WRONGS];
	char room[DELEGATION_MAX]; /* of whom is read from just now */
};

static void go_on(struct postfix_client *k);

/* Begin with a stage, or stay in it. */
static void
enter(struct postfix_client *k, enum stage stage)
{
	if (k->guest.place.after != NULL && k->guest.stage == stage &&
	    stage != IDLE)
		return;
	guest_enter(&k->guest, stage);
}

/* End with a client. */
static void
drop(struct postfix_client *k)
{
	guest_leave(&k->guest);
	if (k->judging != NULL)
		classify_cancel(k->judging);
	k->postfix->counts.clients--;
	k->postfix->kept -= k->kept;
	flow_close(&k->flow);
	guest_free(&k->guest);
}

/* Have go_on called for these events; 0: for none. */
static bool
watch(struct postfix_client *k, int events)
{
	return guest_watch(&k->guest, k->flow.fd, events);
}

static void
count(struct postfix_counts *c, unsigned code)
{
	if (code == 0)
		c->passed++;
	else if (code >= 500)
		c->refused++;
	else
		c->deferred++;
}

static void
on_verdict(void *arg, const struct classified *what)
{
	struct postfix_client *k = arg;
	struct postfix *p = k->postfix;
	char text[POSTFIX_ANSWER_SIZE];
	unsigned code;
	size_t len;

	k->judging = NULL;
	if (p->opt.decided != NULL)
		p->opt.decided(p->opt.arg, what);
	len = postfix_answer(text, &code, &k->asked, what, p->opt.tell);
	count(&p->counts, code);
	k->gone = !flow_say(&k->flow, text, len);
	if (!k->at_work)
		go_on(k);
}

/* What is no request; the client is to be dropped. */
static bool
refuse(struct postfix_client *k, enum wrong why)
{
	struct postfix *p = k->postfix;

	p->counts.wrong++;
	if (seldom_may(&p->told[why], uv_hrtime() / 1000000))
		tell(p->opt.tell, "postfix: %s: the connection is closed",
		    wrong_words[why]);
	return false;
}

/* Whether it begins with a PROXY header: by a balancer whose headers are not
 * believed, or it had not come this far. */
static bool
is_proxied(struct postfix_client *k, const char *text, size_t len)
{
	struct postfix *p = k->postfix;

	if (!proxy_begins(text, len))
		return false;
	p->counts.wrong++;
	if (p->opt.header != NULL && k->from.bits > 0)
		p->opt.header(p->opt.arg, &k->from);
	return true;
}

/* Answer a request of len bytes, or begin to.  False if it is none. */
static bool
answer(struct postfix_client *k, char *text, size_t len)
{
	const struct classify_call call = { .done = on_verdict, .arg = k };
	struct delegation d;
	struct session s;

	switch (delegation_read(&d, text, len)) {
	case DELEGATION_WELL:
		break;
	case DELEGATION_NUL:
		return refuse(k, HAS_NUL);
	case DELEGATION_TWICE:
		return refuse(k, TOLD_TWICE);
	}
	if (d.request == NULL || strcmp(d.request, "smtpd_access_policy") != 0)
		return refuse(k, NO_POLICY);
	row_remove(&k->guest.place); /* the time of the next begins */
	k->at_work = true;
	if (postfix_ask(&k->asked, &s, &d))
		k->judging = classify_session(k->postfix->classify, &s, &call);
	else
		on_verdict(k, &(struct classified){ .verdict = NULL });
	k->at_work = false;
	return !k->gone;
}

/* True if nothing is waited for but requests. */
static bool
is_ready(const struct postfix_client *k)
{
	return k->judging == NULL && k->flow.out.len == 0;
}

/* Answer the requests among *len bytes in the room, until one waits; what is
 * left stands at its begin then, *len bytes.  False if one is none, or the
 * client is gone. */
static bool
answer_all(struct postfix_client *k, size_t *len)
{
	char *room = k->postfix->room;
	size_t at = 0, n;
	bool good = !is_proxied(k, room, *len);

	while (good && is_ready(k) && (n = delegation_len(room + at,
	    *len - at, &k->seen)) > 0) {
		k->seen = 0;
		good = answer(k, room + at, n);
		at += n;
	}
	*len -= at;
	memmove(room, room + at, *len);
	return good;
}

/* Keep what is left, len bytes of the room.  False: that can't be; a piece that
 * is small always can, or who sends much would be in the way of others. */
static bool
keep(struct postfix_client *k, size_t len)
{
	struct postfix *p = k->postfix;
	const bool well = flow_keep(&k->flow, p->room, len);

	p->kept += k->flow.rest.cap - k->kept;
	k->kept = k->flow.rest.cap;
	if (well && k->kept > POSTFIX_SMALL && p->kept > POSTFIX_KEPT)
		return refuse(k, NO_ROOM);
	return well;
}

/* Wait for what the client is at.  False if that can't be. */
static bool
wait(struct postfix_client *k)
{
	if (k->judging != NULL) {
		enter(k, JUDGING);
		return watch(k, 0);
	}
	if (k->flow.out.len > 0) {
		enter(k, WRITING);
		return watch(k, UV_WRITABLE);
	}
	enter(k, k->flow.rest.len > 0 ? READING : IDLE);
	return watch(k, UV_READABLE);
}

/* Do what can be done.  False if the client is to be dropped. */
static bool
work(struct postfix_client *k)
{
	enum flow_answer more = FLOW_MORE;
	char *room = k->postfix->room;
	size_t len;
	int i;

	if (k->gone || !flow_say(&k->flow, "", 0))
		return false;
	flow_load(&k->flow, room, &len);
	if (!answer_all(k, &len))
		return false;
	for (i = 0; i < PIECES && more == FLOW_MORE && is_ready(k); i++) {
		if (len == DELEGATION_MAX)
			return refuse(k, TOO_LONG);
		more = flow_read(&k->flow, room, &len, DELEGATION_MAX);
		if (more == FLOW_GONE || !answer_all(k, &len))
			return false;
	}
	return keep(k, len) && wait(k);
}

static void
go_on(struct postfix_client *k)
{
	if (!work(k))
		drop(k);
}

static void
on_ready(void *guest)
{
	go_on(guest);
}

/* Have those go who have been in a stage for so long. */
static void
end_late(struct postfix *p, enum stage stage, int64_t patience_ms)
{
	struct postfix_client *k;

	while ((k = guests_due(&p->guests, stage, patience_ms)) != NULL) {
		if (stage != IDLE)
			p->counts.late++;
		drop(k);
	}
}

static bool
on_tick(void *arg)
{
	struct postfix *p = arg;

	end_late(p, IDLE, POSTFIX_IDLE_MS);
	end_late(p, READING, p->opt.request_ms);
	end_late(p, WRITING, POSTFIX_WRITE_MS);
	return p->counts.clients > 0;
}

/* Make room for one more.  False if all are at work. */
static bool
make_room(struct postfix *p)
{
	struct postfix_client *k;

	if (p->counts.clients < p->opt.clients)
		return true;
	if ((k = row_pop(&p->guests.row[IDLE])) == NULL)
		k = row_pop(&p->guests.row[READING]);
	p->counts.late++;
	if (k != NULL)
		drop(k);
	return k != NULL;
}

void
postfix_come(struct postfix *p, int fd, const struct ip *from)
{
	struct postfix_client *k;

	if (from != NULL && !admit_has(&p->opt.from, from)) {
		p->counts.strangers++;
		(void)close(fd);
		return;
	}
	k = make_room(p) ? calloc(1, sizeof(*k)) : NULL;
	if (k == NULL) {
		(void)close(fd);
		return;
	}
	k->postfix = p;
	guest_come(&k->guest, &p->guests);
	k->flow.fd = fd;
	if (from != NULL)
		k->from = *from;
	p->counts.clients++;
	go_on(k);
}

void
postfix_set(struct postfix *p, const struct postfix_options *opt)
{
	p->opt = *opt;
	if (p->opt.request_ms == 0)
		p->opt.request_ms = POSTFIX_REQUEST_MS;
}

struct postfix *
postfix_new(uv_loop_t *loop, struct classify *classify,
    const struct postfix_options *opt, struct err *e)
{
	struct postfix *p = calloc(1, sizeof(*p));

	if (p == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	p->classify = classify;
	postfix_set(p, opt);
	p->guests.ready = on_ready;
	p->guests.tick = on_tick;
	p->guests.arg = p;
	guests_init(&p->guests, loop);
	return p;
}

const struct postfix_counts *
postfix_counts(const struct postfix *p)
{
	return &p->counts;
}

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
postfix_free(struct postfix *p)
{
	struct postfix_client *k;
	int i;

	if (p == NULL)
		return;
	for (i = 0; i < STAGES; i++)
		while ((k = row_pop(&p->guests.row[i])) != NULL)
			drop(k);
	p->guests.timer.data = p;
	uv_close((uv_handle_t *)&p->guests.timer, on_closed);
}
