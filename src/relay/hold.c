/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/hold.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/err.h"
#include "base/fdio.h"
#include "relay/blind.h"
#include "smtp/refusal.h"

/* The dialogue's clock, of monotonic time. */
struct talk_clock {
	int64_t end_ms, command_end_ms;
};

static unsigned
left_ms(int64_t end_ms)
{
	int64_t left = end_ms - fd_now_ms();

	return left > 0 ? (unsigned)left : 0;
}

static void
clock_begin(struct talk_clock *c, const struct hold *h)
{
	int64_t now_ms = fd_now_ms();

	c->end_ms = now_ms + h->limit_ms;
	c->command_end_ms = now_ms + h->command_ms;
}

static bool
say(struct hold *h, struct talk_clock *c, const char *text, size_t len)
{
	if (len > 0 && fd_write_within(h->out, text, len,
	    left_ms(c->end_ms)) == -1)
		return false;
	c->command_end_ms = fd_now_ms() + h->command_ms;
	return true;
}

/* Judge for both parts, and tell of the first refusal. */
static enum recipient_is
decide(void *arg, const struct recipient_ask *ask, char reply[REPLY_LINE_MAX],
    size_t *len)
{
	struct hold *h = arg;

	if (h->judge.decide(h->judge.arg, ask, reply, len) == RECIPIENT_LET)
		return RECIPIENT_LET;
	if (h->refused++ == 0 && h->on_refusal != NULL)
		h->on_refusal(h->arg);
	return RECIPIENT_REFUSED;
}

static void
pass_blindly(struct hold *h)
{
	struct attached *a = &h->attached;
	struct blind_way up = { a->in, sizeof(a->in), a->at, a->len };
	struct blind_way down = { a->out, sizeof(a->out), a->out_at,
		a->out_len };

	blind_go(&a->client, &h->server, &up, &down);
}

/* Start a server.  False: none greets, or the client is where it was. */
static bool
attach(struct hold *h, enum relay_begin begin, enum hold_end *end)
{
	struct attached *a = &h->attached;
	struct err e;

	if (h->pid != 0) /* the pages of a first one hold zeros */
		memset(&a->relay, 0, sizeof(a->relay));
	a->relay.refusal = h->dialogue.refusal;
	a->relay.refusal_len = h->dialogue.refusal_len;
	a->relay.judge = (struct recipient_judge){ decide, h };
	a->relay.said = &h->said;
	a->relay.tls = h->tls;
	a->relay.auth = h->auth;
	a->relay.refused = h->refused;
	a->ucspitls = &h->ucspitls;
	party_begin(&a->client, h->in, h->out);
	h->no_server = true;
	if (spawn_begin(&h->server, &h->program, &h->quiet, &e) == -1)
		return false;
	h->pid = h->server.pid;
	attached_begin(a, &h->server, begin);
	switch (attached_go(a)) {
	case ATTACHED_NO_SERVER:
		spawn_dismiss(&h->server);
		return false;
	case ATTACHED_BLIND:
		pass_blindly(h);
		/* FALLTHROUGH */
	case ATTACHED_OVER:
		spawn_close(&h->server);
		refusal_linger(h->in, h->out, a->relay.code == 221
		    ? 0 : REFUSAL_LINGER_MS);
		break;
	case ATTACHED_LOST:
		break;
	}
	h->no_server = false;
	*end = HOLD_RELAYED;
	return true;
}

/* Let the recipient through that was asked about.  True: that is all. */
static bool
let(struct hold *h, struct talk_clock *c, enum hold_end *end)
{
	char out[DIALOGUE_OUT_MAX];
	size_t len;

	if (!h->no_server && attach(h, RELAY_AT_RCPT, end)) {
		dialogue_let(&h->dialogue);
		return true;
	}
	len = dialogue_refuse(&h->dialogue, HOLD_NO_SERVER,
	    sizeof(HOLD_NO_SERVER) - 1, out);
	clock_begin(c, h); /* it has waited for us */
	*end = HOLD_LOST;
	return !say(h, c, out, len);
}

/* Judge the recipient that was named.  True: that is all. */
static bool
judge(struct hold *h, struct talk_clock *c, enum hold_end *end)
{
	const struct recipient_ask ask = said_ask(&h->said);
	char reply[REPLY_LINE_MAX], out[DIALOGUE_OUT_MAX];
	size_t len = 0;

	if (decide(h, &ask, reply, &len) == RECIPIENT_LET)
		return let(h, c, end);
	len = dialogue_refuse(&h->dialogue, len > 0 ? reply : NULL, len, out);
	*end = HOLD_LOST;
	return !say(h, c, out, len);
}

/* The client wants TLS.  True: that is all. */
static bool
start_tls(struct hold *h, struct talk_clock *c, enum hold_end *end)
{
	struct attached *a = &h->attached;
	struct pollfd p = { h->in, POLLIN, 0 };
	enum dialogue_tls is = DIALOGUE_TLS_GO;
	char out[DIALOGUE_OUT_MAX];
	size_t len;

	if (a->at < a->len || poll(&p, 1, 0) != 0)
		is = DIALOGUE_TLS_MORE;
	else if (h->tls == RELAY_TLS_PASS) {
		if (!h->no_server && attach(h, RELAY_AT_TLS, end))
			return true;
		is = DIALOGUE_TLS_FAILED;
		clock_begin(c, h);
	}
	len = dialogue_tls(&h->dialogue, is, out);
	*end = HOLD_LOST;
	if (!say(h, c, out, len))
		return true;
	if (is != DIALOGUE_TLS_GO)
		return false;
	h->tls = RELAY_TLS_HIDE;
	h->tls_done = ucspitls_begin(&h->ucspitls) == 0;
	return !h->tls_done;
}

