/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fdio.h"

#define WIPE "\r\033[K" /* back to the left, and all gone that stands there */
#define TERMINAL_MS 100 /* one that takes nothing is not waited for longer */

static void
put(const struct progress *p, const char *text)
{
	(void)fd_write_within(p->fd, text, strlen(text), TERMINAL_MS);
}

void
progress_tell(struct progress *p, int64_t now_ms, uint64_t done,
    uint64_t lines)
{
	const int64_t took_ms = now_ms - p->began_ms;
	char text[120];
	int n;

	if (p->fd == -1 || took_ms < PROGRESS_SILENT_MS ||
	    (p->shown && now_ms - p->told_ms < PROGRESS_EVERY_MS))
		return;
	p->told_ms = now_ms;
	p->shown = true;
	n = snprintf(text, sizeof(text), WIPE "%" PRIu64 " lines", lines);
	if (p->total > 0 && done > 0 && done <= p->total)
		(void)snprintf(text + n, sizeof(text) - (size_t)n,
		    ", %u %%, %" PRId64 " s left",
		    (unsigned)(done * 100 / p->total), (int64_t)
		    ((double)took_ms / 1000 * (double)(p->total - done) /
		    (double)done));
	put(p, text);
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		put(p, WIPE);
	p->shown = false;
}
