/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/criterion_parse.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/alternatives.h"
#include "base/err.h"
#include "base/nearest.h"
#include "book/criterion_make.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/origin.h"

/* Further spellings of @ip, by what each alternative is. */
enum spelling { SPELT_AS_KIND, SPELT_RANGE, SPELT_IPFILE, SPELT_COUNTRY,
	SPELT_ASN };

static const struct {
	const char *word;
	enum spelling spelling;
} spelt[] = { { "range", SPELT_RANGE }, { "ipfile", SPELT_IPFILE },
	{ "country", SPELT_COUNTRY }, { "asn", SPELT_ASN } };

#define SPELT (sizeof(spelt) / sizeof(spelt[0]))

bool
criterion_parse_begins(const char *word)
{
	return word[*word == '!'] == '@';
}

static const char *
word_of(int kind)
{
	return criterion_trait((enum criterion_kind)kind)->word;
}

/* The next kind behind k that has a word of its own, or CRITERION_KINDS. */
static int
next_word(int k)
{
	do
		k++;
	while (k < CRITERION_KINDS && criterion_trait((enum criterion_kind)k)->
	    form == VALUE_SEARCH);
	return k;
}

/* Tell which criterion was meant, or which there are. */
static void
unknown(struct rulebook *b, const char *word, const struct place *at)
{
	struct nearest n = { word, NULL, 0 };
	char known[512];
	size_t len = 0, i;
	int k;

	for (i = 0; i < SPELT; i++)
		nearest_offer(&n, spelt[i].word);
	for (k = 0; k < CRITERION_KINDS; k = next_word(k)) {
		nearest_offer(&n, word_of(k));
		len += (size_t)snprintf(known + len, sizeof(known) - len,
		    "%s@%s", k == 0 ? "" : next_word(k) < CRITERION_KINDS ?
		    ", " : " or ", word_of(k));
		for (i = 0; k == CRITERION_IP && i < SPELT; i++)
			len += (size_t)snprintf(known + len,
			    sizeof(known) - len, ", @%s", spelt[i].word);
	}
	if (n.best != NULL)
		diag_error(b->diag, at, "there is no criterion \"@%.32s\": did "
		    "you mean \"@%s\"?", word, n.best);
	else
		diag_error(b->diag, at, "there is no criterion \"@%.32s\": "
		    "write %s", word, known);
}

/* What the word behind "@" means.  False if nothing. */
static bool
find(enum criterion_kind *kind, enum spelling *how, const char *word)
{
	size_t i;
	int k;

	*how = SPELT_AS_KIND;
	for (k = 0; k < CRITERION_KINDS; k++)
		if (strcmp(word_of(k), word) == 0) {
			*kind = (enum criterion_kind)k;
			return true;
		}
	*kind = CRITERION_IP;
	for (i = 0; i < SPELT; i++) {
		*how = spelt[i].spelling;
		if (strcmp(spelt[i].word, word) == 0)
			return true;
	}
	return false;
}

/* The kind that searches where another compares, or CRITERION_ANY. */
static enum criterion_kind
searching(enum criterion_kind kind)
{
	switch (kind) {
	case CRITERION_HELO:
		return CRITERION_HELO_SEARCH;
	case CRITERION_SENDER:
		return CRITERION_SENDER_SEARCH;
	case CRITERION_RCPT:
		return CRITERION_RCPT_SEARCH;
	default:
		return CRITERION_ANY;
	}
}

/* One network, range, list of them, or whoever has them. */
static enum parse_answer
add_network(const struct criterion *out, struct rulebook *b, enum spelling how,
    const struct alternatives *one, const struct place *at, struct err *e)
{
	const char *text = arena_copy(&b->arena, one->text, one->len), *path;

	if (text != NULL && (how == SPELT_COUNTRY || how == SPELT_ASN))
		return origin_note(b, how == SPELT_ASN ? GEOFILE_ASN :
		    GEOFILE_COUNTRY, text, out->set, at, e);
	if (text != NULL && how != SPELT_IPFILE)
		return criterion_make_network(out, b, text,
		    how == SPELT_RANGE, at, e);
	path = text != NULL ? source_beside(&b->arena, at->file, text) : NULL;
	if (path == NULL) {
		(void)err_memory(e);
		return PARSE_FAILED;
	}
	return rulebook_list(b, out->set, path, at, e) == 0 ? PARSE_OK :
	    PARSE_FAILED;
}

static enum parse_answer
networks(struct criterion *out, struct rulebook *b, enum spelling how,
    const char *text, const struct place *at, struct err *e)
{
	enum parse_answer all = criterion_make_set(out, b, text, e), one;
	struct alternatives a = alternatives_of(text);

	while (all != PARSE_FAILED && alternatives_next(&a)) {
		one = add_network(out, b, how, &a, at, e);
		if (one != PARSE_OK)
			all = one;
	}
	return all;
}

enum parse_answer
criterion_parse(struct criterion *out, struct rulebook *b, char *word,
    const struct place *at, struct err *e)
{
	char *value = strchr(word, '=');
	const struct criterion_trait *t;
	enum spelling how;

	*out = (struct criterion){ .negated = *word == '!', .value = "" };
	word += out->negated + 1;
	if (value != NULL)
		*value++ = '\0';
	if (!find(&out->kind, &how, word)) {
		unknown(b, word, at);
		return PARSE_WRONG;
	}
	t = criterion_trait(out->kind);
	if (value != NULL && t->form == VALUE_NONE) {
		diag_error(b->diag, at, "@%s takes no value: leave \"=\" and "
		    "what follows away", word);
		return PARSE_WRONG;
	}
	if (value == NULL && !t->may_be_bare) {
		diag_error(b->diag, at, "@%s needs a value: write @%s=...",
		    word, word);
		return PARSE_WRONG;
	}
	if (value == NULL)
		return PARSE_OK;
	if (t->form == VALUE_NETWORKS)
		return networks(out, b, how, value, at, e);
	if (t->form == VALUE_EXPRESSION)
		return criterion_make_regex(out, b, value, at, e);
	if (*value == '~' && searching(out->kind) != CRITERION_ANY)
		return criterion_make_search(out, b, searching(out->kind),
		    value, at, e);
	return criterion_make_value(out, b, out->kind, value, at, e);
}
