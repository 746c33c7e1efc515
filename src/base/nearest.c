/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/nearest.h"

#include <stddef.h>
#include <string.h>

/* Longer words than any that we know are near to none. */
#define LONGEST 40

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

static unsigned
edits(const char *a, const char *b)
{
	unsigned row[LONGEST + 1], diagonal, above;
	size_t m = strlen(a), n = strlen(b), i, j;

	if (m > LONGEST || n > LONGEST)
		return LONGEST;
	for (j = 0; j <= n; j++)
		row[j] = (unsigned)j;
	for (i = 1; i <= m; i++) {
		diagonal = row[0];
		row[0] = (unsigned)i;
		for (j = 1; j <= n; j++) {
			above = row[j];
			row[j] = least(above + 1, row[j - 1] + 1,
			    diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[n];
}

void
nearest_offer(struct nearest *n, const char *candidate)
{
	unsigned d = edits(n->word, candidate);

	if (d > 2 || (n->best != NULL && d >= n->distance))
		return;
	n->best = candidate;
	n->distance = d;
}
