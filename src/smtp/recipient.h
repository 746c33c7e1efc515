/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_RECIPIENT_H
#define DHF_SMTP_RECIPIENT_H

#include <stddef.h>

#include "smtp/reply.h"

/*
 * recipient - whether one recipient of a refused client may have its mail
 *
 * Each is judged by itself: what was said of one holds for no other.
 */
enum recipient_is {
	RECIPIENT_REFUSED,
	RECIPIENT_LET
};

/* What the client said, and nobody has verified; NULL is not told, "" as the
 * sender is <>.  Addresses are written as envelope_address does it. */
struct recipient_ask {
	const char *helo, *sender, *rcpt;
};

/* Who judges.  decide may wait; where it refuses it may write a whole line to
 * reply and its length to *len, which says why: else *len stays 0, and the
 * client hears the refusal that it has heard before. */
struct recipient_judge {
	enum recipient_is (*decide)(void *arg, const struct recipient_ask *ask,
	    char reply[REPLY_LINE_MAX], size_t *len);
	void *arg; /* borrowed */
};

#endif
