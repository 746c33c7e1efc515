/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/chart.h"

#include <inttypes.h>

#include "base/buf.h"
#include "report/census.h"
#include "report/html.h"

#define SMALL_WIDTH 100
#define SMALL_HEIGHT 20
#define TICKS 8
#define DAY 86400

/* Actions from below, the mildest first. */
static const enum census_series order[CENSUS_ACTIONS] = { CENSUS_PASS,
	CENSUS_GREY, CENSUS_DEFER, CENSUS_BLOCK };

uint64_t
chart_scale(uint64_t n)
{
	uint64_t ten = 1;

	while (ten <= UINT64_MAX / 100 && ten * 10 <= n)
		ten *= 10;
	if (n <= ten)
		return ten;
	if (n <= 2 * ten)
		return 2 * ten;
	if (ten >= 10 && n <= ten / 2 * 5)
		return ten / 2 * 5;
	return n <= 5 * ten ? 5 * ten : 10 * ten;
}

/* The number of the first actions of a bin, in order. */
static uint64_t
sum(const struct census *c, size_t bin, size_t actions)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < actions; i++)
		n += c->bin[bin * CENSUS_SERIES + order[i]];
	return n;
}

uint64_t
chart_most(const struct census *c)
{
	uint64_t most = 0, n;
	size_t i;

	for (i = 0; i < c->timeline.bins; i++)
		if ((n = sum(c, i, CENSUS_ACTIONS)) > most)
			most = n;
	return most;
}

static void
begin(struct buf *b, size_t bins, const char *title, const char *what)
{
	html_add(b, "<svg class=chart viewBox=\"0 0 %zu %d\" "
	    "preserveAspectRatio=none role=img><title>%s</title>"
	    "<desc>%s</desc>", bins, CHART_HEIGHT, title, what);
}

static unsigned
height_of(uint64_t n, uint64_t scale)
{
	return (unsigned)(CHART_HEIGHT - (double)n * CHART_HEIGHT /
	    (double)scale + 0.5);
}

int64_t
chart_tick(const struct timeline *t)
{
	static const int64_t step[] = { 60, 300, 900, 1800, 3600, 10800,
		21600, 43200, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY,
		91 * DAY, 365 * DAY };
	const int64_t all = timeline_width(t) * (int64_t)t->bins;
	size_t i = 0;

	while (i + 1 < sizeof(step) / sizeof(step[0]) &&
	    all / step[i] > TICKS)
		i++;
	return all / step[i] > TICKS ? 10 * step[i] : step[i];
}

/* Lines across. */
static void
grid(struct buf *b, const struct timeline *t)
{
	const int64_t begin = timeline_begin(t), step = chart_tick(t);
	const int64_t all = timeline_width(t) * (int64_t)t->bins;
	int64_t at = begin - begin % step + step;

	buf_add_text(b, "<path class=grid d=\"");
	for (; at < begin + all; at += step)
		html_add(b, "M%.2f,0V%d", (double)(at - begin) /
		    (double)timeline_width(t), CHART_HEIGHT);
	buf_add_text(b, "\"/>");
}

/* A path of steps over all bins that have a line; closed ones are filled down
 * to the bottom. */
struct steps {
	struct buf *b;
	size_t last;     /* bin that was drawn, plus 1; 0: none */
	size_t from;     /* where a level began, plus 1 */
	unsigned level;
	bool closed;
};

static void
step_end(struct steps *s)
{
	if (s->last == 0)
		return;
	html_add(s->b, s->closed ? "H%zuV%d" : "H%zu", s->last,
	    CHART_HEIGHT);
	s->last = 0;
}

static void
step(struct steps *s, size_t bin, unsigned level)
{
	if (s->last != bin || s->last == 0) {
		step_end(s);
		html_add(s->b, s->closed ? "M%zu,%dV%u" : "M%zu,%d", bin,
		    s->closed ? CHART_HEIGHT : (int)level, level);
	} else if (level != s->level) {
		html_add(s->b, "H%zuV%u", bin, level);
	}
	s->level = level;
	s->last = bin + 1;
}

static void
layer(struct buf *b, const struct census *c, size_t actions, uint64_t scale)
{
	static const char class[CENSUS_ACTIONS] = { 'p', 'g', 'd', 'b' };
	struct steps s = { .b = b, .closed = true };
	size_t i;

	html_add(b, "<path class=%c d=\"", class[actions - 1]);
	for (i = 0; i < c->timeline.bins; i++)
		if (sum(c, i, CENSUS_ACTIONS) > 0)
			step(&s, i, height_of(sum(c, i, actions), scale));
	step_end(&s);
	buf_add_text(b, "\"/>");
}

/* Where the log has nothing. */
static void
gaps(struct buf *b, const struct census *c)
{
	size_t i, from;

	buf_add_text(b, "<path class=gap d=\"");
	for (i = 0; i < c->timeline.bins; i++) {
		if (sum(c, i, CENSUS_ACTIONS) > 0)
			continue;
		for (from = i; i < c->timeline.bins &&
		    sum(c, i, CENSUS_ACTIONS) == 0;)
			i++;
		html_add(b, "M%zu,0H%zuV%dH%zuz", from, i, CHART_HEIGHT,
		    from);
	}
	buf_add_text(b, "\"/>");
}