/* Have the dialogue hear what was read.  True: that is all. */
static bool
feed(struct hold *h, struct talk_clock *c, enum hold_end *end)
{
	struct attached *a = &h->attached;
	struct dialogue *d = &h->dialogue;
	char out[DIALOGUE_OUT_MAX];
	size_t len;

	while (a->at < a->len && d->end == DIALOGUE_OPEN) {
		len = dialogue_feed(d, a->in[a->at++], out);
		if (len > 0 && !say(h, c, out, len)) {
			*end = HOLD_LOST;
			return true;
		}
		if ((d->asks && judge(h, c, end)) ||
		    (d->wants_tls && start_tls(h, c, end)))
			return true;
	}
	return false;
}

/* Nothing more was read before due_ms, or can be; how that ends.  That it can't
 * be may be our fault, so the client is told; one that is gone does not hear
 * it. */
static enum hold_end
silence(struct hold *h, struct talk_clock *c, bool told)
{
	bool late = errno == ETIMEDOUT;
	char out[REPLY_LINE_MAX];

	if (told) {
		(void)say(h, c, out, dialogue_stop(&h->dialogue, out));
		return HOLD_STOPPED;
	}
	(void)say(h, c, out, dialogue_timeout(&h->dialogue, out));
	return late ? HOLD_TIMEOUT : HOLD_LOST;
}

/* Read what the client says next.  True: nothing more comes. */
static bool
listen(struct hold *h, struct talk_clock *c, enum hold_end *end)
{
	struct attached *a = &h->attached;
	int64_t due_ms = c->command_end_ms < c->end_ms ? c->command_end_ms
						       : c->end_ms;
	unsigned left;
	bool told;
	ssize_t n;

	do {
		left = left_ms(due_ms);
		n = fd_read_within(h->in, a->in, DIALOGUE_LINE_MAX,
		    left < QUIET_TICK_MS ? left : QUIET_TICK_MS);
		told = n == -1 && quiet_told();
	} while (n == -1 && errno == ETIMEDOUT && !told &&
	    left > QUIET_TICK_MS);
	a->at = 0;
	a->len = n > 0 ? (size_t)n : 0;
	if (n > 0)
		return false;
	*end = n == 0 ? HOLD_EOF : silence(h, c, told);
	return true;
}

static enum hold_end
talk_on(struct hold *h, struct talk_clock *c)
{
	const struct dialogue *d = &h->dialogue;
	enum hold_end end = HOLD_LOST;

	while (d->end == DIALOGUE_OPEN)
		if (feed(h, c, &end) ||
		    (d->end == DIALOGUE_OPEN && listen(h, c, &end)))
			return end;
	refusal_linger(h->in, h->out, d->end == DIALOGUE_QUIT
	    ? 0 : REFUSAL_LINGER_MS);
	return d->end == DIALOGUE_QUIT ? HOLD_QUIT : HOLD_LIMIT;
}

static enum hold_end
talk(struct hold *h)
{
	struct talk_clock c;
	enum hold_end end;
	char out[REPLY_LINE_MAX];

	if (h->auth && attach(h, RELAY_AT_GREETING, &end))
		return end;
	clock_begin(&c, h);
	if (h->auth) { /* who could log in must not hear 5xx instead */
		static const char later[] = "421 4.3.0 temporary failure, "
		    "try again later\r\n";

		(void)say(h, &c, later, sizeof(later) - 1);
		refusal_linger(h->in, h->out, REFUSAL_LINGER_MS);
		return HOLD_LIMIT;
	}
	if (!say(h, &c, out, dialogue_open(&h->dialogue, out)))
		return HOLD_LOST;
	return talk_on(h, &c);
}

/* What the caller wants to know, and the server's end. */
static void
finish(struct hold *h)
{
	const struct attached *a = &h->attached;

	spawn_close(&h->server);
	h->refused = h->refused > a->relay.refused ? h->refused
						   : a->relay.refused;
	h->tls_done = h->tls_done || a->tls_done;
	h->auth_done = a->relay.authenticated;
	h->let = a->relay.let;
	h->messages = a->relay.messages;
	h->code = a->relay.code;
}

static void
begin(struct hold *h)
{
	h->dialogue.said = &h->said;
	h->dialogue.tls = h->tls != RELAY_TLS_HIDE;
	h->server = (struct spawn){ 0, -1, -1 };
	quiet_begin(&h->quiet);
}

enum hold_end
hold_client(struct hold *h)
{
	enum hold_end end;

	begin(h);
	h->pregreet = refusal_pregreet(h->in);
	end = talk(h);
	finish(h);
	return end;
}

enum hold_end
hold_let(struct hold *h)
{
	struct talk_clock c;
	enum hold_end end;

	begin(h);
	clock_begin(&c, h);
	if (!let(h, &c, &end))
		end = talk_on(h, &c);
	finish(h);
	return end;
}

void
hold_close(struct hold *h)
{
	fd_close(h->in);
	if (h->out != h->in)
		fd_close(h->out);
	spawn_wait(&h->server);
}
