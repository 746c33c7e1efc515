/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/hop.h"

#include <string.h>

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

bool
hop_name(char *word)
{
	const size_t len = strlen(word);

	if (len > 0 && word[len - 1] == '.')
		word[len - 1] = '\0';
	return *word != '\0';
}

void
hop_take(struct hop *h, const char *line, size_t len)
{
	if (h->state != HOP_LOOKING)
		return;
	received_parse(&h->line, line, len);
	if (!is_asked(h, &h->line, line, len)) {
		memset(&h->line, 0, sizeof(h->line));
		return;
	}
	h->seen = true;
	if (h->line.answer == RECEIVED_LOCAL)
		return;
	h->state = h->line.answer == RECEIVED_CLIENT ? HOP_FOUND : HOP_UNCLEAR;
	h->client = h->line.client;
}
