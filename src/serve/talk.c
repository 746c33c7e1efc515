/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/talk.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "serve/flow.h"
#include "smtp/refusal.h"

/* The socket may be shared with a process that makes it wait. */
#define NO_WAIT (MSG_DONTWAIT | MSG_NOSIGNAL)

/* How much we listen to after the last reply, as smtp/refusal.c. */
#define LINGER_BYTES 65536

/* Room in said that is kept for a 421 behind an answer. */
#define SAID_FULL (TALK_SAID_MAX - REPLY_LINE_MAX)

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static unsigned
smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static ssize_t
receive(const struct talk *t, char *in, size_t cap, int flags)
{
	return recv(t->fd, in, cap, flags | NO_WAIT);
}

/* Send what is left to be said.  0 if all is gone, -1 with errno. */
static int
flush(struct talk *t)
{
	ssize_t n;

	while (t->sent < t->len) {
		n = send(t->fd, t->said + t->sent, t->len - t->sent, NO_WAIT);
		if (n == -1)
			return -1;
		t->sent += (size_t)n;
	}
	t->sent = t->len = 0;
	return 0;
}

static bool
finish(struct talk *t, enum talk_end end)
{
	if (t->end == TALK_OPEN)
		t->end = end;
	t->phase = TALK_ENDED;
	return true;
}

/* As smtp/refusal.c: closing a socket that holds unread input makes the
 * kernel send a reset, which can overtake our last reply. */
static bool
linger_begin(struct talk *t, int64_t now_ms)
{
	bool quit = t->dialogue.end == DIALOGUE_QUIT;

	if (t->end == TALK_OPEN)
		t->end = quit ? TALK_QUIT : TALK_LIMIT;
	t->phase = TALK_LINGERING;
	t->linger_end_ms = quit
	    ? now_ms
	    : earlier(t->end_ms, now_ms + t->times.linger_ms);
	(void)shutdown(t->fd, SHUT_WR); /* else reading fails, too */
	return true;
}

/* Each of the three does its phase; true if there is more to do now. */

static bool
say(struct talk *t, int64_t now_ms)
{
	if (now_ms < t->say_ms)
		return false;
	if (flush(t) == -1) {
		if (!flow_waits(errno))
			return finish(t, TALK_LOST);
		return now_ms >= t->end_ms && finish(t, TALK_TIMEOUT);
	}
	t->command_end_ms = now_ms + t->times.command_ms;
	if (t->dialogue.end != DIALOGUE_OPEN)
		return linger_begin(t, now_ms);
	t->phase = TALK_HEARING;
	return true;
}

/* Hold back what has just been said, and the clock of the session with it. */
static void
delay(struct talk *t, int64_t now_ms)
{
	unsigned ms = smaller(t->times.delay_ms,
	    TALK_DELAYS_MAX_MS - t->delays_ms);

	if (t->dialogue.end != DIALOGUE_OPEN)
		return;
	t->say_ms = now_ms + ms;
	t->end_ms += ms;
	t->delays_ms += ms;
}

/* Let the dialogue hear what was read, as long as there is room for what it
 * says and the last answer may go. */
static void
feed(struct talk *t, int64_t now_ms)
{
	size_t n;

	while (t->heard < t->in_len && !t->dialogue.asks &&
	    now_ms >= t->say_ms && t->len + DIALOGUE_OUT_MAX <= SAID_FULL) {
		n = dialogue_feed(&t->dialogue, t->in[t->heard++],
		    t->said + t->len);
		t->len += n;
		if (n > 0)
			delay(t, now_ms);
	}
	if (t->len > 0 || t->dialogue.end != DIALOGUE_OPEN)
		t->phase = TALK_SAYING;
}

/* Its time is over. */
static bool
be_late(struct talk *t)
{
	t->len = dialogue_timeout(&t->dialogue, t->said);
	(void)flush(t);
	return finish(t, TALK_TIMEOUT);
}

