/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/listcount.h"

#include <string.h>

/* Words with their lengths, since each line is held against them. */
#define WORD(word) { word, sizeof(word) - 1 }

/* What is asked of DNS and is no list. */
static const struct logread_value asked[] = { WORD("rdns"),
	WORD("neighbours"), WORD("declared"), WORD("resolver") };

static const struct logread_value results[LISTCOUNT_RESULTS] = {
	WORD("listed"), WORD("no"), WORD("error"), WORD("unknown") };

const char *
listcount_word(enum listcount_result result)
{
	return results[result].at;
}

static bool
same(const struct logread_value *a, const struct logread_value *b)
{
	return a->len == b->len && memcmp(a->at, b->at, a->len) == 0;
}

static bool
is_no_list(const struct logread_value *zone)
{
	size_t i;

	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		if (same(zone, &asked[i]))
			return true;
	return false;
}

static size_t
find(struct listcounts *l, const struct logread_value *zone)
{
	struct logread_value cut = *zone;
	size_t i;

	if (cut.len >= LISTCOUNT_ZONE)
		cut.len = LISTCOUNT_ZONE - 1;
	for (i = 0; i < l->len; i++)
		if (l->list[i].len == cut.len &&
		    memcmp(l->list[i].zone, cut.at, cut.len) == 0)
			return i;
	if (l->len == LISTCOUNT_MOST ||
	    memchr(cut.at, '\0', cut.len) != NULL) {
		l->others = true;
		return LISTCOUNT_MOST;
	}
	memcpy(l->list[l->len].zone, cut.at, cut.len);
	l->list[l->len].len = cut.len;
	return l->len++;
}

static void
count(struct listcount *list, enum listcount_result result, int64_t at_s)
{
	const struct timeline_room room = { list->bin, LISTCOUNT_BINS, 2 };
	uint32_t *bin;

	list->n[result]++;
	if (at_s == INT64_MIN ||
	    (bin = timeline_bin(&list->timeline, &room, at_s)) == NULL)
		return;
	bin[result == LISTCOUNT_ERROR || result == LISTCOUNT_UNKNOWN]++;
}

void
listcount_item(struct listcounts *l, struct listcount_line *line,
    const struct logread_value *item, int64_t at_s)
{
	struct logread_value zone = *item, word;
	size_t i, at;

	while (zone.len > 0 && zone.at[zone.len - 1] != ':')
		zone.len--;
	if (zone.len < 2)
		return;
	word = (struct logread_value){ zone.at + zone.len,
		item->len - zone.len };
	zone.len--;
	line->asked = true;
	if (logread_is(&word, "unknown") || logread_is(&word, "broken"))
		line->unknown = true;
	if (is_no_list(&zone))
		return;
	for (i = 0; i < LISTCOUNT_RESULTS; i++)
		if (same(&word, &results[i]))
			break;
	if (i == LISTCOUNT_RESULTS)
		return;
	at = find(l, &zone);
	count(&l->list[at], (enum listcount_result)i, at_s);
	if (i == LISTCOUNT_LISTED)
		line->lists |= UINT64_C(1) << at;
}

void
listcount_line(struct listcounts *l, const struct listcount_line *line)
{
	size_t has[LISTCOUNT_MOST + 1], n = 0, i, k;

	if (line->lists == 0)
		return;
	for (i = 0; line->lists >> i != 0; i++)
		if ((line->lists >> i & 1) != 0)
			has[n++] = i;
	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++)
			l->both[has[i]][has[k]]++;
	if (n == 1)
		l->list[has[0]].only++;
}

uint64_t
listcount_asked(const struct listcount *l)
{
	return l->n[LISTCOUNT_LISTED] + l->n[LISTCOUNT_NO] +
	    l->n[LISTCOUNT_ERROR] + l->n[LISTCOUNT_UNKNOWN];
}

size_t
listcount_order(const struct listcounts *l, size_t out[LISTCOUNT_MOST + 1])
{
	size_t i, k, n = 0;

	for (i = 0; i < l->len; i++) {
		for (k = n++; k > 0 && l->list[out[k - 1]].n[LISTCOUNT_LISTED]
		    < l->list[i].n[LISTCOUNT_LISTED]; k--)
			out[k] = out[k - 1];
		out[k] = i;
	}
	if (l->others)
		out[n++] = LISTCOUNT_MOST;
	return n;
}
