/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/attached.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/fdio.h"
#include "relay/quiet.h"

#define LINE(text) text, sizeof(text) - 1

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void
attached_begin(struct attached *a, struct spawn *server,
    enum relay_begin begin)
{
	const struct attached_times usual = ATTACHED_TIMES;

	if (a->times.limit == 0)
		a->times = usual;
	a->server = server;
	party_begin(&a->to, server->from, server->to);
	a->tls_due = false;
	a->since_ms = fd_now_ms();
	a->end_ms = a->since_ms + a->times.limit;
	a->out_at = a->out_len = 0;
	relay_begin(&a->relay, begin);
}

/* Write what waits; false if the other end is gone. */
static bool
flush(struct attached *a, const struct party *p, char *data, size_t *len)
{
	ssize_t n;

	if (*len == 0)
		return true;
	n = party_write(p, data, *len);
	if (n == -1)
		return false;
	*len -= (size_t)n;
	if (*len > 0)
		memmove(data, data + n, *len);
	else
		a->since_ms = fd_now_ms();
	return true;
}

/* A server that reads no more may have said why: that is read first. */
static bool
flush_both(struct attached *a)
{
	struct relay *r = &a->relay;

	if (r->phase == RELAY_OVER) {
		r->server_len = 0;
	} else if (!flush(a, &a->to, r->to_server, &r->server_len)) {
		r->server_len = 0;
		/* It can say that it has a mail of which a part is lost; of
		 * anything else its reply, or its end, tells. */
		if (r->phase == RELAY_MAIL || r->awaits == RELAY_DOT)
			relay_server_ended(r);
	}
	return flush(a, &a->client, r->to_client, &r->client_len);
}

static bool
has_more(const struct attached *a)
{
	struct pollfd p = { a->client.in, POLLIN, 0 };

	return a->at < a->len || poll(&p, 1, 0) != 0;
}

/* The client has heard 220. */
static bool
begin_tls(struct attached *a)
{
	a->tls_due = false;
	if (ucspitls_begin(a->ucspitls) == -1)
		return false;
	a->tls_done = true;
	a->relay.tls = RELAY_TLS_HIDE;
	party_begin(&a->client, a->client.in, a->client.out);
	return true;
}

/* Let the client's bytes be heard that we have. */
static void
feed_client(struct attached *a)
{
	if (a->relay.phase == RELAY_MAIL)
		a->since_ms = fd_now_ms();
	a->at += relay_hear_client(&a->relay, a->in + a->at, a->len - a->at);
}

static bool
awaits_server(const struct attached *a)
{
	const struct relay *r = &a->relay;

	return r->server_len > 0 ||
	    (r->phase == RELAY_TALK && r->awaits != RELAY_NOTHING);
}

static int64_t
due_ms(const struct attached *a)
{
	const struct relay *r = &a->relay;

	if (r->client_len > 0)
		return a->since_ms + a->times.command;
	if (awaits_server(a))
		return a->since_ms + (r->awaits == RELAY_BANNER
		    ? a->times.banner : a->times.reply);
	if (r->phase == RELAY_CUT)
		return a->since_ms + a->times.cut;
	return earlier(a->since_ms + a->times.command, a->end_ms);
}

/* Time is over for whoever was waited for.  False: the client is lost. */
static bool
be_late(struct attached *a)
{
	struct relay *r = &a->relay;

	if (r->client_len > 0)
		return false;
	if (awaits_server(a)) {
		r->server_len = 0;
		relay_server_ended(r);
	} else if (r->phase == RELAY_CUT) {
		relay_cut_end(r);
	} else {
		relay_end(r, LINE("421 4.4.2 timeout, closing\r\n"));
	}
	a->since_ms = fd_now_ms();
	return true;
}

/* Told to end, unless the server has a whole mail. */
static bool
must_end(const struct attached *a)
{
	return a->relay.awaits != RELAY_DOT && a->relay.phase != RELAY_OVER &&
	    quiet_told();
}

static void
close_server(struct attached *a)
{
	spawn_close(a->server);
	a->to.in = a->to.out = -1;
	a->out_at = a->out_len = 0;
	a->relay.server_len = 0;
}

static void
read_server(struct attached *a)
{
	ssize_t n = party_read(&a->to, a->out, sizeof(a->out));

	a->out_at = a->out_len = 0;
	if (n > 0) {
		a->out_len = (size_t)n;
	} else if (n == 0 || errno != EAGAIN) {
		close_server(a);
		relay_server_ended(&a->relay);
	}
}

/* Wait for whoever is next, and hear it.  False: the client is lost. */
static bool
hear(struct attached *a)
{
	struct relay *r = &a->relay;
	bool hears = relay_hears_client(r), has = a->at < a->len;
	struct pollfd p[] = {
		{ hears && !has ? a->client.in : -1, POLLIN, 0 },
		{ r->client_len > 0 ? a->client.out : -1, POLLOUT, 0 },
		{ a->out_at == a->out_len ? a->to.in : -1, POLLIN, 0 },
		{ r->server_len > 0 ? a->to.out : -1, POLLOUT, 0 } };
	int64_t left = due_ms(a) - fd_now_ms();
	ssize_t n;

	if (must_end(a)) {
		relay_end(r,
		    LINE("421 4.3.2 shutting down, try again later\r\n"));
		return true;
	}
	if (left <= 0)
		return be_late(a);
	if (poll(p, sizeof(p) / sizeof(p[0]),
	    hears && has ? 0 : (int)earlier(left, QUIET_TICK_MS)) == -1)
		return errno == EINTR;
	if (p[2].revents != 0) {
		read_server(a);
		return true;
	}
	if (hears && !has && p[0].revents != 0) {
		n = party_read(&a->client, a->in, sizeof(a->in));
		if (n <= 0)
			return false;
		a->at = 0;
		a->len = (size_t)n;
		has = true;
	}
	if (hears && has)
		feed_client(a);
	return true;
}

/* Do what the relay has come to.  False: it is for the caller. */
static bool
obey(struct attached *a)
{
	struct relay *r = &a->relay;
	bool more;

	switch (r->phase) {
	case RELAY_TALK:
	case RELAY_MAIL:
		return true;
	case RELAY_CUT:
		close_server(a);
		return true;
	case RELAY_TLS:
		more = has_more(a);
		relay_tls_is(r, more);
		a->tls_due = !more && r->tls == RELAY_TLS_OWN;
		return true;
	case RELAY_BLIND:
	case RELAY_NO_SERVER:
	case RELAY_OVER:
		break;
	}
	return false;
}

static enum attached_end
end_of(const struct relay *r)
{
	if (r->phase == RELAY_NO_SERVER)
		return ATTACHED_NO_SERVER;
	return r->phase == RELAY_BLIND ? ATTACHED_BLIND : ATTACHED_OVER;
}

enum attached_end
attached_go(struct attached *a)
{
	struct relay *r = &a->relay;

	for (;;) {
		if (!flush_both(a))
			return ATTACHED_LOST;
		if (r->client_len == 0 && a->tls_due && !begin_tls(a))
			return ATTACHED_LOST;
		if (r->client_len == 0 && r->server_len == 0) {
			if (!obey(a))
				return end_of(r);
			if (a->out_at < a->out_len) {
				a->out_at += relay_hear_server(r,
				    a->out + a->out_at,
				    a->out_len - a->out_at);
				continue;
			}
		}
		if (!hear(a))
			return ATTACHED_LOST;
	}
}
