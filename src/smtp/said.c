/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/said.h"

#include <string.h>

#include "smtp/command.h"

#define VERB 4 /* letters of HELO, EHLO, MAIL and RCPT */

static bool
is_printable(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] < '!' || text[i] > '~')
			return false;
	return len > 0;
}

static void
keep_helo(struct said *s, const char *line, size_t len)
{
	static const char unknown[] = "unknown";
	const char *word = line + VERB, *end = line + len, *stop;

	while (word < end && *word == ' ')
		word++;
	for (stop = word; stop < end && *stop != ' '; stop++)
		;
	len = (size_t)(stop - word);
	if (len > SAID_HELO_MAX || !is_printable(word, len)) {
		word = unknown;
		len = sizeof(unknown) - 1;
	}
	memcpy(s->helo, word, len);
	s->helo[len] = '\0';
	s->has_helo = true;
}

static void
keep_line(char out[SAID_LINE_MAX + 1], const char *line, size_t len)
{
	memcpy(out, line, len);
	out[len] = '\0';
}

static void
forget_mail(struct said *s)
{
	s->has_mail = false;
	s->mail[0] = s->rcpt[0] = s->sender[0] = s->recipient[0] = '\0';
}

void
said_hear(struct said *s, const char *line, size_t len)
{
	enum command command = command_of(line, len);

	switch (command) {
	case COMMAND_HELO:
	case COMMAND_EHLO:
		keep_helo(s, line, len);
		s->ehlo = command == COMMAND_EHLO;
		forget_mail(s);
		break;
	case COMMAND_RSET:
		forget_mail(s);
		break;
	case COMMAND_MAIL:
		forget_mail(s);
		if (len > SAID_LINE_MAX || !envelope_address(s->sender,
		    line + VERB, len - VERB, "FROM"))
			break;
		keep_line(s->mail, line, len);
		s->has_mail = true;
		break;
	default:
		break;
	}
}

/*
 * Whether every server reads the recipient that we read.  qmail-smtpd and
 * mailfront take what follows the first "<", wherever it stands, end a source
 * route at the first ":", and know "\\" outside quotes, too: so there must be
 * nothing before the brackets, nothing quoted, and a blank behind them.
 */
static bool
is_plain_path(const char *line, size_t len)
{
	const char *end = line + len, *open, *close;
	const char *p = memchr(line, ':', len);

	if (p == NULL || memchr(line, '"', len) != NULL ||
	    memchr(line, '\\', len) != NULL)
		return false;
	while (++p < end && *p == ' ')
		;
	open = memchr(line, '<', len);
	if (open == NULL)
		return true;
	close = memchr(open, '>', (size_t)(end - open));
	return open == p && close != NULL &&
	    (close + 1 == end || close[1] == ' ');
}

bool
said_recipient(struct said *s, const char *line, size_t len)
{
	char address[ENVELOPE_ADDRESS_MAX + 1];

	if (!s->has_mail || len > SAID_LINE_MAX ||
	    command_of(line, len) != COMMAND_RCPT ||
	    !envelope_address(address, line + VERB, len - VERB, "TO") ||
	    address[0] == '\0' || address[0] == '@' ||
	    !is_plain_path(line, len))
		return false;
	memcpy(s->recipient, address, sizeof(address));
	keep_line(s->rcpt, line, len);
	return true;
}

struct recipient_ask
said_ask(const struct said *s)
{
	return (struct recipient_ask){ s->has_helo ? s->helo : NULL,
		s->has_mail ? s->sender : NULL, s->recipient };
}
