/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/wallline.h"

#include <string.h>

enum wallline_state
wallline_take(struct wallline *l, const char *data, size_t len)
{
	const char *end = len > 0 ? memchr(data, '\n', len) : NULL;
	size_t n = end != NULL ? (size_t)(end - data) + 1 : len;
	size_t room = l->total < sizeof(l->text) ?
	    sizeof(l->text) - l->total : 0;

	memcpy(l->text + sizeof(l->text) - room, data, n < room ? n : room);
	l->total += n;
	l->more = n < len;
	if (l->total > WALLLINE_MAX) {
		l->more = true;
		return WALLLINE_LONG;
	}
	return end != NULL ? WALLLINE_WHOLE : WALLLINE_PART;
}

bool
wallline_read(struct dynawall_question *q, const struct wallline *l)
{
	return l->total <= sizeof(l->text) &&
	    dynawall_read(q, l->text, l->total);
}
