/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/mark.h"

#include <string.h>

void
mark_begin(struct mark *m, const char *name)
{
	memset(m, 0, sizeof(*m));
	m->name = name;
}

/* Look at a Received field that is whole. */
static void
line_look(struct mark *m)
{
	if (m->trace.line.len > 0)
		hop_take(&m->hop, (const char *)m->trace.line.data,
		    m->trace.line.len);
	if (m->hop.state != HOP_LOOKING)
		m->known = true;
}

/* Look for who handed the message over. */
static void
piece_look(struct mark *m, const struct header_piece *piece)
{
	if (!m->known && trace_is_whole(&m->trace, piece))
		line_look(m);
	if (m->known || trace_add(&m->trace, piece))
		return;
	m->hop.state = HOP_UNCLEAR;
	m->known = true;
}

/* A piece of the message that stays. */
static void
keep(struct mark *m, const struct header_piece *piece)
{
	struct buf *to = m->said ? &m->out : &m->head;

	buf_add(to, piece->data, piece->len);
	if (m->said)
		return;
	if (m->top + piece->len == m->head.len && (piece->part ==
	    HEADER_POSTMARK || piece->part == HEADER_FOLD))
		m->top = m->head.len;
	if (m->head.len > MARK_HEAD_MAX)
		m->known = true;
}

static void
piece_take(void *arg, const struct header_piece *piece)
{
	struct mark *m = arg;

	if (piece->first && piece->part != HEADER_FOLD)
		m->dropped = header_may_be(piece, m->name);
	piece_look(m, piece);
	if (piece->part == HEADER_END || piece->part == HEADER_BODY)
		m->known = true;
	if (!m->dropped)
		keep(m, piece);
}

void
mark_take(struct mark *m, const char *data, size_t len)
{
	header_take(&m->header, data, len, piece_take, m);
}

void
mark_end(struct mark *m)
{
	header_end(&m->header, piece_take, m);
	piece_look(m, NULL);
	m->known = true;
}

/* How the line that stands at data ends. */
static const char *
line_end(const unsigned char *data, size_t len)
{
	const unsigned char *end = len > 0 ? memchr(data, '\n', len) : NULL;

	return end != NULL && end > data && end[-1] == '\r' ? "\r\n" : "\n";
}

void
mark_field(struct mark *m, const char *value)
{
	const unsigned char *below;
	size_t len;

	m->said = true;
	m->out.failed |= m->head.failed;
	if (m->top > 0 && m->head.data[m->top - 1] != '\n')
		m->top = 0; /* nothing can stand below a line without an end */
	buf_add(&m->out, m->head.data, m->top);
	len = m->head.len - m->top;
	below = len > 0 ? m->head.data + m->top : NULL;
	if (value != NULL) {
		buf_add_text(&m->out, m->name);
		buf_add_text(&m->out, ": ");
		buf_add_text(&m->out, value);
		buf_add_text(&m->out, line_end(below, len));
	}
	buf_add(&m->out, below, len);
	buf_free(&m->head);
}

void
mark_free(struct mark *m)
{
	buf_free(&m->out);
	buf_free(&m->head);
	trace_free(&m->trace);
}
