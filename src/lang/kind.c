/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/kind.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/num.h"
#include "lang/criteria.h"
#include "lang/diag.h"
#include "lang/rulebook.h"
#include "lang/source.h"
#include "rule/rule.h"

/* What is being parsed. */
struct request {
	struct rulebook *book;
	struct criterion *out;
	const struct place *at;
	struct err *e;
	bool answers; /* the list before this alternative has answers */
};

typedef enum parse_answer parse_one(struct request *q, char *value);

static enum parse_answer
one_network(struct request *q, char *value)
{
	return criterion_network(q->out, q->book, value, false, q->at, q->e);
}

static enum parse_answer
one_range(struct request *q, char *value)
{
	return criterion_network(q->out, q->book, value, true, q->at, q->e);
}

static enum parse_answer
one_ipfile(struct request *q, char *value)
{
	const char *path = source_beside(&q->book->arena, q->at->file, value);

	if (path == NULL) {
		(void)err_memory(q->e);
		return PARSE_FAILED;
	}
	return criterion_ipfile(q->out, q->book, path, q->at, q->e);
}

static enum parse_answer
one_domain(struct request *q, char *value)
{
	return criterion_domain(q->out, q->book, value, q->at);
}

static enum parse_answer
one_regex(struct request *q, char *value)
{
	return criterion_regex(q->out, q->book, value, q->at, q->e);
}

/* value must be one of the words, which end in NULL. */
static enum parse_answer
one_word(struct request *q, const char *value, const char *const *word,
    const char *hint)
{
	for (; *word != NULL; word++)
		if (strcmp(*word, value) == 0)
			return PARSE_OK;
	diag_error(q->book->diag, q->at, "\"%.32s\" is not known here: %s",
	    value, hint);
	return PARSE_WRONG;
}

static enum parse_answer
one_embedded(struct request *q, char *value)
{
	static const char *const word[] = { "full", "partial", NULL };

	return one_word(q, value, word, "write @embedded, @embedded=full or "
	    "@embedded=partial");
}

static enum parse_answer
one_rdns(struct request *q, char *value)
{
	static const char *const word[] = { "none", "unconfirmed",
		"confirmed", "unknown", NULL };

	return one_word(q, value, word,
	    "write none, unconfirmed, confirmed or unknown");
}

/* CLASS or CLASS:CONFIDENCE, the confidence from 0 to 1. */
static enum parse_answer
one_class(struct request *q, char *value)
{
	static const char *const word[] = { "dynamic", "static-generic",
		"hosting", "mail", "plain", "odd", NULL };
	static const char hint[] = "write dynamic, static-generic, hosting, "
	    "mail, plain or odd, and a confidence as in dynamic:0.9";
	char *colon = strchr(value, ':');
	enum parse_answer answer;
	int32_t milli = 0;

	if (colon != NULL) {
		/* one digit before the dot: the filter reads no other */
		if (num_score(&milli, colon + 1, q->e) == -1 || milli > 1000 ||
		    (colon[1] != '0' && colon[1] != '1') ||
		    (colon[2] != '.' && colon[2] != '\0')) {
			diag_error(q->book->diag, q->at, "\"%.32s\" is not a "
			    "confidence from 0 to 1: %s", colon + 1, hint);
			return PARSE_WRONG;
		}
		*colon = '\0';
	}
	answer = one_word(q, value, word, hint);
	if (colon != NULL)
		*colon = ':';
	return answer;
}

static enum parse_answer
one_list(struct request *q, char *value)
{
	return criterion_list(q->out, q->book, value, &q->answers,
	    q->at);
}

/* How the value of a form is read. */
static const struct reader {
	parse_one *parse; /* one alternative; NULL: takes no value */
	bool whole;       /* the value is not split at commas */
} reader[] = {
	[FORM_NONE] = { NULL, false },
	[FORM_NETWORKS] = { one_network, false },
	[FORM_DOMAINS] = { one_domain, false },
	[FORM_EXPRESSION] = { one_regex, true },
	[FORM_EMBEDDED] = { one_embedded, false },
	[FORM_CLASSES] = { one_class, false },
	[FORM_STATES] = { one_rdns, false },
	[FORM_LISTS] = { one_list, false },
};

