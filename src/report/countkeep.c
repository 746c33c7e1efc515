/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/countkeep.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "serve/counts_table.h"
#include "serve/counts_text.h"

static void
add_numbers(struct buf *out, const uint64_t *n, size_t len)
{
	char text[24];
	size_t i;

	for (i = 0; i < len; i++) {
		(void)snprintf(text, sizeof(text), " %" PRIu64, n[i]);
		buf_add_text(out, text);
	}
}

static void
add_rule(struct buf *out, const struct counts_rule *r)
{
	buf_add_text(out, r->own ? "rule 1 " : "rule 0 ");
	buf_add_text(out, r->label);
	add_numbers(out, r->verdict[0], COUNTS_SOURCES * COUNTS_ACTIONS);
	add_numbers(out, r->watch[0], COUNTS_SOURCES * COUNTS_ACTIONS);
	add_numbers(out, r->marks, COUNTS_SOURCES);
	buf_add_text(out, "\n");
}

void
countkeep_write(struct buf *out, const struct counts *c)
{
	char text[100];
	size_t i;

	for (i = 0; i < c->rules; i++)
		add_rule(out, &c->rule[i]);
	for (i = 0; i <= COUNTS_LISTS; i++) {
		if (i >= c->lists && i < COUNTS_LISTS)
			continue;
		buf_add_text(out, "list ");
		buf_add_text(out, i < COUNTS_LISTS ? c->list[i].zone :
		    "other");
		add_numbers(out, c->list[i].n, COUNTS_RESULTS);
		buf_add_text(out, "\n");
	}
	for (i = 0; i < COUNTS_SOURCES; i++) {
		buf_add_text(out, "source ");
		buf_add_text(out, counts_source_word((enum counts_source)i));
		add_numbers(out, c->note[i], COUNTS_NOTES);
		add_numbers(out, c->faults[i], COUNTS_FAULTS);
		buf_add_text(out, "\n");
	}
	(void)snprintf(text, sizeof(text), "all %" PRIu64 " %" PRId64 " %"
	    PRIu32 "\n", c->unreadable, c->last_s, c->db);
	buf_add_text(out, text);
}

/* Take the next word, of less than cap octets.  False: there is none. */
static bool
take_word(char *out, size_t cap, const char **line)
{
	const char *at = *line;
	size_t n = strcspn(at, " ");

	if (n == 0 || n >= cap)
		return false;
	memcpy(out, at, n);
	out[n] = '\0';
	*line = at + n + (at[n] == ' ');
	return true;
}

/* Take numbers, fewer than len if there are no more.  False: something else
 * stands there. */
static bool
take_numbers(uint64_t *out, size_t len, const char **line)
{
	char word[24], *end;
	size_t i;

	for (i = 0; i < len && **line != '\0'; i++) {
		if (!take_word(word, sizeof(word), line) || word[0] < '0' ||
		    word[0] > '9')
			return false;
		out[i] = strtoull(word, &end, 10);
		if (*end != '\0')
			return false;
	}
	return true;
}

static bool
take_rule(struct counts *c, const char *at)
{
	struct counts_rule r = { .own = false };
	char own[2];

	if (!take_word(own, sizeof(own), &at) ||
	    !take_word(r.label, sizeof(r.label), &at) ||
	    !take_numbers(r.verdict[0], COUNTS_SOURCES * COUNTS_ACTIONS,
	    &at) ||
	    !take_numbers(r.watch[0], COUNTS_SOURCES * COUNTS_ACTIONS, &at) ||
	    !take_numbers(r.marks, COUNTS_SOURCES, &at))
		return false;
	r.own = own[0] == '1';
	if (strcmp(r.label, "other") == 0) {
		c->rule[0] = r;
		return true;
	}
	if (c->rules == COUNTS_PLACES)
		return false;
	c->named += !r.own;
	c->rule[c->rules++] = r;
	return true;
}

static bool
take_list(struct counts *c, const char *at)
{
	struct counts_list l = { .zone = "" };

	if (!take_word(l.zone, sizeof(l.zone), &at) ||
	    !take_numbers(l.n, COUNTS_RESULTS, &at))
		return false;
	if (strcmp(l.zone, "other") == 0)
		memcpy(c->list[COUNTS_LISTS].n, l.n, sizeof(l.n));
	else if (c->lists < COUNTS_LISTS)
		c->list[c->lists++] = l;
	return true;
}

static bool
take_source(struct counts *c, const char *at)
{
	char word[32];
	size_t i;

	if (!take_word(word, sizeof(word), &at))
		return false;
	for (i = 0; i < COUNTS_SOURCES; i++)
		if (strcmp(word, counts_source_word((enum counts_source)i)) ==
		    0)
			return take_numbers(c->note[i], COUNTS_NOTES, &at) &&
			    take_numbers(c->faults[i], COUNTS_FAULTS, &at);
	return false;
}

static bool
take_all(struct counts *c, const char *at)
{
	uint64_t n[3] = { 0, 0, 0 };

	if (!take_numbers(n, 3, &at))
		return false;
	c->unreadable = n[0];
	c->last_s = (int64_t)n[1];
	c->db = (uint32_t)n[2];
	return true;
}

int
countkeep_read(struct counts *c, const char *line, struct err *e)
{
	static const struct {
		const char *word;
		bool (*take)(struct counts *c, const char *at);
	} kind[] = {
		{ "rule ", take_rule }, { "list ", take_list },
		{ "source ", take_source }, { "all ", take_all },
	};
	size_t i, n;

	for (i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
		n = strlen(kind[i].word);
		if (strncmp(line, kind[i].word, n) == 0 &&
		    kind[i].take(c, line + n))
			return 0;
	}
	return err_perm(e, 0, "this is no number that was counted");
}
