/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/moment.h"

#include <string.h>

#include "base/err.h"
#include "base/num.h"
#include "watch/stamp.h"

#define DAY 86400
#define TEN_YEARS (3653u * DAY)

int
moment_parse(int64_t *out, const char *text, bool end, int64_t now_s,
    struct err *e)
{
	struct err other;
	unsigned ago_s;
	int64_t at_s;

	if (num_day_end(&at_s, text, &other) == 0)
		*out = end ? at_s : at_s - DAY;
	else if (num_duration(&ago_s, text, NUM_SECONDS, TEN_YEARS, &other) ==
	    0)
		*out = now_s - ago_s;
	else if (stamp_read(&at_s, text, strlen(text), now_s) == strlen(text) &&
	    *text != '\0')
		*out = at_s;
	else
		return err_perm(e, 0, "\"%.40s\" is no time: write "
		    "2026-11-29, 2026-11-29T10:00:00Z, or 7d for a week ago",
		    text);
	return 0;
}
