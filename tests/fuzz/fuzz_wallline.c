/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The line of one who asks dynawall, in pieces of any size: whatever the
 * pieces, it is the same line, and asks the same.  What it asks, written anew,
 * is read again as the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/wallline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Take all in pieces, whose sizes the bytes of cut tell, over and over. */
static enum wallline_state
take(struct wallline *l, const uint8_t *data, size_t size, const uint8_t *cut,
    size_t cuts)
{
	enum wallline_state state = WALLLINE_PART;
	size_t at = 0, n, i = 0;

	memset(l, 0, sizeof(*l));
	while (at < size && state == WALLLINE_PART) {
		n = cuts > 0 ? cut[i++ % cuts] % 64 + 1u : size;
		n = n < size - at ? n : size - at;
		state = wallline_take(l, (const char *)data + at, n);
		at += n;
	}
	return state;
}

/* Both say the same, or both are none. */
static void
compare(const struct wallline *a, const struct wallline *b)
{
	struct dynawall_question p, q, again;
	char line[DYNAWALL_LINE_SIZE];
	bool reads = wallline_read(&p, a);

	if (reads != wallline_read(&q, b))
		abort();
	if (!reads)
		return;
	if (ip_compare(&p.ip, &q.ip) != 0 ||
	    strcmp(p.recipient, q.recipient) != 0)
		abort();
	if (!dynawall_read(&again, line, dynawall_write(line, &p)) ||
	    ip_compare(&p.ip, &again.ip) != 0 ||
	    strcmp(p.recipient, again.recipient) != 0)
		abort();
}

/* The first byte is how many of the next tell the pieces. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wallline whole, pieces;
	size_t cuts;

	if (size == 0)
		return 0;
	cuts = data[0] < size ? data[0] : 0;
	if (take(&whole, data + 1 + cuts, size - 1 - cuts, NULL, 0) !=
	    take(&pieces, data + 1 + cuts, size - 1 - cuts, data + 1, cuts) ||
	    whole.total != pieces.total)
		abort();
	compare(&whole, &pieces);
	return 0;
}
