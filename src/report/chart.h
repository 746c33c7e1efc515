/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_CHART_H
#define DHF_REPORT_CHART_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct census;
struct timeline;

/*
 * chart - numbers over time as SVG
 *
 * Without words in it, since these would shrink with the page: they stand
 * beside it as HTML.  Of a bin there is a step, no slope; where the log has no
 * line at all there is a gap.
 */
#define CHART_HEIGHT 1000 /* of the view, in its units; a bin is one wide */

/* The least of 1, 2, 2.5 and 5 by powers of ten that is n or more. */
uint64_t chart_scale(uint64_t n);

/* The most that any bin has of all actions. */
uint64_t chart_most(const struct census *c);

/* How many seconds lie between two lines across a picture, of which there are
 * eight at most: they are at multiples of that from 1970 on. */
int64_t chart_tick(const struct timeline *t);

/* Actions, one upon the other, clients that spoke early as a line, and where
 * the rules changed; a bin of scale fills the height. */
void chart_actions(struct buf *b, const struct census *c, uint64_t scale);

/* How much of what was asked of DNS is unknown, scale_milli thousandths filling
 * the height; and the highest share, in thousandths. */
void chart_unknown(struct buf *b, const struct census *c,
    unsigned scale_milli);
unsigned chart_unknown_most(const struct census *c);

/* A small one: the bins of a timeline within that of the census, series numbers
 * a bin of which the first are drawn, and the second, if any, in red. */
struct chart_small {
	const struct timeline *timeline;
	const uint32_t *bin;
	size_t series;
};
void chart_small(struct buf *b, const struct chart_small *s,
    const struct census *c);

#endif
