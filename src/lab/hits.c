/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/hits.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/table.h"
#include "lab/printable.h"
#include "policy/logread.h"
#include "report/framing.h"
#include "report/logfiles.h"
#include "report/logstream.h"
#include "rule/ruleset.h"

/* What is no rule of ours is remembered so often. */
#define OTHERS_MAX 10000

#define NO_TIME INT64_MIN

struct hit {
	const char *label; /* as the log has it */
	uint64_t hits, watch;
	int64_t last_s;    /* NO_TIME: none is known */
};

struct hits {
	struct arena arena;
	struct table table; /* of labels, as in values and in lists */
	struct hit *hit;    /* owned */
	size_t len, cap;
	size_t rules;       /* the first of them */
	uint64_t left;      /* hits of labels that are not remembered */
};

/* Remember a label, as the log has it in a value; -1 if memory ran out. */
static int
add(struct hits *h, const char *label, size_t len)
{
	size_t cap = h->cap != 0 ? 2 * h->cap : 64;
	uint32_t *value;
	struct hit *more;
	char *copy;

	if (h->len == h->cap) {
		if ((more = realloc(h->hit, cap * sizeof(*more))) == NULL)
			return -1;
		h->hit = more;
		h->cap = cap;
	}
	if ((copy = arena_copy(&h->arena, label, len)) == NULL ||
	    (value = table_put(&h->table, copy, len)) == NULL)
		return -1;
	*value = (uint32_t)h->len;
	h->hit[h->len++] = (struct hit){ copy, 0, 0, NO_TIME };
	return 0;
}

/* Remember a rule under both forms of its label.  One that two rules have is
 * that of the first. */
static int
add_rule(struct hits *h, const char *label)
{
	char one[RULESET_LABEL], item[RULESET_LABEL];
	uint32_t *value;
	char *copy;

	logread_label(one, sizeof(one), label, false);
	logread_label(item, sizeof(item), label, true);
	if (table_get(&h->table, one, strlen(one)) != NULL)
		return 0;
	if (add(h, one, strlen(one)) == -1)
		return -1;
	if (strcmp(one, item) == 0)
		return 0;
	if ((copy = arena_copy(&h->arena, item, strlen(item))) == NULL ||
	    (value = table_put(&h->table, copy, strlen(item))) == NULL)
		return -1;
	*value = (uint32_t)h->len - 1;
	return 0;
}

static int
add_rules(struct hits *h, struct ruleset *rules, struct err *e)
{
	char label[RULESET_LABEL];

	ruleset_seek(rules, 0);
	for (;;)
		switch (ruleset_next(rules, e)) {
		case RULESET_RULE:
			if (ruleset_label(rules, label, e) == -1)
				return -1;
			if (add_rule(h, label) == -1)
				return err_memory(e);
			break;
		case RULESET_END:
			h->rules = h->len;
			return 0;
		case RULESET_FAILED:
			return -1;
		}
}

static void
hits_free(struct hits *h)
{
	table_free(&h->table);
	arena_free(&h->arena);
	free(h->hit);
}

/* The hit of a label; NULL if it is none that a rule can have, or there are too
 * many, or no memory. */
static struct hit *
find(struct hits *h, const struct logread_value *label)
{
	const uint32_t *at = table_get(&h->table, label->at, label->len);

	if (at != NULL)
		return &h->hit[*at];
	if (label->len >= RULESET_LABEL || h->len - h->rules >= OTHERS_MAX ||
	    add(h, label->at, label->len) == -1)
		return NULL;
	return &h->hit[h->len - 1];
}

static void
count(struct hits *h, const struct logread_value *label, bool watch,
    int64_t at_s)
{
	struct hit *hit = find(h, label);

	if (hit == NULL) {
		h->left++;
		return;
	}
	*(watch ? &hit->watch : &hit->hits) += 1;
	if (at_s > hit->last_s)
		hit->last_s = at_s;
}