static void
early(struct buf *b, const struct census *c, uint64_t scale)
{
	struct steps s = { .b = b };
	size_t i;

	if (c->note[CENSUS_PREGREET] == 0)
		return;
	buf_add_text(b, "<path class=early d=\"");
	for (i = 0; i < c->timeline.bins; i++)
		if (sum(c, i, CENSUS_ACTIONS) > 0)
			step(&s, i, height_of(c->bin[i * CENSUS_SERIES +
			    CENSUS_SPOKE_EARLY], scale));
	step_end(&s);
	buf_add_text(b, "\"/>");
}

/* Where lines of other rules begin. */
static void
changes(struct buf *b, const struct census *c)
{
	const struct wordcounts *w = &c->word[CENSUS_DB];
	const double width = (double)timeline_width(&c->timeline);
	size_t i;

	buf_add_text(b, "<path class=change d=\"");
	for (i = 0; i < w->len; i++)
		if (w->one[i].first_s != INT64_MIN &&
		    w->one[i].first_s > c->first_s)
			html_add(b, "M%.1f,0V%d", (double)(w->one[i].first_s -
			    timeline_begin(&c->timeline)) / width,
			    CHART_HEIGHT);
	buf_add_text(b, "\"/>");
}

void
chart_actions(struct buf *b, const struct census *c, uint64_t scale)
{
	size_t i;

	begin(b, c->timeline.bins, "Decisions over time", "Let in, grey, "
	    "deferred and refused, one upon the other; the numbers are in the "
	    "table below.");
	gaps(b, c);
	grid(b, &c->timeline);
	for (i = CENSUS_ACTIONS; i > 0; i--)
		layer(b, c, i, scale);
	early(b, c, scale);
	changes(b, c);
	buf_add_text(b, "</svg>");
}

static unsigned
unknown_milli(const struct census *c, size_t bin)
{
	const uint32_t *n = c->bin + bin * CENSUS_SERIES;

	return n[CENSUS_ASKED] == 0 ? 0 : (unsigned)((uint64_t)
	    n[CENSUS_UNKNOWN] * 1000 / n[CENSUS_ASKED]);
}

unsigned
chart_unknown_most(const struct census *c)
{
	unsigned most = 0;
	size_t i;

	for (i = 0; i < c->timeline.bins; i++)
		if (unknown_milli(c, i) > most)
			most = unknown_milli(c, i);
	return most;
}

void
chart_unknown(struct buf *b, const struct census *c, unsigned scale_milli)
{
	struct steps s = { .b = b, .closed = true };
	size_t i;

	begin(b, c->timeline.bins, "DNS without an answer", "Share of the "
	    "clients that DNS was asked about and something stayed unknown.");
	gaps(b, c);
	grid(b, &c->timeline);
	buf_add_text(b, "<path class=d d=\"");
	for (i = 0; i < c->timeline.bins; i++)
		if (c->bin[i * CENSUS_SERIES + CENSUS_ASKED] > 0)
			step(&s, i, height_of(unknown_milli(c, i),
			    scale_milli));
	step_end(&s);
	buf_add_text(b, "\"/></svg>");
}

/* The bars of one series. */
static void
small_bars(struct buf *b, const struct chart_small *s, const struct census *c,
    size_t series, uint32_t most)
{
	const double begin = (double)timeline_begin(&c->timeline);
	const double all = (double)timeline_width(&c->timeline) *
	    (double)c->timeline.bins;
	const double width = (double)timeline_width(s->timeline);
	uint32_t n;
	size_t i, k;
	int from, to;

	for (i = 0; i < s->timeline->bins; i++) {
		for (n = 0, k = series; k < s->series; k++)
			n += s->bin[i * s->series + k];
		if (n == 0)
			continue;
		from = (int)(((double)timeline_begin(s->timeline) + (double)i *
		    width - begin) * SMALL_WIDTH / all);
		to = (int)(((double)timeline_begin(s->timeline) +
		    (double)(i + 1) * width - begin) * SMALL_WIDTH / all);
		from = from < 0 ? 0 : from;
		to = to > SMALL_WIDTH ? SMALL_WIDTH : to;
		html_add(b, "M%d,%dV%dH%dV%d", from, SMALL_HEIGHT,
		    SMALL_HEIGHT - 1 - (int)((double)n * (SMALL_HEIGHT - 1) /
		    most), to > from ? to : from + 1, SMALL_HEIGHT);
	}
}

void
chart_small(struct buf *b, const struct chart_small *s, const struct census *c)
{
	uint32_t most = 0, n;
	size_t i, k;

	for (i = 0; i < s->timeline->bins; i++) {
		for (n = 0, k = 0; k < s->series; k++)
			n += s->bin[i * s->series + k];
		if (n > most)
			most = n;
	}
	if (most == 0)
		return;
	html_add(b, "<svg class=small viewBox=\"0 0 %d %d\" "
	    "preserveAspectRatio=none role=img><title>Over time</title>"
	    "<path d=\"", SMALL_WIDTH, SMALL_HEIGHT);
	small_bars(b, s, c, 0, most);
	if (s->series > 1) {
		buf_add_text(b, "\"/><path class=b d=\"");
		small_bars(b, s, c, 1, most);
	}
	buf_add_text(b, "\"/></svg>");
}
