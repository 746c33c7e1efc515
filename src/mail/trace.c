/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/trace.h"

#include <string.h>

static bool
begins_field(const struct header_piece *piece)
{
	return piece == NULL ||
	    (piece->first && piece->part != HEADER_FOLD);
}

bool
trace_is_whole(const struct trace *t, const struct header_piece *piece)
{
	return t->within && begins_field(piece);
}

bool
trace_add(struct trace *t, const struct header_piece *piece)
{
	const char *data, *end;

	if (begins_field(piece)) {
		t->within = piece != NULL && header_is(piece, "Received");
		if (t->within)
			t->line.len = 0;
	}
	if (!t->within)
		return true;
	data = piece->data;
	end = data + piece->len;
	if (piece->first && piece->part == HEADER_FIELD)
		data = (const char *)memchr(data, ':', piece->len) + 1;
	buf_add(&t->line, data, (size_t)(end - data));
	if (t->line.len <= TRACE_LINE_MAX && !t->line.failed)
		return true;
	t->within = false;
	return false;
}

void
trace_free(struct trace *t)
{
	buf_free(&t->line);
	t->within = false;
}
