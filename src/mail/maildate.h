/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_MAILDATE_H
#define DHF_MAIL_MAILDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * maildate - the date of a header field (RFC 5322 sections 3.3 and 4.3)
 */
struct maildate {
	int64_t time_s; /* since 1970 */
	int zone_min;   /* of the clock that it was read from, east of UTC:
	                   local time is time_s + zone_min * 60 */
};

/* Read len bytes: "Wed, 18 Nov 2020 14:49:56 -0800 (PST)", without the day of
 * the week, the seconds or a comment, too.  A zone by a name that RFC 5322 does
 * not know, or none, is UTC.  False, and *out unchanged, if it is no date. */
bool maildate_parse(struct maildate *out, const char *text, size_t len);

#endif
