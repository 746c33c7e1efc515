/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import_dynastop.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/grow.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/dynastop_rule.h"
#include "import/dynastop_setting.h"

/* A file that is not there: no error if dhfd is to write it. */
struct absent {
	struct place at;
	const char *file, *why;
};

struct dynastop {
	struct import *im;
	const struct dynastop_macro *macros; /* newest first */
	struct dynastop_rule *rule;          /* owned, like the next */
	size_t len, cap;
	struct absent *absent;
	size_t absents, absents_cap;
	const char *autogreen; /* its path; "": none */
	struct {
		dev_t dev;
		ino_t ino;
	} open[RULEBOOK_DEPTH]; /* the files being read, outermost first */
	size_t depth;
};

static enum parse_answer read_file(struct dynastop *d, struct source *s);

static enum parse_answer
no_memory(struct dynastop *d)
{
	(void)err_memory(d->im->e);
	return PARSE_FAILED;
}

static enum parse_answer
wrong(struct dynastop *d, const struct place *at, const char *message)
{
	diag_error(d->im->book->diag, at, "%s", message);
	return PARSE_WRONG;
}

/* The one word that a value has, or NULL, told. */
static char *
one_word(struct dynastop *d, const struct dynastop_line *l)
{
	char *p = l->value, *word = dynastop_word(&p);

	if (word != NULL && dynastop_word(&p) == NULL)
		return word;
	diag_error(d->im->book->diag, &l->at, "write one word behind %s",
	    l->verb.word);
	return NULL;
}

static enum parse_answer
take_rule(struct dynastop *d, const struct dynastop_line *l)
{
	struct dynastop_rule *grown = grow_array(d->rule, d->len, &d->cap,
	    sizeof(*grown));
	enum parse_answer answer;

	if (grown == NULL)
		return no_memory(d);
	d->rule = grown;
	if (d->len == RULEBOOK_RULES) {
		(void)err_perm(d->im->e, 0, "%s:%u: more than %d rules: put "
		    "networks into a list for import networks", l->at.file,
		    l->at.line, RULEBOOK_RULES);
		return PARSE_FAILED;
	}
	answer = dynastop_rule(&grown[d->len], d->im, d->macros, l);
	d->len += answer == PARSE_OK;
	return answer;
}

/* True if the file is being read already, or too many are. */
static enum parse_answer
enter(struct dynastop *d, const struct source *s, const struct place *at)
{
	struct rulebook *b = d->im->book;
	size_t i;

	for (i = 0; i < d->depth; i++)
		if (d->open[i].dev == s->dev && d->open[i].ino == s->ino) {
			diag_error(b->diag, at, "%s includes itself: take the "
			    "line out", s->name);
			return PARSE_WRONG;
		}
	if (d->depth == RULEBOOK_DEPTH) {
		diag_error(b->diag, at, "includes are nested more than %d "
		    "deep: write them side by side", RULEBOOK_DEPTH);
		return PARSE_WRONG;
	}
	if (b->reads++ >= RULEBOOK_READS) {
		(void)err_temp(d->im->e, 0, "%s: more than %d files are "
		    "included", s->name, RULEBOOK_READS);
		return PARSE_FAILED;
	}
	d->open[d->depth].dev = s->dev;
	d->open[d->depth++].ino = s->ino;
	return PARSE_OK;
}

/* Remember that a file could not be read, until it is known which one dhfd
 * writes. */
static enum parse_answer
note_absent(struct dynastop *d, const char *path, const struct place *at)
{
	struct absent *grown = grow_array(d->absent, d->absents,
	    &d->absents_cap, sizeof(*grown));
	const char *why = arena_copy(&d->im->book->arena, d->im->e->msg,
	    strlen(d->im->e->msg));

	if (grown == NULL)
		return no_memory(d);
	d->absent = grown;
	if (why == NULL)
		return no_memory(d);
	grown[d->absents++] = (struct absent){ *at, path, why };
	return PARSE_OK;
}

