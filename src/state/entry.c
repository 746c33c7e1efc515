/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/entry.h"

#include "base/le.h"

enum { GREEN = 1, SENDER = 2, RECIPIENT = 4 };

void
entry_encode(const struct entry *entry, unsigned char out[ENTRY_LEN])
{
	out[0] = (unsigned char)((entry->green ? GREEN : 0) |
	    (entry->has_sender ? SENDER : 0) |
	    (entry->has_recipient ? RECIPIENT : 0));
	le_put64(out + 1, (uint64_t)entry->first_s);
	le_put64(out + 9, (uint64_t)entry->since_s);
	le_put64(out + 17, entry->sender);
	le_put64(out + 25, entry->recipient);
}

bool
entry_decode(struct entry *out, struct store_bytes data)
{
	const unsigned char *p = data.data;

	if (data.len < ENTRY_LEN)
		return false;
	out->green = p[0] & GREEN;
	out->has_sender = p[0] & SENDER;
	out->has_recipient = p[0] & RECIPIENT;
	out->first_s = (int64_t)le_get64(p + 1);
	out->since_s = (int64_t)le_get64(p + 9);
	out->sender = le_get64(p + 17);
	out->recipient = le_get64(p + 25);
	return true;
}