/* Count a line; others than the filter's are passed over, and false. */
static bool
hits_line(struct hits *h, const struct framed *f)
{
	const int64_t at_s = f->has_time ? f->at_s : NO_TIME;
	struct logread_value item, label;
	struct logread l;
	size_t at;

	if (!logread(&l, f->text, f->len))
		return false;
	count(h, &l.key[LOGREAD_RULE], false, at_s);
	for (at = 0; logread_item(&item, &l.key[LOGREAD_NOTE], &at);)
		if (logread_begins(&label, &item, "mark:"))
			count(h, &label, false, at_s);
	for (at = 0; logread_item(&item, &l.key[LOGREAD_WATCH], &at);) {
		while (item.len > 0 && item.at[item.len - 1] != ':')
			item.len--;
		if (item.len > 1) {
			item.len--;
			count(h, &item, true, at_s);
		}
	}
	return true;
}

/* What is needed while one log is read; too much for the stack. */
struct reading {
	struct hits *h;
	struct logstream stream;
	struct framing framing;
	uint64_t lines, ours;
};

static void
on_line(void *arg, const char *line, size_t len, uint64_t whole)
{
	struct reading *g = arg;
	struct framed f;

	g->lines++;
	if (framing_line(&g->framing, &f, line, len, whole))
		g->ours += hits_line(g->h, &f);
}

static int
read_log(struct reading *g, const char *path, int64_t now_s, struct err *e)
{
	struct err close_err;
	int rc;

	memset(&g->framing, 0, sizeof(g->framing));
	g->framing.now_s = now_s;
	g->lines = g->ours = 0;
	if (logstream_open(&g->stream, path, e) == -1)
		return -1;
	while ((rc = logstream_read(&g->stream, true, on_line, g, e)) == 1)
		;
	if (logstream_close(&g->stream, rc == 0 ? e : &close_err) == -1)
		rc = -1;
	return rc;
}

/* When, in words. */
static const char *
last_of(char out[32], const struct hit *hit)
{
	time_t t = (time_t)hit->last_s;
	struct tm tm;

	if (hit->hits + hit->watch == 0)
		return "never";
	if (hit->last_s == NO_TIME || gmtime_r(&t, &tm) == NULL ||
	    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return "-";
	return out;
}

static void
hits_print(FILE *out, const struct hits *h)
{
	const struct hit *hit;
	char text[32];
	size_t i;

	for (i = 0; i < h->len; i++) {
		hit = &h->hit[i];
		(void)fprintf(out, "%" PRIu64 "\t%" PRIu64 "\t%s\t",
		    hit->hits, hit->watch, last_of(text, hit));
		printable_put(out, hit->label);
		(void)putc('\n', out);
	}
	if (h->left > 0)
		(void)fprintf(out, "%" PRIu64 "\t0\t-\t(others)\n", h->left);
}

/* Read the logs; without names, standard input. */
static int
hits_read(struct hits *h, const struct hits_request *q, struct err *e)
{
	char *const *log = q->log;
	struct reading *g = calloc(1, sizeof(*g));
	struct logfiles files = { .len = 0 };
	size_t i;
	int rc = g == NULL ? err_memory(e) : 0;

	if (rc == 0 && log[0] == NULL)
		rc = logfiles_add(&files, "-", e);
	for (; rc == 0 && *log != NULL; log++)
		rc = logfiles_add(&files, *log, e);
	for (i = 0; rc == 0 && i < files.len; i++) {
		g->h = h;
		rc = read_log(g, files.path[i], q->now_s, e);
		if (rc == 0 && g->lines > 0 && g->ours == 0)
			(void)fprintf(q->said, "%s: %s: %" PRIu64 " line%s, "
			    "none of ours\n", q->program, g->stream.name,
			    g->lines, g->lines == 1 ? "" : "s");
	}
	logfiles_free(&files);
	free(g);
	return rc;
}

int
hits_report(const struct hits_request *q, struct err *e)
{
	struct hits h = { .len = 0 };
	int rc = add_rules(&h, q->rules, e);

	if (rc == 0)
		rc = hits_read(&h, q, e);
	if (rc == 0)
		hits_print(q->out, &h);
	hits_free(&h);
	return rc;
}
