/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/relay_command.h"

#include "smtp/command.h"
#include "smtp/dialogue.h"
#include "smtp/relay_state.h"

static void
unavailable(struct relay *r)
{
	relay_say(r, "502", "5.5.1", "command not available");
}

/* The sender that is judged has to be the server's: there is one a mail. */
static void
mail(struct relay *r, size_t len)
{
	if (r->messages >= RELAY_MESSAGES) {
		relay_close(r, "too many messages, closing");
		return;
	}
	if (r->said->has_mail) {
		relay_say(r, "503", "5.5.1", "one MAIL at a time");
		return;
	}
	said_hear(r->said, r->line, len);
	if (r->said->has_mail)
		relay_order(r, RELAY_FROM, r->line, NULL);
	else
		relay_say(r, "501", "5.1.7", "no sender that can be read");
}

static void
rcpt(struct relay *r, size_t len)
{
	char reply[REPLY_LINE_MAX];
	struct recipient_ask ask;
	size_t reply_len = 0;

	if (said_recipient(r->said, r->line, len)) {
		ask = said_ask(r->said);
		if (r->judge.decide(r->judge.arg, &ask, reply, &reply_len) ==
		    RECIPIENT_LET) {
			relay_order(r, RELAY_TO, r->line, NULL);
			return;
		}
	}
	if (reply_len > 0)
		relay_tell(r, reply, reply_len);
	else
		relay_tell(r, r->refusal, r->refusal_len);
	if (++r->refused >= RELAY_REFUSED)
		relay_close(r, "too many errors, closing");
}

static void
bdat(struct relay *r, size_t len)
{
	r->chunk = command_chunk(r->line, len);
	if (r->chunk > DIALOGUE_CHUNK_MAX)
		relay_close(r, "too much data, closing");
	else if (r->chunk == 0)
		unavailable(r);
}

static void
starttls(struct relay *r)
{
	if (r->tls == RELAY_TLS_HIDE)
		unavailable(r);
	else
		r->phase = RELAY_TLS;
}

void
relay_command(struct relay *r, size_t len)
{
	enum command command = command_of(r->line, len);

	switch (command) {
	case COMMAND_HELO:
	case COMMAND_EHLO:
		said_hear(r->said, r->line, len);
		r->recipients = 0;
		relay_order(r, command == COMMAND_EHLO ? RELAY_EHLO :
		    RELAY_HELO, r->line, NULL);
		break;
	case COMMAND_MAIL:
		mail(r, len);
		break;
	case COMMAND_RCPT:
		rcpt(r, len);
		break;
	case COMMAND_DATA:
		if (r->recipients > 0)
			relay_order(r, RELAY_DATA, "DATA", NULL);
		else
			relay_say(r, "554", "5.5.1", "no valid recipients");
		break;
	case COMMAND_RSET:
		relay_forget(r);
		relay_order(r, RELAY_RSET, "RSET", NULL);
		break;
	case COMMAND_NOOP:
		relay_order(r, RELAY_NOOP, "NOOP", NULL);
		break;
	case COMMAND_QUIT:
		relay_order(r, RELAY_QUIT, "QUIT", NULL);
		break;
	case COMMAND_BDAT:
		bdat(r, len);
		break;
	case COMMAND_AUTH:
		if (r->auth)
			relay_order(r, RELAY_AUTH, r->line, NULL);
		else
			unavailable(r);
		break;
	case COMMAND_STARTTLS:
		starttls(r);
		break;
	case COMMAND_OTHER:
		unavailable(r);
		break;
	}
}
