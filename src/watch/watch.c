/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/watch.h"

#include <stdbool.h>

#include "watch/stamp.h"

/* Count an event of an address, and tell of it if it is one too many. */
static void
count(struct watch *w, const struct ip *ip, int64_t at_s,
    struct watch_storm *storm)
{
	bool lost = false;

	storm->ip = *ip;
	storm->last_s = at_s;
	if (storms_count(w->storms, ip, at_s, &storm->first_s, &lost))
		w->tell(w->arg, storm);
	w->lost += lost;
}

/* A line that was found to say something. */
static void
take(struct watch *w, const struct pattern_find *f, int64_t at_s,
    struct watch_storm *storm)
{
	struct ip ip = f->ip;
	unsigned n = 1;

	switch (f->role) {
	case PATTERN_OPENS:
		keys_open(w->keys, f->key, f->key_len, &ip);
		return;
	case PATTERN_ACCUSES:
		w->accused++;
		if (!keys_find(&ip, w->keys, f->key, f->key_len)) {
			w->nobody++;
			keys_accuse(w->keys, f->key, f->key_len);
			return;
		}
		break;
	case PATTERN_NAMES:
		n = keys_accused(w->keys, f->key, f->key_len);
		w->nobody -= n;
		break;
	case PATTERN_TELLS:
		w->accused++;
		break;
	}
	while (n-- > 0)
		count(w, &ip, at_s, storm);
}

void
watch_line(struct watch *w, const char *line, size_t len, int64_t now_s)
{
	struct watch_storm storm = { .line = line, .len = len };
	struct pattern_find found;
	int64_t at_s = now_s;
	size_t skip;

	w->lines++;
	if (len > 0 && line[len - 1] == '\r')
		len--;
	skip = stamp_read(&at_s, line, len, now_s);
	switch (patterns_find(&found, w->patterns, line + skip, len - skip)) {
	case PATTERN_YES:
		take(w, &found, at_s, &storm);
		break;
	case PATTERN_LIMIT:
		w->limited++;
		break;
	case PATTERN_NO:
		break;
	}
}
