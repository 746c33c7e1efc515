/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/delivery.h"

#include <stdint.h>
#include <string.h>

#include "mail/literal.h"

static bool
is_printable(char c)
{
	return c > ' ' && c <= '~';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* A name with other bytes than those of a name is none. */
static void
name_write(char out[DELIVERY_NAME + 1], const struct token *name)
{
	size_t i;

	for (i = 0; i < name->len && i < DELIVERY_NAME &&
	    is_printable(name->at[i]); i++)
		out[i] = lower(name->at[i]);
	out[i == name->len ? i : 0] = '\0';
}

/* Append text, cut where there is no room for more. */
static void
text_add(char *out, size_t size, const char *text, size_t len)
{
	size_t at = strlen(out), i;

	for (i = 0; i < len && at + i + 1 < size; i++)
		out[at + i] = is_printable(text[i]) || text[i] == ' ' ?
		    text[i] : '?';
	out[at + i] = '\0';
}

/* Whom the message was for is not told: the addresses of a trap are secret. */
static void
evidence_write(struct delivery *d, const char *line, size_t len)
{
	struct tokens rest = { line, line + len, TOKEN_END };
	size_t size = sizeof(d->evidence);
	struct token t;

	d->evidence[0] = '\0';
	while (token_next(&t, &rest) == TOKEN_WORD ||
	    t.kind == TOKEN_COMMENT) {
		if (token_is(&t, "for")) {
			(void)token_next(&t, &rest);
			continue;
		}
		if (t.kind == TOKEN_COMMENT && token_begins(&t, "ORCPT"))
			continue;
		if (d->evidence[0] != '\0')
			text_add(d->evidence, size, " ", 1);
		if (t.kind == TOKEN_COMMENT)
			text_add(d->evidence, size, "(", 1);
		text_add(d->evidence, size, t.at, t.len);
		if (t.kind == TOKEN_COMMENT)
			text_add(d->evidence, size, ")", 1);
	}
}

/* Take what a line tells.  False if it has no date. */
static bool
line_read(struct delivery *d, const struct received *r, const char *line,
    size_t len)
{
	if (r->date.len == 0 ||
	    !maildate_parse(&d->date, r->date.at, r->date.len) ||
	    d->date.time_s < 0 || d->date.time_s > UINT32_MAX)
		return false;
	d->ip = r->client;
	name_write(d->name, &r->name);
	d->id[0] = '\0';
	text_add(d->id, sizeof(d->id), r->id.at, r->id.len);
	evidence_write(d, line, len);
	return true;
}

/* Look at the Received line that was gathered. */
static void
line_look(struct delivery_search *s)
{
	const char *line = (const char *)s->trace.line.data;
	size_t len = s->trace.line.len;
	const struct received *r = &s->hop.line;

	if (len == 0)
		return;
	hop_take(&s->hop, line, len);
	if (s->hop.state == HOP_FOUND)
		s->state = line_read(&s->found, r, line, len) ?
		    DELIVERY_FOUND : DELIVERY_UNDATED;
	else if (s->hop.state == HOP_UNCLEAR)
		s->state = DELIVERY_UNCLEAR;
	else if (!s->own && r->answer == RECEIVED_LOCAL &&
	    literal_is_loopback(&r->client))
		s->own = line_read(&s->found, r, line, len);
}

/* There are no more lines that could tell. */
static void
search_end(struct delivery_search *s)
{
	if (s->state == DELIVERY_LOOKING)
		s->state = s->own ? DELIVERY_FOUND : DELIVERY_NONE;
}

static void
piece_take(void *arg, const struct header_piece *piece)
{
	struct delivery_search *s = arg;

	if (s->state != DELIVERY_LOOKING)
		return;
	if (trace_is_whole(&s->trace, piece))
		line_look(s);
	if (s->state != DELIVERY_LOOKING)
		return;
	if (!trace_add(&s->trace, piece)) {
		s->state = s->trace.line.failed ? DELIVERY_FAILED :
		    DELIVERY_UNCLEAR;
		return;
	}
	s->seen += piece != NULL ? piece->len : 0;
	if (piece == NULL || piece->part == HEADER_END ||
	    piece->part == HEADER_BODY || s->seen > DELIVERY_HEAD_MAX)
		search_end(s);
}

void
delivery_take(struct delivery_search *s, const char *data, size_t len)
{
	if (s->state == DELIVERY_LOOKING)
		header_take(&s->header, data, len, piece_take, s);
}

void
delivery_end(struct delivery_search *s)
{
	if (s->state == DELIVERY_LOOKING)
		header_end(&s->header, piece_take, s);
	piece_take(s, NULL);
}

void
delivery_again(struct delivery_search *s)
{
	struct delivery_search next = { .hop = { .by = s->hop.by,
		.by_count = s->hop.by_count } };

	if (s->state == DELIVERY_FAILED)
		delivery_free(s);
	next.trace = s->trace;
	next.trace.within = false;
	*s = next;
}

void
delivery_free(struct delivery_search *s)
{
	trace_free(&s->trace);
}
