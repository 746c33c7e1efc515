/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/hop.h"

#include <stdbool.h>

#include "mail/received.h"

static bool
is_asked(const struct hop *h, const struct received *r, const char *line,
    size_t len)
{
	size_t i;

	for (i = 0; i < h->by_count; i++)
		if (received_is_by(r, line, len, h->by[i]))
			return true;
	return h->by_count == 0;
}

void
hop_take(struct hop *h, const char *line, size_t len)
{
	struct received r;

	if (h->state != HOP_LOOKING)
		return;
	received_parse(&r, line, len);
	if (r.answer == RECEIVED_LOCAL || !is_asked(h, &r, line, len))
		return;
	h->state = r.answer == RECEIVED_CLIENT ? HOP_FOUND :
	    HOP_UNCLEAR;
	h->client = r.client;
}