static enum parse_answer
take_include(struct dynastop *d, const struct dynastop_line *l)
{
	struct rulebook *b = d->im->book;
	enum parse_answer answer;
	const char *word, *path;
	struct source s;

	if ((word = one_word(d, l)) == NULL)
		return PARSE_WRONG;
	if ((path = source_beside(&b->arena, l->at.file, word)) == NULL)
		return no_memory(d);
	if (source_open(&s, &b->arena, path, d->im->e) == -1)
		return err_passes(d->im->e) ? PARSE_FAILED :
		    note_absent(d, path, &l->at);
	if ((answer = enter(d, &s, &l->at)) != PARSE_OK)
		return answer;
	answer = read_file(d, &s);
	d->depth--;
	return answer;
}

static enum parse_answer
take_setting(struct dynastop *d, const struct dynastop_line *l)
{
	const char *word = one_word(d, l);

	if (word == NULL)
		return PARSE_WRONG;
	if (strcmp(l->verb.word, "AutoGreen") == 0) {
		word = source_beside(&d->im->book->arena, l->at.file, word);
		if (word == NULL)
			return no_memory(d);
		d->autogreen = word;
		word = source_from_root(&d->im->book->arena, "", word);
		if (word == NULL)
			return no_memory(d);
	}
	return dynastop_setting(d->im, l->verb.word, word, &l->at);
}

static enum parse_answer
take_expression(struct dynastop *d, const struct dynastop_line *l)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	struct dynastop_macro *m = arena_alloc(&d->im->book->arena,
	    sizeof(*m));
	char *p = l->value;

	if (m == NULL)
		return no_memory(d);
	m->name = dynastop_word(&p);
	m->text = m->name != NULL ? dynastop_word(&p) : NULL;
	if (m->text == NULL || dynastop_word(&p) != NULL ||
	    (*m->name >= '0' && *m->name <= '9') ||
	    m->name[strspn(m->name, letters)] != '\0')
		return wrong(d, &l->at, "write Expression NAME TEXT, without "
		    "a blank in the text: NAME has letters, digits and \"_\", "
		    "and begins with none of the digits");
	m->next = d->macros;
	d->macros = m;
	return PARSE_OK;
}

static enum parse_answer
take_unknown(struct dynastop *d, const struct dynastop_line *l,
    const char *word)
{
	const char *meant = l->verb.word;

	diag_error(d->im->book->diag, &l->at, "\"%.32s\" is no verb of "
	    "DynaStop: %s%s%s", word, meant != NULL ? "did you mean \"" :
	    "see dhf.conf(5)", meant != NULL ? meant : "",
	    meant != NULL ? "\"?" : "");
	return PARSE_WRONG;
}

/* The words for what is left out. */
static enum parse_answer
leave_out(struct dynastop *d, const struct dynastop_line *l)
{
	if (l->verb.kind == DYNASTOP_LISTS)
		diag_warn(d->im->book->diag, &l->at, "what DynaStop does with "
		    "DNS lists is not written down, the line is left out: "
		    "write score or block with @dnsbl=ZONE");
	else
		diag_warn(d->im->book->diag, &l->at, "a subject is not known "
		    "before the message is there, the line is left out");
	return PARSE_OK;
}

/* A line that begins with an address: dhfd writes such lines to the file that
 * AutoGreen names. */
static enum parse_answer
take_bare(struct dynastop *d, struct dynastop_line *l)
{
	enum parse_answer answer;

	l->verb = dynastop_verb_find("ExCidr");
	if ((answer = take_rule(d, l)) == PARSE_OK)
		d->rule[d->len - 1].bare = true;
	return answer;
}

/* The line as it is shown: one blank between words, from the arena. */
static const char *
shown(struct dynastop *d, const char *text)
{
	char *copy = arena_copy(&d->im->book->arena, text, strlen(text));
	char *to = copy, *p;

	for (p = copy; p != NULL && *p != '\0'; p++) {
		if (line_blank(*p) && line_blank(p[1]))
			continue;
		*to++ = *p >= ' ' && *p <= '~' ? *p : line_blank(*p) ? ' ' :
		    '?';
	}
	if (copy != NULL)
		*to = '\0';
	return copy;
}