/* Further spellings of a kind. */
static const struct spelling {
	const char *word;
	enum criterion_kind kind;
	struct reader reader;
} spelling[] = {
	{ "range", CRITERION_IP, { one_range, false } },
	{ "ipfile", CRITERION_IP, { one_ipfile, false } },
};

#define SPELLINGS (sizeof(spelling) / sizeof(spelling[0]))

bool
kind_begins(const char *word)
{
	return word[*word == '!'] == '@';
}

/* Tell which criteria there are. */
static void
unknown(struct rulebook *b, const char *word, const struct place *at)
{
	char known[256];
	size_t len = 0;
	int k;
	size_t i;

	for (k = 0; k < CRITERION_KINDS; k++) {
		enum criterion_kind kind = (enum criterion_kind)k;

		len += (size_t)snprintf(known + len, sizeof(known) - len,
		    "%s@%s", k == 0 ? "" : k + 1 < CRITERION_KINDS ? ", " :
		    " or ", criterion_trait(kind)->word);
		for (i = 0; i < SPELLINGS; i++)
			if (spelling[i].kind == kind)
				len += (size_t)snprintf(known + len,
				    sizeof(known) - len, ", @%s",
				    spelling[i].word);
	}
	diag_error(b->diag, at, "there is no criterion \"@%.32s\": write %s",
	    word, known);
}

/* What the word behind "@" means, and how its value is read.  False if
 * nothing. */
static bool
find(enum criterion_kind *kind, struct reader *how, const char *word)
{
	size_t i;
	int k;

	for (k = 0; k < CRITERION_KINDS; k++) {
		*kind = (enum criterion_kind)k;
		*how = reader[criterion_trait(*kind)->form];
		if (strcmp(criterion_trait(*kind)->word, word) == 0)
			return true;
	}
	for (i = 0; i < SPELLINGS; i++) {
		*kind = spelling[i].kind;
		*how = spelling[i].reader;
		if (strcmp(spelling[i].word, word) == 0)
			return true;
	}
	return false;
}

/* Parse each alternative of value on its own; what the parsers shorten closes
 * up. */
static enum parse_answer
parse_each(const struct reader *how, struct request *q, char *value)
{
	enum parse_answer all = PARSE_OK, one;
	char *comma, *to = value;
	size_t len;

	do {
		comma = how->whole ? NULL : strchr(value, ',');
		if (comma != NULL)
			*comma = '\0';
		one = how->parse(q, value);
		len = strlen(value);
		memmove(to, value, len + 1);
		to += len;
		if (comma != NULL) {
			*to++ = ',';
			value = comma + 1;
		}
		if (one == PARSE_FAILED)
			return one;
		if (one != PARSE_OK)
			all = one;
	} while (comma != NULL);
	return all;
}

enum parse_answer
kind_parse(struct criterion *out, struct rulebook *b, char *word,
    const struct place *at, struct err *e)
{
	struct request q = { b, out, at, e, false };
	char *value = strchr(word, '=');
	struct reader how;
	enum parse_answer answer;

	*out = (struct criterion){ .negated = *word == '!', .value = "" };
	word += out->negated + 1;
	if (value != NULL)
		*value++ = '\0';
	if (!find(&out->kind, &how, word)) {
		unknown(b, word, at);
		return PARSE_WRONG;
	}
	if (value == NULL && criterion_trait(out->kind)->may_be_bare)
		return PARSE_OK;
	if (how.parse == NULL) {
		diag_error(b->diag, at, "@%s takes no value: leave \"=\" and "
		    "what follows away", word);
		return PARSE_WRONG;
	}
	if (value == NULL) {
		diag_error(b->diag, at, "@%s needs a value: write @%s=...",
		    word, word);
		return PARSE_WRONG;
	}
	answer = parse_each(&how, &q, value);
	if (!how.whole) /* it made its own */
		out->value = value;
	return answer;
}
