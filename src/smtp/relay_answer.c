/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/relay_answer.h"

#include <string.h>

#include "smtp/relay_state.h"

static unsigned
class_of(const struct relay *r)
{
	return r->reply.code / 100;
}

static void
forward(struct relay *r)
{
	relay_tell(r, r->reply.text, r->reply.len);
}

/* The server has greeted, or knows how the client is called: say again what
 * comes next of what the client has said. */
static void
replay(struct relay *r)
{
	const struct said *s = r->said;

	if (r->awaits == RELAY_BANNER && s->has_helo)
		relay_order(r, RELAY_REPLAY_HELO, s->ehlo ? "EHLO" : "HELO",
		    s->helo);
	else if (r->awaits != RELAY_REPLAY_MAIL && r->begin == RELAY_AT_TLS)
		relay_order(r, RELAY_STARTTLS, "STARTTLS", NULL);
	else if (r->awaits != RELAY_REPLAY_MAIL)
		relay_order(r, RELAY_REPLAY_MAIL, s->mail, NULL);
	else
		relay_order(r, RELAY_TO, s->rcpt, NULL);
}

static void
banner(struct relay *r)
{
	if (r->reply.code != 220) {
		r->phase = RELAY_NO_SERVER;
	} else if (r->begin == RELAY_AT_GREETING) {
		r->awaits = RELAY_NOTHING;
		forward(r);
	} else {
		replay(r);
	}
}

/* A reply to what was said again.  Refused, it is what the client hears, who
 * waits for the reply to a later command. */
static void
replayed(struct relay *r)
{
	if (class_of(r) == 2) {
		replay(r);
		return;
	}
	r->awaits = RELAY_NOTHING;
	relay_forget(r);
	forward(r);
}

static void
ehlo(struct relay *r)
{
	unsigned flags = r->auth ? EXTENSIONS_AUTH : 0;

	if (r->tls == RELAY_TLS_OWN)
		flags |= EXTENSIONS_OWN_TLS;
	else if (r->tls == RELAY_TLS_PASS)
		flags |= EXTENSIONS_STARTTLS;
	if (class_of(r) == 2)
		r->client_len += extensions_offer(r->to_client + r->client_len,
		    &r->reply, flags);
	else
		forward(r);
}

static void
data(struct relay *r)
{
	forward(r);
	if (r->reply.code != 354)
		return;
	r->phase = RELAY_MAIL;
	memset(&r->message, 0, sizeof(r->message));
}

static void
auth(struct relay *r)
{
	forward(r);
	if (r->reply.code == 334) {
		r->responds = true;
	} else if (r->reply.code == 235) {
		r->authenticated = true;
		r->phase = RELAY_BLIND;
	} else if (++r->auths >= RELAY_AUTHS) {
		relay_say(r, "421", "4.7.0", "too many errors, closing");
		r->phase = RELAY_OVER;
	}
}

/* Whether a reply can be one to what was asked: what looks like leave to go
 * on is none where it was not, and DATA has no other. */
static bool
is_possible(const struct relay *r)
{
	switch (r->awaits) {
	case RELAY_NOTHING:
		return false;
	case RELAY_DATA:
		return class_of(r) >= 4 || r->reply.code == 354;
	case RELAY_AUTH:
		return class_of(r) != 3 || r->reply.code == 334;
	default:
		return class_of(r) != 3;
	}
}

/* The client is told, and what the reply means for later is kept. */
static void
told(struct relay *r, enum relay_awaits asked)
{
	bool done = class_of(r) == 2;

	forward(r);
	if (asked == RELAY_TO && done) {
		r->recipients++;
		r->let++;
	} else if (asked == RELAY_FROM && !done) {
		relay_forget(r);
	} else if (asked == RELAY_DOT) {
		r->messages += done;
		relay_forget(r);
	} else if (asked == RELAY_QUIT) {
		r->phase = RELAY_OVER;
	} else if (asked == RELAY_STARTTLS && r->reply.code == 220) {
		r->phase = RELAY_BLIND;
	}
}

/* 421 may come at any time: the server leaves. */
static void
leave(struct relay *r)
{
	forward(r);
	r->phase = RELAY_OVER;
}

void
relay_answer(struct relay *r)
{
	enum relay_awaits asked = r->awaits;

	if (asked == RELAY_BANNER) {
		banner(r);
	} else if (r->reply.code == 421) {
		leave(r);
	} else if (!is_possible(r)) {
		relay_wrong(r);
	} else if (asked == RELAY_REPLAY_HELO || asked == RELAY_REPLAY_MAIL) {
		replayed(r);
	} else {
		r->awaits = RELAY_NOTHING;
		if (asked == RELAY_EHLO)
			ehlo(r);
		else if (asked == RELAY_DATA)
			data(r);
		else if (asked == RELAY_AUTH)
			auth(r);
		else if (asked != RELAY_FORGET)
			told(r, asked);
	}
}