static enum parse_answer
take_line(struct dynastop *d, const struct line *line, char *text)
{
	struct dynastop_line l = { .source = shown(d, text), .value = text,
		.at = line_place(line, text) };
	size_t len = strcspn(text, " \t\r");
	char *word = text;

	if (l.source == NULL)
		return no_memory(d);
	if ((*text >= '0' && *text <= '9') || memchr(text, ':', len) != NULL)
		return take_bare(d, &l);
	l.value = line_skip(text + len);
	text[len] = '\0';
	l.verb = dynastop_verb_find(word);
	if (l.verb.value != DYNASTOP_NOTHING) {
		l.at = line_place(line, l.value);
		return take_rule(d, &l);
	}
	switch (l.verb.kind) {
	case DYNASTOP_INCLUDE:
		return take_include(d, &l);
	case DYNASTOP_SETTING:
		return take_setting(d, &l);
	case DYNASTOP_EXPRESSION:
		return take_expression(d, &l);
	case DYNASTOP_UNKNOWN:
		return take_unknown(d, &l, word);
	default:
		return leave_out(d, &l);
	}
}

static enum parse_answer
read_file(struct dynastop *d, struct source *s)
{
	struct line l;
	char *text;

	diag_import(d->im->book->diag, s->name);
	while (source_line(s, SOURCE_PLAIN, &l)) {
		text = line_skip(l.text);
		line_trim(text);
		if (*text != '\0' && *text != '#' &&
		    take_line(d, &l, text) == PARSE_FAILED)
			return PARSE_FAILED;
	}
	return PARSE_OK;
}

static bool
is_autogreen(const struct dynastop *d, const char *file)
{
	return strcmp(d->autogreen, file) == 0;
}

/* Tell what was left to be seen at the end. */
static void
tell_rest(struct dynastop *d)
{
	struct diag *diag = d->im->book->diag;
	size_t i;

	for (i = 0; i < d->len; i++) {
		struct dynastop_rule *r = &d->rule[i];

		r->number = i;
		if (!r->bare || is_autogreen(d, r->place.file))
			continue;
		diag_error(diag, &r->place, "an address without a verb stands "
		    "only in the file of AutoGreen: write ExCidr, PatCidr or "
		    "NoMailCidr before it");
		r->kind = DYNASTOP_UNKNOWN;
	}
	diag_skip_end(diag); /* no matter of a line */
	for (i = 0; i < d->absents; i++)
		if (!is_autogreen(d, d->absent[i].file))
			diag_error(diag, &d->absent[i].at, "%s: name a file "
			    "that can be read, or take the line out",
			    d->absent[i].why);
}

static int
by_kind(const void *a, const void *b)
{
	const struct dynastop_rule *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static enum parse_answer
add_sorted(struct dynastop *d)
{
	size_t i;

	if (d->len > 0)
		qsort(d->rule, d->len, sizeof(*d->rule), by_kind);
	for (i = 0; i < d->len && d->rule[i].kind != DYNASTOP_UNKNOWN; i++) {
		d->im->name = d->rule[i].place.file;
		if (import_add(d->im, &d->rule[i].rule, d->rule[i].crit,
		    &d->rule[i].place) != PARSE_OK)
			return PARSE_FAILED;
	}
	return PARSE_OK;
}

enum parse_answer
import_dynastop(struct import *im)
{
	struct dynastop d = { .im = im, .autogreen = "" };
	enum parse_answer answer;
	struct source s;

	if (im->action == RULE_PASS) {
		diag_skip_end(im->book->diag);
		return wrong(&d, &im->at, "DynaStop's patterns are of end "
		    "users' machines: import them with block, defer or grey");
	}
	if ((answer = import_open(im, &s)) == PARSE_OK)
		answer = enter(&d, &s, &im->at);
	if (answer == PARSE_OK)
		answer = read_file(&d, &s);
	if (answer == PARSE_OK) {
		tell_rest(&d);
		answer = add_sorted(&d);
	}
	free(d.rule);
	free(d.absent);
	return answer;
}
