/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_NEAREST_H
#define DHF_BASE_NEAREST_H

/*
 * nearest - which of some words was meant by a mistyped one
 *
 * A running search: start with { word }, offer candidates, read best.
 */
struct nearest {
	const char *word; /* borrowed */
	const char *best; /* borrowed from the offers; NULL if none is near */
	unsigned distance;
};

/* Offer a candidate: it becomes best if fewer edits than before, and at most
 * two (Levenshtein's distance), lead from it to word. */
void nearest_offer(struct nearest *n, const char *candidate);

#endif
