/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/ports.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"
#include "base/num.h"

#define SIZE 4
#define PORT_MAX 65535

int
ports_add(struct packed *out, const char *text, struct err *e)
{
	size_t len = strcspn(text, "-");
	unsigned char raw[SIZE];
	unsigned first, last;
	char low[8];

	if (len >= sizeof(low))
		len = sizeof(low) - 1; /* too long is no port */
	memcpy(low, text, len);
	low[len] = '\0';
	if (num_unsigned(&first, low, PORT_MAX, e) == -1 ||
	    num_unsigned(&last, text[len] == '-' ? text + len + 1 : text,
	    PORT_MAX, e) == -1 || first == 0 || first > last)
		return err_perm(e, 0, "\"%.32s\" is not a port: write a number "
		    "from 1 to %d, or FIRST-LAST", text, PORT_MAX);
	le_put16(raw, first);
	le_put16(raw + 2, last);
	return packed_add(out, raw, SIZE, e);
}

bool
ports_next(struct packed_cursor *at, unsigned *first, unsigned *last)
{
	struct packed_cursor next = *at;
	const unsigned char *raw = packed_take(&next, SIZE);

	if (raw == NULL || le_get16(raw) == 0 ||
	    le_get16(raw) > le_get16(raw + 2))
		return false;
	*first = le_get16(raw);
	*last = le_get16(raw + 2);
	*at = next;
	return true;
}

void
ports_format(struct buf *out, struct packed_cursor at)
{
	const char *comma = "";
	unsigned first, last;
	char text[21];

	for (; ports_next(&at, &first, &last); comma = ",") {
		buf_add_text(out, comma);
		(void)num_format(first, text);
		buf_add_text(out, text);
		if (first == last)
			continue;
		(void)num_format(last, text);
		buf_add_text(out, "-");
		buf_add_text(out, text);
	}
}