static bool
hear(struct talk *t, int64_t now_ms)
{
	ssize_t n;

	if (t->dialogue.asks) {
		if (now_ms < t->end_ms)
			return false;
		return be_late(t);
	}
	if (t->heard == t->in_len) {
		n = receive(t, t->in, sizeof(t->in), 0);
		if (n == 0)
			return finish(t, TALK_EOF);
		if (n == -1 && !flow_waits(errno))
			return finish(t, TALK_LOST);
		if (n == -1 && now_ms < talk_due(t, now_ms))
			return false;
		if (n == -1)
			return be_late(t);
		t->heard = 0;
		t->in_len = (size_t)n;
	}
	feed(t, now_ms);
	return true;
}

static bool
linger(struct talk *t, int64_t now_ms)
{
	char in[2048];
	ssize_t n;

	n = receive(t, in, sizeof(in), 0);
	if (n == -1 && flow_waits(errno) && now_ms < t->linger_end_ms)
		return false;
	t->lingered += n > 0 ? (size_t)n : 0;
	if (n <= 0 || t->lingered >= LINGER_BYTES)
		return finish(t, t->end);
	return true;
}

void
talk_begin(struct talk *t, int64_t now_ms)
{
	unsigned limit_ms = t->times.limit_ms;
	char c;

	if (t->dialogue.banner) {
		limit_ms = smaller(limit_ms, REFUSAL_BANNER_MS);
		t->times.command_ms = REFUSAL_BANNER_MS;
	}
	t->times.delay_ms = smaller(t->times.delay_ms, TALK_DELAY_MAX_MS);
	t->end = TALK_OPEN;
	t->phase = TALK_SAYING;
	t->end_ms = now_ms + limit_ms;
	t->say_ms = now_ms;
	t->delays_ms = 0;
	t->lingered = t->sent = t->heard = t->in_len = 0;
	t->pregreet = receive(t, &c, 1, MSG_PEEK) > 0;
	t->len = dialogue_open(&t->dialogue, t->said);
}

enum talk_wish
talk_go(struct talk *t, int64_t now_ms)
{
	bool more = true;

	while (more)
		switch (t->phase) {
		case TALK_SAYING:
			more = say(t, now_ms);
			break;
		case TALK_HEARING:
			more = hear(t, now_ms);
			break;
		case TALK_LINGERING:
			more = linger(t, now_ms);
			break;
		case TALK_ENDED:
			return TALK_OVER;
		}
	if (t->phase == TALK_HEARING && t->dialogue.asks)
		return TALK_ASK;
	if (t->phase != TALK_SAYING)
		return TALK_READ;
	return now_ms < t->say_ms ? TALK_PAUSE : TALK_WRITE;
}

int64_t
talk_due(const struct talk *t, int64_t now_ms)
{
	if (t->phase == TALK_LINGERING)
		return t->linger_end_ms;
	if (t->phase == TALK_HEARING && !t->dialogue.asks)
		return earlier(t->command_end_ms, t->end_ms);
	return now_ms < t->say_ms ? t->say_ms : t->end_ms;
}

void
talk_hurry(struct talk *t, int64_t now_ms)
{
	t->times.delay_ms = 0;
	t->say_ms = earlier(t->say_ms, now_ms);
}

void
talk_refuse(struct talk *t, const char *line, size_t len, int64_t now_ms)
{
	t->len += dialogue_refuse(&t->dialogue, line, len, t->said + t->len);
	delay(t, now_ms);
	t->phase = TALK_SAYING;
}

void
talk_let(struct talk *t)
{
	dialogue_let(&t->dialogue);
	(void)finish(t, TALK_LET);
}

void
talk_stop(struct talk *t, int64_t now_ms)
{
	if (t->phase == TALK_LINGERING || t->phase == TALK_ENDED)
		return;
	if (now_ms < t->say_ms)
		t->len = t->sent = 0; /* the 421 is the answer instead */
	talk_hurry(t, now_ms);
	t->len += dialogue_stop(&t->dialogue, t->said + t->len);
	t->dialogue.end = DIALOGUE_LIMIT;
	t->end = TALK_STOPPED;
	t->end_ms = now_ms + t->times.linger_ms;
	t->phase = TALK_SAYING;
}

void
talk_lose(struct talk *t)
{
	(void)finish(t, TALK_LOST);
}
