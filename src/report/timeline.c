/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/timeline.h"

#include <string.h>

#define DAY 86400

/* Each a multiple of the one before. */
static const int64_t width[] = { 60, 300, 900, 3600, 3 * 3600, 6 * 3600,
	12 * 3600, DAY, 7 * DAY, 28 * DAY, 168 * DAY };

#define STEPS (sizeof(width) / sizeof(width[0]))

static int64_t
floor_of(int64_t n, int64_t by)
{
	int64_t whole = n / by;

	return n % by < 0 ? whole - 1 : whole;
}

int64_t
timeline_width(const struct timeline *s)
{
	return width[s->step];
}

int64_t
timeline_begin(const struct timeline *s)
{
	return s->first * width[s->step];
}

/* Join bins to those of the next width. */
static void
widen(struct timeline *s, const struct timeline_room *room)
{
	const int64_t by = width[s->step + 1] / width[s->step];
	const int64_t first = floor_of(s->first, by);
	uint32_t *from, *to;
	size_t i, k, at = 0;

	for (i = 0; i < s->bins; i++) {
		at = (size_t)(floor_of(s->first + (int64_t)i, by) - first);
		from = room->n + i * room->series;
		to = room->n + at * room->series;
		for (k = 0; from != to && k < room->series; k++) {
			to[k] += from[k];
			from[k] = 0;
		}
	}
	s->first = first;
	s->bins = at + 1;
	s->step++;
}

/* Make room before the first bin. */
static void
shift(struct timeline *s, const struct timeline_room *room, size_t by)
{
	const size_t row = room->series * sizeof(room->n[0]);

	memmove(room->n + by * room->series, room->n, s->bins * row);
	memset(room->n, 0, by * row);
	s->first -= (int64_t)by;
	s->bins += by;
}

uint32_t *
timeline_bin(struct timeline *s, const struct timeline_room *room, int64_t at_s)
{
	const int64_t most = (int64_t)room->most;
	int64_t bin = floor_of(at_s, width[s->step]), last;

	if (s->bins == 0) {
		s->first = bin;
		s->bins = 1;
	}
	for (;;) {
		bin = floor_of(at_s, width[s->step]);
		last = s->first + (int64_t)s->bins - 1;
		if (bin - s->first < most && last - bin < most)
			break;
		if (s->step + 1 == STEPS)
			return NULL;
		widen(s, room);
	}
	if (bin < s->first)
		shift(s, room, (size_t)(s->first - bin));
	else if (bin > last)
		s->bins += (size_t)(bin - last);
	return room->n + (size_t)(bin - s->first) * room->series;
}
