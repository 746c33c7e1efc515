/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/wall.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "policy/verdict.h"
#include "serve/classify.h"
#include "serve/digit.h"
#include "serve/flow.h"
#include "serve/guest.h"
#include "serve/wallline.h"
#include "wire/proxy.h"

#define PIECE   4096 /* read at a time */
#define PIECES  16   /* and so often before others have their turn */

#ifndef MSG_MORE /* elsewhere than on Linux: two packets */
#define MSG_MORE 0
#endif

/* What a client is at that waits. */
enum stage {
	READING, /* its line comes */
	JUDGING, /* its verdict is waited for */
	LEAVING  /* answered: the rest is read away */
};

struct wall_client {
	struct guest guest; /* by enum stage */
	bool ended;     /* it says nothing any more */
	int fd;
	struct wall *wall;
	struct classify_client *judging;
	struct ip from; /* not filled for one of this machine */
	struct wallline line;
};

struct wall {
	struct guests guests;
	struct classify *classify;
	struct wall_options opt;
	struct wall_counts counts;
};

static void go_on(struct wall_client *k);

/* End with a client. */
static void
drop(struct wall_client *k)
{
	guest_leave(&k->guest);
	if (k->judging != NULL)
		classify_cancel(k->judging);
	k->wall->counts.clients--;
	(void)close(k->fd);
	guest_free(&k->guest);
}

/* Say the digit and that this is all, in one packet: there is always room for
 * one byte. */
static void
say(struct wall_client *k, enum dynawall_digit digit)
{
	char c = (char)('0' + digit);

	k->wall->counts.digit[digit]++;
	(void)send(k->fd, &c, 1, MSG_NOSIGNAL | MSG_MORE);
	(void)shutdown(k->fd, SHUT_WR);
}

/* Answer a client.  It may be gone then. */
static void
answer(struct wall_client *k, enum dynawall_digit digit)
{
	say(k, digit);
	if (k->ended) {
		drop(k);
		return;
	}
	guest_enter(&k->guest, LEAVING);
	go_on(k);
}

static void
on_verdict(void *arg, const struct classified *what)
{
	struct wall_client *k = arg;
	struct wall *w = k->wall;
	struct verdict *v = what->verdict;

	k->judging = NULL;
	if (w->opt.decided != NULL)
		w->opt.decided(w->opt.arg, what);
	answer(k, v != NULL ? digit_of(v, what->judge->ev->has_name) :
	    DYNAWALL_TROUBLE);
}

/* The line is there.  The client may be gone then. */
static void
judge(struct wall_client *k)
{
	struct classify_call call = { on_verdict, k, false };
	struct classify_client *judging;
	struct dynawall_question q;

	if (!wallline_read(&q, &k->line)) {
		k->wall->counts.wrong++;
		answer(k, DYNAWALL_TROUBLE);
		return;
	}
	(void)guest_watch(&k->guest, k->fd, 0);
	judging = classify_ask(k->wall->classify, &q, &call);
	if (judging == NULL)
		return;
	k->judging = judging;
	guest_enter(&k->guest, JUDGING);
}

/* Take a piece that came while the line is read.  True if the client is not
 * to be read from any more. */
static bool
take(struct wall_client *k, const char *data, size_t len)
{
	if (k->line.total == 0 && k->wall->opt.header != NULL &&
	    proxy_begins(data, len))
		k->wall->opt.header(k->wall->opt.arg, &k->from);
	switch (wallline_take(&k->line, data, len)) {
	case WALLLINE_PART:
		return false;
	case WALLLINE_WHOLE:
		judge(k);
		return true;
	case WALLLINE_LONG:
		break;
	}
	k->wall->counts.wrong++;
	answer(k, DYNAWALL_TROUBLE);
	return true;
}

/* It says nothing any more, which ends the line, too. */
static void
take_end(struct wall_client *k)
{
	k->ended = true;
	if (k->guest.stage == READING)
		judge(k);
	else
		drop(k);
}

/* Nothing is there just now.  One that was answered, and said nothing behind
 * its line, is not waited for. */
