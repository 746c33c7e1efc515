/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/envelope.h"

#include <string.h>

#include "smtp/helo.h"
#include "smtp/verb.h"

/* What has still to be read of a line. */
struct rest {
	const char *at, *end;
};

static void
skip_blanks(struct rest *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

static bool
skip_byte(struct rest *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static bool
skip_word(struct rest *r, const char *word)
{
	for (; *word != '\0'; word++, r->at++)
		if (r->at == r->end || verb_upper(*r->at) != *word)
			return false;
	return true;
}

static bool
is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

/* Where the first of the bytes stop stands outside quotes (RFC 5321 section
 * 4.1.2, Quoted-string); the end if nowhere.  NULL at a control byte, unless
 * it is a tab outside quotes, and in a quote that does not end. */
static const char *
find_outside(const struct rest *r, const char *stop)
{
	const char *p;
	bool quoted = false;

	for (p = r->at; p < r->end; p++) {
		if (is_control(*p) && (quoted || *p != '\t'))
			return NULL;
		if (*p == '"')
			quoted = !quoted;
		else if (quoted && *p == '\\' && p + 1 < r->end &&
		    !is_control(p[1]))
			p++;
		else if (!quoted && strchr(stop, *p) != NULL)
			return p;
	}
	return quoted ? NULL : p;
}

/* Cut r to the path, without its brackets. */
static bool
find_path(struct rest *r)
{
	const char *open = find_outside(r, "<>"), *end;

	if (open == NULL)
		return false;
	if (open < r->end) {
		r->at = open + 1;
		end = find_outside(r, "<> \t");
		if (*open == '>' || end == NULL || end == r->end || *end != '>')
			return false;
	} else {
		end = find_outside(r, " \t");
		if (end == r->at)
			return false; /* nothing, which is not <> */
	}
	r->end = end;
	return true;
}

/* "@one,@two:a@b" is a@b by way of one and two. */
static bool
skip_route(struct rest *r)
{
	const char *colon;

	if (r->at == r->end || *r->at != '@')
		return true;
	colon = find_outside(r, ":");
	if (colon == NULL || colon == r->end)
		return false;
	r->at = colon + 1;
	return r->at < r->end;
}

/* Behind the last @: a quoted local part may hold others. */
static void
lower_domain(char *address)
{
	char *p = strrchr(address, '@');

	for (; p != NULL && *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
}

bool
envelope_address(char out[ENVELOPE_ADDRESS_MAX + 1], const char *text,
    size_t len, const char *word)
{
	struct rest r = { text, text + len };

	skip_blanks(&r);
	if (!skip_word(&r, word))
		return false;
	skip_blanks(&r);
	if (!skip_byte(&r, ':'))
		return false;
	skip_blanks(&r);
	if (!find_path(&r) || !skip_route(&r) ||
	    r.end - r.at > ENVELOPE_ADDRESS_MAX)
		return false;
	memcpy(out, r.at, (size_t)(r.end - r.at));
	out[r.end - r.at] = '\0';
	lower_domain(out);
	return true;
}

void
envelope_hear(struct envelope *v, const char *line, size_t len)
{
	const size_t verb = 4; /* all of them have four letters */

	uint64_t helo;

	if (v->has_recipient)
		return;
	if ((helo = helo_hear(line, len)) != 0)
		v->helo = helo;
	if (verb_is(line, len, "MAIL"))
		v->has_sender = envelope_address(v->sender, line + verb,
		    len - verb, "FROM");
	else if (verb_is(line, len, "RSET") || verb_is(line, len, "HELO") ||
	    verb_is(line, len, "EHLO"))
		v->has_sender = false;
	else if (verb_is(line, len, "RCPT"))
		v->has_recipient = envelope_address(v->recipient, line + verb,
				       len - verb, "TO") &&
		    v->recipient[0] != '\0';
	if (!v->has_sender)
		v->sender[0] = '\0';
	if (!v->has_recipient)
		v->recipient[0] = '\0';
}
