/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/admit.h"

#include <stdbool.h>

#include "state/never.h"
#include "state/offender.h"

/* Whether the fields are those of its verb. */
static bool
makes_sense(const struct ban_record *r)
{
	if (r->answer != BAN_ASKED)
		return false;
	switch (r->verb) {
	case BAN_ADD:
		return r->ip.bits != 0 && r->kind != 0 &&
		    r->seconds >= BAN_SECONDS_MIN &&
		    r->seconds <= BAN_SECONDS_MAX;
	case BAN_DEL:
		return r->ip.bits != 0 && r->kind == 0 && r->seconds == 0;
	case BAN_LIST:
		return r->kind == 0 && r->seconds == 0;
	}
	return false;
}

enum ban_answer
admit_ban(struct admit_bans *a, const struct ban_record *r, int64_t now_ms)
{
	struct ip last;

	if (!makes_sense(r))
		return BAN_WRONG;
	if (r->verb == BAN_ADD) {
		last = ip_last(&r->ip, offender_bits(&r->ip));
		if (never_has(a->never, &r->ip, &last))
			return BAN_NEVER;
	}
	return r->verb == BAN_LIST || bucket_take(&a->bucket, now_ms) ?
	    BAN_ASKED : BAN_BUSY;
}
