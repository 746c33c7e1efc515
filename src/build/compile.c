/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/compile.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "book/rulebook.h"
#include "build/bind.h"
#include "build/cost.h"
#include "expr/regex.h"
#include "import/netlist.h"
#include "import/origin.h"
#include "lang/exempt_text.h"
#include "lang/lint.h"
#include "lang/parse.h"
#include "lang/setting_parse.h"
#include "lang/suffix_text.h"
#include "policy/ask_rule.h"
#include "rule/candidates.h"
#include "rule/ruleset.h"

/* An image that has just been made, opened to ask its rules. */
struct check {
	struct image img;
	struct ruleset rules;
	struct candidates room;
};

/* True if the index leads to the rule read last, as it must for a client that
 * the rule holds for. */
static bool
is_found(struct check *c, const struct view *v, struct err *e)
{
	uint32_t chain;
	const char *text;
	size_t len;

	if (view_name_is_open(v))
		return true;
	text = view_subject(v, &len);
	return view_chain(v, &chain, e) == 0 &&
	    candidates_find(&c->room, &c->img, text, len, chain, e) == 0 &&
	    candidates_have(&c->room, c->rules.at);
}

/* Ask the rule read last what it says of a client. */
static int
ask(enum answer *out, struct check *c, const struct view *v, struct err *e)
{
	struct finding f;

	regex_engine_reset(v->regex);
	if (ask_rule(&f, v, &c->rules.rule, e) == -1)
		return -1;
	*out = f.answer;
	return 0;
}

/* Complain about the answer to an entry: why, if it would be the right one
 * where expressions are searched in addresses. */
static int
complain(struct check *c, const struct view *v, struct diag *d,
    const struct expectation *x, struct err *e)
{
	struct view searched = *v;
	enum answer answer;

	searched.ip_searched = true;
	client_renamed(v->client); /* another text is searched now */
	if (ask(&answer, c, &searched, e) == -1)
		return -1;
	diag_error(d, &x->place, x->hit ?
	    "the rule misses \"%.200s\", which it must hit: %s" :
	    "the rule hits \"%.200s\", which it must not hit: %s", x->entry,
	    answer != (x->hit ? ANSWER_NO : ANSWER_YES) ? "expressions see "
	    "the address of a client without a name only where "
	    "default_unresolved_action is pass, so write @ip" :
	    "mend its criteria or the entry");
	return 0;
}

/* Ask the rule read last about one entry it must or must not hit. */
static int
check_one(struct check *c, struct rulebook *b, const struct expectation *x,
    struct err *e)
{
	struct client client;
	const struct view v = { .img = &c->img, .regex = b->regex,
		.client = &client, .ip_searched = b->settings.number[
		    SET_DEFAULT_UNRESOLVED_ACTION] == RULE_PASS };
	struct evidence ev;
	enum answer answer;

	if (evidence_entry(&ev, x->entry, e) == -1) {
		diag_error(b->diag, &x->place, "%s", e->msg);
		return 0;
	}
	client_begin(&client, &ev, NULL, 0);
	if (ask(&answer, c, &v, e) == -1)
		return -1;
	if (answer == ANSWER_YES && c->rules.rule.mode != RULE_OFF &&
	    !is_found(c, &v, e))
		diag_error(b->diag, &x->place, "the index misses the rule "
		    "for \"%.200s\": please report this", x->entry);
	if (answer == (x->hit ? ANSWER_NO : ANSWER_YES))
		return complain(c, &v, b->diag, x, e);
	return 0;
}

/* Ask each rule about its must= and mustnot= entries, which are in the order
 * of the rules. */
static int
check_expectations(struct check *c, struct rulebook *b,
    const struct buf *image, struct err *e)
{
	size_t rule = 0, i = 0;

	if (image_borrow(&c->img, image->data, image->len, e) == -1 ||
	    ruleset_begin(&c->rules, &c->img, e) == -1)
		return -1;
	for (; i < b->expects; rule++) {
		(void)err_perm(e, 0, "the image has lost a rule");
		if (ruleset_next(&c->rules, e) != RULESET_RULE)
			return -1;
		for (; i < b->expects && b->expect[i].rule == rule; i++)
			if (check_one(c, b, &b->expect[i], e) == -1)
				return -1;
	}
	return 0;
}

/* Tell which rules every client pays for. */
static int
note_costs(struct check *c, struct rulebook *b, FILE *notes, struct err *e)
{
	struct diag *d = b->diag;
	struct place at = { b->files > 0 ? b->file[0] : "", 1, 1 };
	size_t n;

	regex_engine_reset(b->regex);
	if (cost_list(notes, &n, &c->rules, b->regex, e) == -1)
		return -1;
	if (n > COST_WARN)
		diag_warn(d, &at, "%zu expressions are tried for every "
		    "client: give them literals, such as the provider's "
		    "domain at their end", n);
	return 0;
}

/* Ask the rules of the image what only they can tell. */
static int
look_over(struct rulebook *b, const struct buf *image,
    const struct compile_request *q, struct err *e)
{
	struct check *c = malloc(sizeof(*c));
	int rc;

	if (c == NULL)
		return err_memory(e);
	rc = check_expectations(c, b, image, e);
	if (rc == 0 && q->notes != NULL)
		rc = note_costs(c, b, q->notes, e);
	free(c);
	return rc;
}

/* Note a file that says nothing, and imports nothing. */
static void
note_empty(const struct rulebook *b, const struct compile_request *q)
{
	size_t i;

	for (i = 0; i < SETTINGS && b->given[i] == RULEBOOK_UNSET; i++)
		;
	if (q->notes != NULL && b->len == 0 && i == SETTINGS &&
	    b->diag->fold.files == 0)
		(void)fprintf(q->notes, "%s:1: note: no rule and no setting: "
		    "the defaults decide about all clients\n", q->path);
}

/* All steps that need the book. */
static int
make(struct buf *image, struct rulebook *b, const struct compile_request *q,
    struct err *e)
{
	enum parse_answer suffixes, exempt;

	if (parse_file(b, q->path, e) != PARSE_OK ||
	    netlist_read_named(b, e) == PARSE_FAILED ||
	    origin_read(b, q->now_s, e) == PARSE_FAILED)
		return -1;
	setting_check(b);
	if (b->diag->errors > 0)
		return 0;
	note_empty(b, q);
	if (lint_rules(b, q->now_s, e) == -1 ||
	    (suffixes = suffix_text_load(b, e)) == PARSE_FAILED ||
	    (exempt = exempt_text_load(b, e)) == PARSE_FAILED)
		return -1;
	if (suffixes == PARSE_WRONG || exempt == PARSE_WRONG) /* was told */
		return 0;
	if (bind_image(image, b, e) == -1)
		return -1;
	return look_over(b, image, q, e);
}

int
compile_file(struct buf *image, struct compile_request *q, struct err *e)
{
	struct diag diag = { .out = q->diag };
	struct rulebook book;
	int rc = rulebook_init(&book, &diag, e);

	if (rc == 0)
		rc = make(image, &book, q, e);
	diag_end(&diag);
	q->errors = diag.errors;
	q->warnings = diag.warnings;
	q->rules = book.len;
	rulebook_free(&book);
	if (rc == 0 && diag.errors > 0)
		rc = err_perm(e, 0, "%zu error%s in %s", diag.errors,
		    diag.errors == 1 ? "" : "s", q->path);
	return rc;
}
