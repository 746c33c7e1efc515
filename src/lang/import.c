/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/import.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "lang/criterion_make.h"
#include "lang/diag.h"
#include "lang/import_networks.h"
#include "lang/import_postfix.h"
#include "lang/import_tcprules.h"
#include "lang/rulebook.h"
#include "lang/source.h"

enum parse_answer
import_add(struct import *im, struct rule *r, const struct criterion *crit,
    const struct place *at)
{
	size_t len = r->crit_len * sizeof(*crit);
	struct criterion *copy = arena_alloc(&im->book->arena, len);
	int64_t file = rulebook_file(im->book, im->name, im->e);

	if (copy == NULL)
		(void)err_memory(im->e);
	if (copy == NULL || file == -1)
		return PARSE_FAILED;
	memcpy(copy, crit, len);
	r->crit = copy;
	r->file = (uint32_t)file;
	r->line = at->line;
	return rulebook_add(im->book, r, at, im->e) == 0 ? PARSE_OK :
	    PARSE_FAILED;
}

enum parse_answer
import_open(struct import *im, struct source *s)
{
	if (source_open(s, &im->book->arena, im->path, im->e) == 0)
		return PARSE_OK;
	diag_skip_end(im->book->diag);
	diag_error(im->book->diag, &im->at, "%s: name a list that can be read",
	    im->e->msg);
	return PARSE_WRONG;
}

const char *
import_text(struct import *im, const char *text)
{
	char *copy = arena_alloc(&im->book->arena, 2 * strlen(text) + 1);
	char *to = copy;

	if (copy == NULL) {
		(void)err_memory(im->e);
		return NULL;
	}
	for (; *text != '\0'; text++) {
		*to++ = *text >= ' ' && *text <= '~' ? *text : ' ';
		if (*text == '%')
			*to++ = '%';
	}
	return copy;
}

/* spamdyke's rDNS lists: a name, or ".name" for it and all below. */
static enum parse_answer
spamdyke_line(struct import *im, char *text, const struct place *at)
{
	struct rule r = rulebook_blank();
	bool below = *text == '.';
	struct criterion c = { .negated = false };
	enum parse_answer answer;

	r.action = im->action != -1 ? (enum rule_action)im->action :
	    RULE_BLOCK;
	r.source = arena_copy(&im->book->arena, text, strlen(text));
	if (r.source == NULL) {
		(void)err_memory(im->e);
		return PARSE_FAILED;
	}
	answer = criterion_make_domain(&c, im->book, below ? CRITERION_NAME :
	    CRITERION_HOST, text + below, at, im->e);
	r.crit_len = 1;
	return answer == PARSE_OK ? import_add(im, &r, &c, at) : answer;
}

static enum parse_answer
import_spamdyke(struct import *im)
{
	struct source s;
	struct line l;

	if (import_open(im, &s) != PARSE_OK)
		return PARSE_WRONG;
	while (source_line(&s, SOURCE_PLAIN, &l)) {
		char *text = line_skip(l.text);
		struct place p = line_place(&l, text);

		line_trim(text);
		if (*text == '\0' || *text == '#')
			continue;
		if (spamdyke_line(im, text, &p) == PARSE_FAILED)
			return PARSE_FAILED;
	}
	return PARSE_OK;
}

/* Rules that leave the import go on behind it. */
static void
close_list(struct rulebook *b, size_t from)
{
	size_t i;

	for (i = from; i < b->len; i++)
		if (b->rule[i].target == RULEBOOK_BEHIND)
			b->rule[i].target = (uint32_t)b->len;
}

enum parse_answer
import_file(struct import *im, const char *format)
{
	static const struct {
		const char *word;
		enum parse_answer (*read)(struct import *im);
	} table[] = {
		{ "networks", import_networks },
		{ "postfix-pcre", import_postfix_pcre },
		{ "postfix-cidr", import_postfix_cidr },
		{ "spamdyke-rdns", import_spamdyke },
		{ "tcprules", import_tcprules },
	};
	struct diag *d = im->book->diag;
	size_t from = im->book->len, i;
	enum parse_answer answer;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].word, format) == 0)
			break;
	if (i == sizeof(table) / sizeof(table[0])) {
		diag_error(d, &im->at, "there is no import format \"%.32s\": "
		    "write networks, postfix-pcre, postfix-cidr, "
		    "spamdyke-rdns or tcprules", format);
		return PARSE_WRONG;
	}
	diag_import(d, im->path);
	if (im->options.skip)
		diag_skip_begin(d);
	answer = table[i].read(im);
	diag_skip_end(d);
	close_list(im->book, from);
	return answer;
}
