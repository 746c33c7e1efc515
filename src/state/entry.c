/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/entry.h"

#include <string.h>

#include "base/le.h"
#include "state/envelope.h"

enum { GREEN = 1, SENDER = 2, RECIPIENT = 4, MAILS = 8 };
enum { COUNT_AT = 17, MAIL_AT = 18, MAIL_LEN = 12 };

size_t
entry_encode(const struct entry *entry, unsigned char out[ENTRY_MAX])
{
	unsigned char *p = out + MAIL_AT;
	size_t len = MAIL_AT + entry->mails * MAIL_LEN;
	unsigned i;

	memset(out, 0, ENTRY_MAX);
	out[0] = (unsigned char)((entry->green ? GREEN : 0) |
	    (entry->mails > 0 ? MAILS : 0));
	le_put64(out + 1, (uint64_t)entry->first_s);
	le_put64(out + 9, (uint64_t)entry->since_s);
	out[COUNT_AT] = (unsigned char)entry->mails;
	for (i = 0; i < entry->mails; i++, p += MAIL_LEN) {
		le_put32(p, entry->mail[i].after_s);
		le_put64(p + 4, entry->mail[i].number);
	}
	return len > ENTRY_MIN ? len : ENTRY_MIN;
}

/* Read the mails.  False: they are not there. */
static bool
decode_mails(struct entry *out, const unsigned char *data, size_t len)
{
	const unsigned char *p = data + MAIL_AT;
	unsigned i;

	out->mails = data[COUNT_AT];
	if (out->mails > ENTRY_MAILS || len < MAIL_AT + out->mails * MAIL_LEN)
		return false;
	for (i = 0; i < out->mails; i++, p += MAIL_LEN) {
		out->mail[i].after_s = le_get32(p);
		out->mail[i].number = le_get64(p + 4);
	}
	return true;
}

bool
entry_decode(struct entry *out, struct store_bytes data)
{
	const unsigned char *p = data.data;
	struct entry entry = { 0 };

	if (data.len < ENTRY_MIN)
		return false;
	entry.green = p[0] & GREEN;
	entry.first_s = (int64_t)le_get64(p + 1);
	entry.since_s = (int64_t)le_get64(p + 9);
	if ((p[0] & MAILS) != 0) {
		if (!decode_mails(&entry, p, data.len))
			return false;
	} else if ((p[0] & SENDER) != 0 && (p[0] & RECIPIENT) != 0) {
		entry.mails = 1;
		entry.mail[0].number = envelope_join(le_get64(p + COUNT_AT),
		    le_get64(p + COUNT_AT + 8));
	}
	*out = entry;
	return true;
}
