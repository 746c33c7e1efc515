/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/refusal.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/fdio.h"
#include "smtp/dialogue.h"

/* How much we listen to after the last reply. */
#define LINGER_BYTES 65536

struct session {
	struct dialogue dialogue;
	int in, out;
	unsigned command_ms;
	int64_t end_ms;         /* when the session is over */
	int64_t command_end_ms; /* when the next command is due */
	size_t len;             /* bytes of said not yet sent */
	char said[DIALOGUE_SESSION_MAX];
};

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static unsigned
left_ms(int64_t end_ms)
{
	int64_t left = end_ms - fd_now_ms();

	return left > 0 ? (unsigned)earlier(left, INT32_MAX) : 0;
}

static int
flush(struct session *s)
{
	if (s->len == 0)
		return 0;
	if (fd_write_within(s->out, s->said, s->len, left_ms(s->end_ms)) == -1)
		return -1;
	s->len = 0;
	s->command_end_ms = fd_now_ms() + s->command_ms;
	return 0;
}

void
refusal_linger(int in, int out, unsigned wait_ms)
{
	int64_t end_ms = fd_now_ms() + wait_ms;
	size_t heard = 0;
	char text[2048];
	ssize_t n = 1;

	if (shutdown(out, SHUT_WR) == -1)
		return;
	while (n > 0 && heard < LINGER_BYTES) {
		n = fd_read_within(in, text, sizeof(text), left_ms(end_ms));
		heard += n > 0 ? (size_t)n : 0;
	}
}

static enum refusal_end
conclude(struct session *s)
{
	bool quit = s->dialogue.end == DIALOGUE_QUIT;

	refusal_linger(s->in, s->out, quit ? 0 :
	    (unsigned)earlier(left_ms(s->end_ms), REFUSAL_LINGER_MS));
	return quit ? REFUSAL_QUIT : REFUSAL_LIMIT;
}

/* Nothing can be read.  It may be our fault, such as no memory for poll(2), so
 * the client is told; one that is gone does not hear it. */
static enum refusal_end
give_up(struct session *s)
{
	bool late = errno == ETIMEDOUT;

	s->len = dialogue_timeout(&s->dialogue, s->said);
	(void)flush(s);
	return late ? REFUSAL_TIMEOUT : REFUSAL_LOST;
}

static enum refusal_end
converse(struct session *s)
{
	char in[DIALOGUE_LINE_MAX];
	ssize_t n, i;

	s->len = dialogue_open(&s->dialogue, s->said);
	while (flush(s) == 0) {
		if (s->dialogue.end != DIALOGUE_OPEN)
			return conclude(s);
		n = fd_read_within(s->in, in, sizeof(in),
		    left_ms(earlier(s->command_end_ms, s->end_ms)));
		if (n == 0)
			return REFUSAL_EOF;
		if (n == -1)
			return give_up(s);
		for (i = 0; i < n; i++)
			s->len += dialogue_feed(&s->dialogue, in[i],
			    s->said + s->len);
	}
	return errno == ETIMEDOUT ? REFUSAL_TIMEOUT : REFUSAL_LOST;
}

static enum refusal_end
refuse(struct refusal *r, bool banner, int64_t limit_ms)
{
	struct session s;
	enum refusal_end end;

	s.dialogue = (struct dialogue){ .host = r->host,
		.program = r->program,
		.refusal = r->line,
		.refusal_len = r->line_len,
		.banner = banner,
		.envelope = r->envelope };
	s.in = r->in;
	s.out = r->out;
	s.command_ms = banner ? REFUSAL_BANNER_MS : r->command_ms;
	s.end_ms = fd_now_ms() + limit_ms;
	r->pregreet = refusal_pregreet(r->in);
	end = converse(&s);
	r->commands = s.dialogue.commands;
	return end;
}

enum refusal_end
refusal_dialogue(struct refusal *r)
{
	return refuse(r, false, r->limit_ms);
}

enum refusal_end
refusal_banner(struct refusal *r)
{
	return refuse(r, true, earlier(r->limit_ms, REFUSAL_BANNER_MS));
}

bool
refusal_pregreet(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };
	struct stat st;
	ssize_t n;
	char c;

	if (poll(&p, 1, 0) != 1 || (p.revents & POLLIN) == 0)
		return false;
	/* Cannot block after that poll, nobody else reads here; MSG_DONTWAIT
	 * is not POSIX. */
	n = recv(fd, &c, 1, MSG_PEEK);
	if (n != -1)
		return n > 0;
	return errno == ENOTSOCK && fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}
