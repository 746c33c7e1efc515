/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import_tcprules.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/grow.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/tcprules_address.h"

/* A line, until all are sorted. */
struct entry {
	struct tcprules_address addr;
	struct rule rule;
	struct place place;
	size_t number; /* of the line, to keep equals in order */
};

struct entries {
	struct import *im;
	struct entry *entry; /* owned */
	size_t len, cap;
};

/* What DHF or RBLSMTPD say, by the rules of rblsmtpd(1). */
static enum parse_answer
say(struct rule *r, struct import *im, const char *value)
{
	r->target = 0;
	r->action = *value == '\0' ? RULE_PASS : *value == '-' ? RULE_BLOCK :
	    RULE_DEFER;
	if (r->action == RULE_PASS)
		return PARSE_OK;
	r->code = *value == '-' ? 553 : 451;
	r->text = import_text(im, value + (*value == '-'));
	return r->text != NULL ? PARSE_OK : PARSE_FAILED;
}

/* Cut the next NAME="value" at *p; the quote is the byte behind "=".  False
 * at the end; *bad is set if it does not read. */
static bool
take_variable(char **p, char **name, char **value, bool *bad)
{
	char *equals, *end;

	if (**p != ',')
		return false;
	*name = *p + 1;
	if ((equals = strchr(*name, '=')) == NULL || equals[1] == '\0' ||
	    (end = strchr(equals + 2, equals[1])) == NULL) {
		*bad = true;
		return false;
	}
	*equals = '\0';
	*value = equals + 2;
	*end = '\0';
	*p = end + 1;
	return true;
}

/* The words behind the colon.  PARSE_WRONG, without a report, if they do not
 * read. */
static enum parse_answer
instruction(struct rule *r, struct import *im, char *p)
{
	char *name, *value, *dhf = NULL, *rbl = NULL;
	bool relay = false, bad = false, deny;

	deny = strncmp(p, "deny", 4) == 0;
	if (!deny && strncmp(p, "allow", 5) != 0)
		return PARSE_WRONG;
	p += deny ? 4 : 5;
	while (take_variable(&p, &name, &value, &bad)) {
		relay = relay || strcmp(name, "RELAYCLIENT") == 0;
		if (strcmp(name, "DHF") == 0)
			dhf = value;
		if (strcmp(name, "RBLSMTPD") == 0)
			rbl = value;
	}
	r->action = deny ? RULE_BLOCK : relay ? RULE_PASS : RULE_NEXT;
	r->target = r->action == RULE_NEXT ? RULEBOOK_BEHIND : 0;
	if (bad || *p != '\0')
		return PARSE_WRONG;
	if (r->action == RULE_NEXT && (dhf != NULL || rbl != NULL))
		return say(r, im, dhf != NULL ? dhf : rbl);
	return PARSE_OK;
}

static enum parse_answer
add_line(struct entries *all, char *text, char *colon, const struct place *at)
{
	struct import *im = all->im;
	struct entry *grown = grow_array(all->entry, all->len, &all->cap,
	    sizeof(*grown));
	enum parse_answer answer;
	struct entry *x;

	if (grown == NULL) {
		(void)err_memory(im->e);
		return PARSE_FAILED;
	}
	all->entry = grown;
	x = &grown[all->len];
	*x = (struct entry){ .rule = rulebook_blank(), .place = *at,
		.number = all->len };
	x->rule.source = arena_copy(&im->book->arena, text, strlen(text));
	*colon = '\0';
	if (x->rule.source == NULL) {
		(void)err_memory(im->e);
		return PARSE_FAILED;
	}
	if ((answer = instruction(&x->rule, im, colon + 1)) == PARSE_FAILED)
		return answer;
	if (answer != PARSE_OK) {
		diag_error(im->book->diag, at, "not a line of tcprules(1): "
		    "write address:allow or address:deny, then "
		    ",NAME=\"value\"");
		return PARSE_WRONG;
	}
	if ((x->rule.action == RULE_BLOCK || x->rule.action == RULE_DEFER) &&
	    im->action != -1) {
		x->rule.action = (enum rule_action)im->action;
		x->rule.code = 0;
	}
	answer = tcprules_address(&x->addr, im, text, at);
	if (answer == PARSE_OK)
		all->len++;
	return answer;
}

static int
by_place(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->addr.rank != y->addr.rank)
		return x->addr.rank < y->addr.rank ? -1 : 1;
	if (x->addr.weight != y->addr.weight) /* longest first */
		return x->addr.weight > y->addr.weight ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static enum parse_answer
add_sorted(struct entries *all)
{
	size_t i;

	if (all->len > 0)
		qsort(all->entry, all->len, sizeof(*all->entry), by_place);
	for (i = 0; i < all->len; i++) {
		struct entry *x = &all->entry[i];

		x->rule.crit_len = x->addr.crit_len;
		if (import_add(all->im, &x->rule, x->addr.crit, &x->place) !=
		    PARSE_OK)
			return PARSE_FAILED;
	}
	return PARSE_OK;
}

/* The colon before the word: IPv6 addresses and texts have others. */
static char *
find_colon(char *text)
{
	char *allow = strstr(text, ":allow"), *deny = strstr(text, ":deny");

	if (allow == NULL && deny == NULL)
		return strchr(text, ':');
	return deny == NULL || (allow != NULL && allow < deny) ? allow : deny;
}

enum parse_answer
import_tcprules(struct import *im)
{
	struct entries all = { .im = im };
	enum parse_answer answer = PARSE_OK;
	struct source s;
	struct line l;
	char *colon;

	if ((answer = import_open(im, &s)) != PARSE_OK)
		return answer;
	while (answer != PARSE_FAILED && source_line(&s, SOURCE_PLAIN, &l)) {
		line_trim(l.text);
		colon = find_colon(l.text);
		if (*l.text != '#' && colon != NULL)
			answer = add_line(&all, l.text, colon, &l.place);
	}
	if (answer != PARSE_FAILED)
		answer = add_sorted(&all);
	free(all.entry);
	return answer;
}