static void
wait(struct wall_client *k)
{
	if (k->guest.stage == LEAVING && !k->line.more) {
		drop(k);
		return;
	}
	if (k->guest.place.after == NULL)
		guest_enter(&k->guest, READING);
	if (guest_watch(&k->guest, k->fd, UV_READABLE))
		return;
	if (k->guest.stage == READING)
		say(k, DYNAWALL_TROUBLE);
	drop(k);
}

/* Read what is there.  The client may be gone then. */
static void
go_on(struct wall_client *k)
{
	char piece[PIECE];
	ssize_t n = 0;
	int i;

	for (i = 0; i < PIECES; i++) {
		n = recv(k->fd, piece, sizeof(piece), 0);
		if (n <= 0)
			break;
		if (k->guest.stage == LEAVING)
			k->line.more = true;
		else if (take(k, piece, (size_t)n))
			return;
	}
	if (n == 0)
		take_end(k);
	else if (n > 0 || flow_waits(errno))
		wait(k);
	else
		drop(k);
}

static void
on_ready(void *guest)
{
	go_on(guest);
}

/* Have one go whose line is not there. */
static void
send_away(struct wall_client *k)
{
	k->wall->counts.late++;
	k->line.more = true; /* there may be a rest of it */
	answer(k, DYNAWALL_TROUBLE);
}

static bool
on_tick(void *arg)
{
	struct wall *w = arg;
	struct wall_client *k;

	while ((k = guests_due(&w->guests, LEAVING, WALL_DRAIN_MS)) != NULL)
		drop(k);
	while ((k = guests_due(&w->guests, READING, w->opt.line_ms)) != NULL)
		send_away(k);
	return w->counts.clients > 0;
}

/* Make room for one more.  False if all are being judged. */
static bool
make_room(struct wall *w)
{
	struct wall_client *k;

	if (w->counts.clients < w->opt.clients)
		return true;
	if (row_first(&w->guests.row[LEAVING]) == NULL &&
	    (k = row_pop(&w->guests.row[READING])) != NULL)
		send_away(k);
	if ((k = row_pop(&w->guests.row[LEAVING])) != NULL)
		drop(k);
	return w->counts.clients < w->opt.clients;
}

/* Say so to one who can't even become a client. */
static void
turn_away(struct wall *w, int fd)
{
	struct wall_client k = { .wall = w, .fd = fd };

	w->counts.late++;
	say(&k, DYNAWALL_TROUBLE);
	(void)close(fd);
}

void
wall_come(struct wall *w, int fd, const struct ip *from)
{
	struct wall_client *k = make_room(w) ? calloc(1, sizeof(*k)) : NULL;

	if (k == NULL) {
		turn_away(w, fd);
		return;
	}
	k->wall = w;
	guest_come(&k->guest, &w->guests);
	k->fd = fd;
	w->counts.clients++;
	if (from != NULL)
		k->from = *from;
	if (from == NULL || admit_has(&w->opt.from, from)) {
		go_on(k);
		return;
	}
	w->counts.strangers++;
	k->line.more = true;
	answer(k, DYNAWALL_TROUBLE);
}

void
wall_set(struct wall *w, const struct wall_options *opt)
{
	w->opt = *opt;
	if (w->opt.line_ms == 0)
		w->opt.line_ms = WALL_LINE_MS;
}

struct wall *
wall_new(uv_loop_t *loop, struct classify *classify,
    const struct wall_options *opt, struct err *e)
{
	struct wall *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	w->classify = classify;
	wall_set(w, opt);
	w->guests.ready = on_ready;
	w->guests.tick = on_tick;
	w->guests.arg = w;
	guests_init(&w->guests, loop);
	return w;
}

const struct wall_counts *
wall_counts(const struct wall *w)
{
	return &w->counts;
}

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
wall_free(struct wall *w)
{
	struct wall_client *k;
	int i;

	if (w == NULL)
		return;
	for (i = READING; i <= LEAVING; i++)
		while ((k = row_pop(&w->guests.row[i])) != NULL) {
			if (i != LEAVING)
				say(k, DYNAWALL_TROUBLE);
			drop(k);
		}
	w->guests.timer.data = w;
	uv_close((uv_handle_t *)&w->guests.timer, on_closed);
}
