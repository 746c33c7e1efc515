/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/head.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "zone/entries.h"

/* 32 steps of two numbers of at most 20 digits. */
#define LINE_SIZE 2048

static int
compare_time(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* Append " TIME:COUNT" for some of n sorted times, always for the last. */
static void
add_steps(struct buf *out, const int64_t *until, size_t n)
{
	size_t steps = n < HEAD_STEPS ? n : HEAD_STEPS, i, at = 0;
	char text[64];

	for (i = 1; i <= steps; i++) {
		if (at > i * n / steps - 1)
			continue; /* equal times reached so far already */
		at = i * n / steps - 1;
		while (at + 1 < n && until[at + 1] == until[at])
			at++;
		(void)snprintf(text, sizeof(text), " %" PRId64 ":%zu",
		    until[at], at + 1);
		at++;
		buf_add_text(out, text);
	}
}

void
head_write(struct buf *out, char comment, const char *format,
    const struct entries *s)
{
	int64_t *until;
	char text[128];
	size_t i;

	(void)snprintf(text, sizeof(text), "%c dhf-zone 1 %s %zu entries\n"
	    "%c until", comment, format, s->len, comment);
	buf_add_text(out, text);
	if (s->len > 0) {
		if ((until = calloc(s->len, sizeof(*until))) == NULL) {
			out->failed = 1;
			return;
		}
		for (i = 0; i < s->len; i++)
			until[i] = s->entry[i].until_s;
		qsort(until, s->len, sizeof(*until), compare_time);
		add_steps(out, until, s->len);
		free(until);
	}
	buf_add(out, "\n", 1);
}

/* Copy a line, and step behind it.  False if it is too long, or the last one
 * without a newline. */
static bool
take_line(char out[LINE_SIZE], const char **list, size_t *len)
{
	const char *end = memchr(*list, '\n', *len);
	size_t n = end != NULL ? (size_t)(end - *list) : LINE_SIZE;

	if (n >= LINE_SIZE)
		return false;
	memcpy(out, *list, n);
	out[n] = '\0';
	*list += n + 1;
	*len -= n + 1;
	return true;
}

/* How many of the entries have left at now_s, by the steps at text. */
static size_t
gone(const char *text, size_t entries, int64_t now_s)
{
	size_t count, n = 0;
	int64_t until;
	int used;

	while (sscanf(text, " %" SCNd64 ":%zu%n", &until, &count, &used) == 2) {
		if (until <= now_s && count > n && count <= entries)
			n = count;
		text += used;
	}
	return n;
}

bool
head_read(struct head *out, const char *format, const char *list, size_t len,
    int64_t now_s)
{
	char line[LINE_SIZE], word[32];
	size_t entries;
	int end = 0;

	if (!take_line(line, &list, &len) ||
	    sscanf(line, "%*c dhf-zone 1 %31s %zu entries%n", word, &entries,
	    &end) != 2 || end == 0 || strcmp(word, format) != 0)
		return false;
	if (!take_line(line, &list, &len) || strncmp(line + 1, " until", 6))
		return false;
	*out = (struct head){ entries,
		entries - gone(line + 7, entries, now_s) };
	return true;
}
