/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/dialogue.h"

#include <string.h>

#include "smtp/command.h"
#include "smtp/envelope.h"
#include "smtp/verb.h"

static size_t
say(char out[REPLY_LINE_MAX], const char *code, const char *first,
    const char *second)
{
	const char *const word[] = { code, first, second };

	return reply_join(out, word, sizeof(word) / sizeof(word[0]));
}

static size_t
say_refusal(const struct dialogue *d, char out[REPLY_LINE_MAX])
{
	memcpy(out, d->refusal, d->refusal_len);
	return d->refusal_len;
}

/* What one more byte has made of the line. */
enum line {
	LINE_OPEN,
	LINE_DONE,
	LINE_BAD /* it is to be told so, now */
};

/* The line ended.  Without said each LF ends one, and all bytes are fine. */
static enum line
line_end(struct dialogue *d, size_t *len)
{
	bool crlf = *len > 0 && d->line[*len - 1] == '\r';
	bool strict = d->said != NULL && !d->banner;
	bool told = d->broken;

	*len -= crlf;
	if (strict && !crlf) {
		d->broken = true; /* the rest, too, until CRLF */
		return told ? LINE_OPEN : LINE_BAD;
	}
	d->broken = false;
	d->len = 0;
	if (told)
		return LINE_OPEN;
	return strict && !command_is_sound(d->line, *len) ? LINE_BAD
							  : LINE_DONE;
}

/* Take one byte; the text of a line is d->line[0..*len). */
static enum line
line_take(struct dialogue *d, char byte, size_t *len)
{
	enum line line;

	d->seen++;
	if (d->len < sizeof(d->line))
		d->line[d->len] = byte;
	d->len++;
	if (byte != '\n')
		return LINE_OPEN;
	*len = d->len <= sizeof(d->line) ? d->len - 1 : 0;
	line = line_end(d, len);
	d->commands += line != LINE_OPEN;
	return line;
}

static size_t
say_unknown(char out[REPLY_LINE_MAX])
{
	return say(out, "502", "5.5.1", "command not available");
}

/* STARTTLS never stands in the last line: some clients did not look there. */
static size_t
say_hello(const struct dialogue *d, enum command command,
    char out[DIALOGUE_OUT_MAX])
{
	static const char tls[] = "250-STARTTLS\r\n"
				  "250 ENHANCEDSTATUSCODES\r\n";
	size_t len = say(out, "250", d->host, NULL);

	if (command != COMMAND_EHLO || !d->tls)
		return len;
	out[3] = '-';
	memcpy(out + len, tls, sizeof(tls) - 1);
	return len + sizeof(tls) - 1;
}

/* What a command is told before a relay. */
static size_t
answer_strict(struct dialogue *d, size_t len, char out[DIALOGUE_OUT_MAX])
{
	enum command command = command_of(d->line, len);

	if (command == COMMAND_RCPT)
		d->asks = said_recipient(d->said, d->line, len);
	else
		said_hear(d->said, d->line, len);
	if (d->asks)
		return 0;
	if (d->envelope != NULL)
		envelope_hear(d->envelope, d->line, len);
	switch (command) {
	case COMMAND_HELO:
	case COMMAND_EHLO:
		return say_hello(d, command, out);
	case COMMAND_MAIL:
	case COMMAND_RSET:
	case COMMAND_NOOP:
		return say(out, "250", d->host, NULL);
	case COMMAND_RCPT:
		return say_refusal(d, out);
	case COMMAND_DATA:
		return say(out, "554", "5.5.1", "no valid recipients");
	case COMMAND_BDAT:
		d->chunk = command_chunk(d->line, len);
		return d->chunk == 0 ? say_unknown(out) : 0;
	case COMMAND_STARTTLS:
		d->wants_tls = d->tls;
		return d->tls ? 0 : say_unknown(out);
	default:
		return say_unknown(out);
	}
}

static size_t
answer_plain(struct dialogue *d, size_t len, char out[REPLY_LINE_MAX])
{
	static const char *const harmless[] = { "HELO", "EHLO", "MAIL", "RSET",
		"NOOP" };
	size_t i;

	if (d->envelope != NULL)
		envelope_hear(d->envelope, d->line, len);
	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (verb_is(d->line, len, harmless[i]))
			return say(out, "250", d->host, NULL);
	return say_refusal(d, out);
}

