/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/dialogue.h"

#include <string.h>

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

/* Take one byte; true if it ended a line, whose text d->line[0..*len) is. */
static bool
line_take(struct dialogue *d, char byte, size_t *len)
{
	d->seen++;
	if (d->len < sizeof(d->line))
		d->line[d->len] = byte;
	d->len++;
	if (byte != '\n')
		return false;
	*len = d->len <= sizeof(d->line) ? d->len - 1 : 0;
	if (*len > 0 && d->line[*len - 1] == '\r')
		--*len;
	d->len = 0;
	d->commands++;
	return true;
}

static size_t
answer(struct dialogue *d, size_t len, char out[REPLY_LINE_MAX])
{
	static const char *const harmless[] = { "HELO", "EHLO", "MAIL", "RSET",
		"NOOP" };
	size_t i;

	if (verb_is(d->line, len, "QUIT")) {
		d->end = DIALOGUE_QUIT;
		return say(out, "221", d->host, NULL);
	}
	if (d->banner)
		return 0;
	if (d->envelope != NULL)
		envelope_hear(d->envelope, d->line, len);
	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (verb_is(d->line, len, harmless[i]))
			return say(out, "250", d->host, NULL);
	return say_refusal(d, out);
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
	size_t len, said = 0;

	if (d->end != DIALOGUE_OPEN)
		return 0;
	if (line_take(d, byte, &len))
		said = answer(d, len, out);
	if (d->end != DIALOGUE_OPEN)
		return said;
	if (d->banner) {
		if (d->seen >= DIALOGUE_BANNER_MAX)
			d->end = DIALOGUE_LIMIT;
		return said;
	}
	if (d->commands >= DIALOGUE_COMMANDS_MAX) {
		d->end = DIALOGUE_LIMIT;
		said += say(out + said, "421", "4.7.0",
		    "too many commands, closing");
	} else if (d->len >= DIALOGUE_LINE_MAX) {
		d->end = DIALOGUE_LIMIT;
		said += say(out + said, "421", "4.7.0",
		    "line too long, closing");
	}
	return said;
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
