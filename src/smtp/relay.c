/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/relay.h"

#include <string.h>

#include "smtp/command.h"
#include "smtp/relay_answer.h"
#include "smtp/relay_command.h"

void
relay_begin(struct relay *r, enum relay_begin begin)
{
	r->begin = begin;
	r->phase = RELAY_TALK;
	r->awaits = RELAY_BANNER;
}

bool
relay_hears_client(const struct relay *r)
{
	if (r->client_len > 0 || r->server_len > 0)
		return false;
	return r->phase == RELAY_MAIL || r->phase == RELAY_CUT ||
	    (r->phase == RELAY_TALK && r->awaits == RELAY_NOTHING);
}

/* A line that is whole, but for its CRLF. */
static void
line_heard(struct relay *r, size_t len)
{
	bool sound = command_is_sound(r->line, len);

	r->line_len = 0;
	if (r->responds) {
		r->responds = false;
		if (!sound) {
			relay_close(r, "bad characters, closing");
			return;
		}
		r->line[len] = '\0'; /* room: there was a CR */
		relay_order(r, RELAY_AUTH, r->line, NULL);
	} else if (++r->commands > RELAY_COMMANDS) {
		relay_close(r, "too many commands, closing");
	} else if (!sound) {
		relay_say(r, "500", "5.5.2", "bad characters in command");
	} else {
		r->line[len] = '\0';
		relay_command(r, len);
	}
}

/* Where a line may end: at CRLF.  A bare LF is told at once, and once; what
 * stands behind it until CRLF is no command. */
static void
line_feed(struct relay *r)
{
	size_t len = r->line_len - 1;

	if (len > 0 && r->line[len - 1] == '\r') {
		if (!r->broken)
			line_heard(r, len - 1);
		r->broken = false;
		r->line_len = 0;
	} else if (r->responds) {
		relay_close(r, "bad characters, closing");
	} else if (!r->broken) {
		r->broken = true;
		r->commands++;
		relay_say(r, "500", "5.5.2", "bad characters in command");
	}
}

static void
take(struct relay *r, char byte)
{
	bool is_long = r->responds || (r->auth && r->line_len > 4 &&
	    command_of(r->line, 5) == COMMAND_AUTH);

	if (r->chunk > 0) {
		if (--r->chunk == 0)
			relay_say(r, "502", "5.5.1", "command not available");
		return;
	}
	r->line[r->line_len++] = byte;
	if (byte == '\n')
		line_feed(r);
	if (r->phase == RELAY_TALK &&
	    r->line_len >= (is_long ? RELAY_LINE_MAX : RELAY_COMMAND_MAX))
		relay_close(r, "line too long, closing");
}

/* Bytes of a mail.  A last part that stands before a break is not worth
 * writing: the server is not to have the mail. */
static size_t
pass(struct relay *r, const char *in, size_t len)
{
	size_t n = message_take(&r->message, r->to_server, &r->server_len, in,
	    len);

	switch (r->message.is) {
	case MESSAGE_MORE:
		break;
	case MESSAGE_END:
		r->phase = RELAY_TALK;
		r->awaits = RELAY_DOT;
		break;
	case MESSAGE_BARE:
	case MESSAGE_NUL:
		r->broken = r->message.is == MESSAGE_NUL;
		r->server_len = 0;
		r->phase = RELAY_CUT;
		break;
	}
	return n;
}

void
relay_cut_end(struct relay *r)
{
	relay_say(r, "550", "5.5.2", r->broken ?
	    "NUL in message, closing" :
	    "bare LF or CR in message, closing");
	r->phase = RELAY_OVER;
}

size_t
relay_hear_client(struct relay *r, const char *in, size_t len)
{
	size_t i;

	if (!relay_hears_client(r))
		return 0;
	if (len > RELAY_CHUNK)
		len = RELAY_CHUNK;
	if (r->phase == RELAY_MAIL)
		return pass(r, in, len);
	if (r->phase == RELAY_CUT) {
		i = message_skip(&r->message, in, len);
		r->skipped += i;
		if (r->message.is == MESSAGE_END ||
		    r->skipped >= RELAY_SKIP_MAX)
			relay_cut_end(r);
		return i;
	}
	for (i = 0; i < len && relay_hears_client(r); i++)
		take(r, in[i]);
	return i;
}

size_t
relay_hear_server(struct relay *r, const char *in, size_t len)
{
	size_t i;

	for (i = 0; i < len && r->client_len == 0 && r->server_len == 0 &&
	    (r->phase == RELAY_TALK || r->phase == RELAY_MAIL); i++)
		switch (server_reply_take(&r->reply, in[i])) {
		case SERVER_REPLY_MORE:
			break;
		case SERVER_REPLY_WHOLE:
			r->code = r->reply.code;
			relay_answer(r);
			server_reply_clear(&r->reply);
			break;
		case SERVER_REPLY_WRONG:
			relay_wrong(r);
			break;
		}
	return i;
}

void
relay_server_ended(struct relay *r)
{
	if (r->phase == RELAY_TALK || r->phase == RELAY_MAIL)
		relay_wrong(r);
}

void
relay_tls_is(struct relay *r, bool more)
{
	r->phase = RELAY_TALK;
	if (more) {
		relay_say(r, "503", "5.5.1", "nothing may follow STARTTLS");
	} else if (r->tls == RELAY_TLS_PASS) {
		relay_order(r, RELAY_STARTTLS, "STARTTLS", NULL);
	} else {
		relay_say(r, "220", "2.0.0", "go ahead");
		memset(r->said, 0, sizeof(*r->said));
		r->recipients = 0;
		relay_order(r, RELAY_FORGET, "RSET", NULL);
	}
}

void
relay_end(struct relay *r, const char *line, size_t len)
{
	if (r->phase != RELAY_OVER && r->phase != RELAY_BLIND)
		relay_tell(r, line, len);
	r->phase = RELAY_OVER;
}