static size_t
answer(struct dialogue *d, enum line line, size_t len,
    char out[DIALOGUE_OUT_MAX])
{
	if (line == LINE_BAD)
		return say(out, "500", "5.5.2", "bad characters in command");
	if (verb_is(d->line, len, "QUIT")) {
		d->end = DIALOGUE_QUIT;
		return say(out, "221", d->host, NULL);
	}
	if (d->banner)
		return 0;
	return d->said != NULL ? answer_strict(d, len, out)
			       : answer_plain(d, len, out);
}

/* End the session if it has gone too far; what that says. */
static size_t
limit(struct dialogue *d, char out[REPLY_LINE_MAX])
{
	const char *why;

	if (d->commands >= DIALOGUE_COMMANDS_MAX && d->chunk == 0)
		why = "too many commands, closing";
	else if (d->len >= DIALOGUE_LINE_MAX)
		why = "line too long, closing";
	else if (d->chunk > DIALOGUE_CHUNK_MAX)
		why = "too much data, closing";
	else
		return 0;
	d->end = DIALOGUE_LIMIT;
	return say(out, "421", "4.7.0", why);
}

size_t
dialogue_open(const struct dialogue *d, char out[REPLY_LINE_MAX])
{
	if (d->banner)
		return say_refusal(d, out);
	return say(out, "220", d->host, d->program);
}

size_t
dialogue_feed(struct dialogue *d, char byte, char out[DIALOGUE_OUT_MAX])
{
	enum line line;
	size_t len, said = 0;

	if (d->end != DIALOGUE_OPEN || d->asks || d->wants_tls)
		return 0;
	if (d->chunk > 0) {
		d->seen++;
		if (--d->chunk > 0)
			return 0;
		said = say_unknown(out);
	} else if ((line = line_take(d, byte, &len)) != LINE_OPEN) {
		said = answer(d, line, len, out);
	}
	if (d->end != DIALOGUE_OPEN || d->asks || d->wants_tls)
		return said;
	if (d->banner) {
		if (d->seen >= DIALOGUE_BANNER_MAX)
			d->end = DIALOGUE_LIMIT;
		return said;
	}
	return said + limit(d, out + said);
}

size_t
dialogue_refuse(struct dialogue *d, const char *line, size_t len,
    char out[DIALOGUE_OUT_MAX])
{
	if (d->envelope != NULL)
		envelope_hear(d->envelope, d->said->rcpt,
		    strlen(d->said->rcpt));
	d->asks = false;
	if (line == NULL)
		len = say_refusal(d, out);
	else
		memcpy(out, line, len);
	return len + limit(d, out + len);
}

void
dialogue_let(struct dialogue *d)
{
	d->asks = false;
	d->end = DIALOGUE_RCPT;
}

size_t
dialogue_tls(struct dialogue *d, enum dialogue_tls is,
    char out[DIALOGUE_OUT_MAX])
{
	size_t len = 0;

	d->wants_tls = false;
	switch (is) {
	case DIALOGUE_TLS_GO:
		memset(d->said, 0, sizeof(*d->said));
		d->tls = false;
		len = say(out, "220", "2.0.0", "go ahead");
		break;
	case DIALOGUE_TLS_MORE:
		len = say(out, "503", "5.5.1", "nothing may follow STARTTLS");
		break;
	case DIALOGUE_TLS_FAILED:
		len = say(out, "454", "4.7.0", "TLS not available now");
		break;
	}
	return len + limit(d, out + len);
}

size_t
dialogue_timeout(const struct dialogue *d, char out[REPLY_LINE_MAX])
{
	if (d->banner)
		return 0;
	return say(out, "421", "4.4.2", "timeout, closing");
}

size_t
dialogue_stop(const struct dialogue *d, char out[REPLY_LINE_MAX])
{
	if (d->banner)
		return 0;
	return say(out, "421", "4.3.2", "shutting down, try again later");
}

size_t
dialogue_full(char out[REPLY_LINE_MAX])
{
	return say(out, "421", "4.7.0",
	    "too many connections, try again later");
}
