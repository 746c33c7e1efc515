/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/wordcount.h"

#include <string.h>

static struct wordcount *
find(struct wordcounts *w, const struct logread_value *v)
{
	struct logread_value cut = *v;
	struct wordcount *one;
	size_t i;

	if (cut.len >= WORDCOUNT_WORD)
		cut.len = WORDCOUNT_WORD - 1;
	for (i = 0; i < w->len; i++)
		if (w->one[i].len == cut.len &&
		    memcmp(w->one[i].word, cut.at, cut.len) == 0)
			return &w->one[i];
	if (w->len == WORDCOUNT_MOST ||
	    memchr(cut.at, '\0', cut.len) != NULL)
		return NULL;
	one = &w->one[w->len++];
	memcpy(one->word, cut.at, cut.len);
	one->len = cut.len;
	one->first_s = one->last_s = INT64_MIN;
	return one;
}

void
wordcount_add(struct wordcounts *w, const struct logread_value *v,
    int64_t at_s)
{
	struct wordcount *one;

	if (v->len == 0)
		return;
	if ((one = find(w, v)) == NULL) {
		w->others++;
		return;
	}
	one->n++;
	if (at_s == INT64_MIN)
		return;
	if (one->first_s == INT64_MIN || at_s < one->first_s)
		one->first_s = at_s;
	if (at_s > one->last_s)
		one->last_s = at_s;
}
