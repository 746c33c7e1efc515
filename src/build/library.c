/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/library.h"

#include <stdlib.h>

#include "base/err.h"
#include "book/source.h"
#include "build/compile.h"
#include "expr/regex.h"
#include "expr/regexcache.h"
#include "policy/ask_rule.h"

/* Point l->image at the image, made from the text if it is one. */
static int
load(struct library *l, const char *path, FILE *out, int64_t now_s,
    struct err *e)
{
	struct compile_request q = { .path = path, .diag = out,
		.now_s = now_s };
	struct source file;

	if (source_read(&file, &l->arena, path, e) == -1)
		return -1;
	if (image_claims((unsigned char *)file.text, file.len))
		return image_borrow(&l->image, (unsigned char *)file.text,
		    file.len, e);
	if (compile_file(&l->made, &q, e) == -1)
		return -1;
	return image_borrow(&l->image, l->made.data, l->made.len, e);
}

static void
note_kind(struct library *l, const struct criterion *c)
{
	switch (c->kind) {
	case CRITERION_OFFENDER:
		l->asks_ledger = true;
		break;
	case CRITERION_HELO:
	case CRITERION_HELO_SEARCH:
		l->asks_helo = true;
		break;
	case CRITERION_SENDER:
	case CRITERION_SENDER_SEARCH:
		l->asks_sender = true;
		break;
	case CRITERION_RCPT:
	case CRITERION_RCPT_SEARCH:
		l->asks_rcpt = true;
		break;
	case CRITERION_HELO_IS:
		l->asks_helo = l->asks_sender = true;
		break;
	default:
		l->asks_dns = l->asks_dns || ask_is_remote(c);
	}
}

/* Find out what the rules ask for. */
static int
look_through(struct library *l, struct err *e)
{
	const struct rule *r = &l->rules.rule;
	enum ruleset_answer answer;
	size_t i;

	while ((answer = ruleset_next(&l->rules, e)) == RULESET_RULE) {
		for (i = 0; i < r->crit_len; i++)
			note_kind(l, &r->crit[i]);
		l->vouches = l->vouches || (r->action == RULE_PASS &&
		    r->mode == RULE_ON);
	}
	return answer == RULESET_END ? 0 : -1;
}

struct library *
library_open(const char *path, FILE *out, int64_t now_s, struct err *e)
{
	struct library *l = calloc(1, sizeof(*l));

	if (l == NULL || (l->regex_memory = malloc(REGEX_MEMORY)) == NULL) {
		(void)err_memory(e);
		goto fail;
	}
	l->image.fd = -1;
	if (load(l, path, out, now_s, e) == -1 ||
	    tags_make(&l->tags, &l->image, e) == -1 ||
	    ruleset_begin(&l->rules, &l->image, e) == -1 ||
	    look_through(l, e) == -1)
		goto fail;
	l->decider.rules = &l->rules;
	l->decider.room = &l->room;
	l->decider.regex = regex_engine_new(l->regex_memory, REGEX_MEMORY, e);
	if (l->decider.regex != NULL &&
	    (l->decider.cache = regexcache_new()) == NULL)
		(void)err_memory(e);
	else if (l->decider.regex != NULL)
		return l;
fail:
	library_close(l);
	return NULL;
}

void
library_close(struct library *l)
{
	if (l == NULL)
		return;
	regexcache_free(l->decider.cache);
	regex_engine_free(l->decider.regex);
	tags_free(&l->tags);
	free(l->regex_memory);
	buf_free(&l->made);
	arena_free(&l->arena);
	free(l);
}
