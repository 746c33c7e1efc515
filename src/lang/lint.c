/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/table.h"
#include "book/rulebook.h"
#include "lang/lint_address.h"
#include "lang/lint_ban.h"
#include "lang/lint_bytes.h"
#include "lang/lint_class.h"
#include "lang/lint_dns.h"
#include "lang/lint_hold.h"
#include "lang/lint_net.h"
#include "lang/lint_rcpt.h"
#include "lang/lint_regex.h"
#include "lang/lint_score.h"
#include "lang/lint_text.h"
#include "rule/domains.h"

/* What is looked up while the rules are gone through in order. */
struct lint {
	struct rulebook *book;
	struct table same;     /* criteria as text -> rule + 1 */
	struct table domain;   /* domain of an absorbing @name -> rule + 1 */
	struct table id;       /* id -> rule + 1 */
	uint32_t *set_shadow;  /* by lint_networks */
	uint32_t everybody;    /* absorbing @any: rule + 1 */
	uint32_t jump;         /* furthest target so far */
	struct err *e;
	bool no_dns; /* it has been said that nobody asks DNS */
	bool no_rcpt; /* the same, that nobody tells the recipient */
	bool no_daemon; /* or hears of a ban */
};

/* The criteria in one string, from the arena; NULL if memory ran out. */
static const char *
criteria_text(struct rulebook *b, const struct rule *r, size_t *len)
{
	struct buf text = { 0 };
	const char *copy = NULL;
	size_t i;

	for (i = 0; i < r->crit_len; i++) {
		const struct criterion *c = &r->crit[i];

		buf_add_u8(&text, c->kind);
		buf_add_u8(&text, c->negated);
		if (criterion_trait(c->kind)->key == INDEX_SET)
			buf_add_u32(&text, c->set); /* see lint_networks */
		else
			buf_add(&text, c->value, c->len);
	}
	if (!text.failed)
		copy = arena_copy(&b->arena, (const char *)text.data,
		    text.len);
	*len = text.len;
	buf_free(&text);
	return copy;
}

static int
no_memory(struct lint *l)
{
	return err_memory(l->e);
}

/* True if it makes no difference which of two rules holds, and a program that
 * writes such lists has left it open: both are of one imported file. */
static bool
says_the_same(const struct rulebook *b, const struct rule *x,
    const struct rule *y)
{
	return x->file == y->file && fold_has(&b->diag->fold,
	    b->file[x->file]) && x->action == y->action &&
	    x->code == y->code && x->target == y->target &&
	    strcmp(x->dsn, y->dsn) == 0 && strcmp(x->text, y->text) == 0;
}

static void
warn_shadowed(struct lint *l, size_t i, uint32_t by)
{
	const struct place *at = &l->book->place[by - 1];

	if (says_the_same(l->book, &l->book->rule[i], &l->book->rule[by - 1]))
		return;
	diag_warn(l->book->diag, &l->book->place[i], "the rule is never "
	    "reached, %s:%u holds for all its clients: take it out or put it "
	    "first", at->file, at->line);
}

/* Which rule before holds for the same criteria, plus 1, or 0; the rule is
 * remembered.  -1 if memory ran out. */
static int64_t
same_before(struct lint *l, size_t i)
{
	const struct rule *r = &l->book->rule[i];
	size_t len;
	const char *text = criteria_text(l->book, r, &len);
	uint32_t *by = text != NULL ? table_put(&l->same, text, len) : NULL;

	if (by == NULL)
		return no_memory(l);
	if (*by != 0)
		return *by;
	if (rule_is_final(r) && r->mode == RULE_ON && r->expires_s == 0 &&
	    l->jump <= i)
		*by = (uint32_t)i + 1;
	return 0;
}

/* The rule whose @name holds for domain, of len bytes, plus 1, or 0. */
static uint32_t
domain_before(const struct lint *l, const char *domain, size_t len)
{
	const char *dot;
	uint32_t *by;

	for (;;) {
		if ((by = table_get(&l->domain, domain, len)) != NULL)
			return *by;
		if ((dot = memchr(domain, '.', len)) == NULL)
			return 0;
		len -= (size_t)(dot + 1 - domain);
		domain = dot + 1;
	}
}

/* The rule that shadows all domains of c, plus 1, or 0. */
static uint32_t
domains_before(const struct lint *l, const struct criterion *c)
{
	struct packed_cursor at = criterion_value(c);
	const char *domain;
	uint32_t by = 0;
	size_t len;

	while (domains_next(&at, &domain, &len))
		if ((by = domain_before(l, domain, len)) == 0)
			return 0;
	return by;
}

static int
domains_remember(struct lint *l, size_t i)
{
	struct packed_cursor at = criterion_value(l->book->rule[i].crit);
	const char *domain;
	uint32_t *by;
	size_t len;

	while (domains_next(&at, &domain, &len)) {
		if ((by = table_put(&l->domain, domain, len)) == NULL)
			return no_memory(l);
		if (*by == 0)
			*by = (uint32_t)i + 1;
	}
	return 0;
}

/* The rule before that shadows some criterion of rule i, plus 1, or 0: a rule
 * holds for no more clients than any of its criteria. */
static uint32_t
criterion_before(const struct lint *l, const struct rule *r)
{
	uint32_t by = l->everybody;
	size_t i;

	for (i = 0; i < r->crit_len && by == 0; i++) {
		const struct criterion *c = &r->crit[i];

		if (c->negated)
			continue;
		if (criterion_trait(c->kind)->key == INDEX_SET)
			by = l->set_shadow[c->set];
		if (criterion_trait(c->kind)->key == INDEX_DOMAINS)
			by = domains_before(l, c);
	}
	return by;
}

static int
lint_shadow(struct lint *l, size_t i)
{
	const struct rule *r = &l->book->rule[i];
	uint32_t before = criterion_before(l, r);
	int64_t by = before != 0 ? (int64_t)before : same_before(l, i);

	if (by == -1)
		return -1;
	if (r->target > l->jump)
		l->jump = r->target;
	if (by != 0) {
		if (r->mode != RULE_OFF)
			warn_shadowed(l, i, (uint32_t)by);
		return 0;
	}
	if (!rule_absorbs(r) || l->jump > i)
		return 0;
	if (r->crit[0].kind == CRITERION_ANY)
		l->everybody = (uint32_t)i + 1;
	if (r->crit[0].kind == CRITERION_NAME)
		return domains_remember(l, i);
	return 0;
}

static int
lint_id(struct lint *l, size_t i)
{
	const char *id = l->book->rule[i].id;
	const struct place *at;
	uint32_t *by;

	if (*id == '\0')
		return 0;
	if ((by = table_put(&l->id, id, strlen(id))) == NULL)
		return no_memory(l);
	if (*by != 0) {
		at = &l->book->place[*by - 1];
		diag_warn(l->book->diag, &l->book->place[i], "the id \"%s\" "
		    "is also that of %s:%u: give each rule its own", id,
		    at->file, at->line);
	}
	*by = (uint32_t)i + 1;
	return 0;
}

static int
lint_rule(struct lint *l, size_t i, int64_t now_s)
{
	const struct rule *r = &l->book->rule[i];
	bool address;
	size_t c;

	if (r->expires_s != 0 && r->expires_s <= now_s)
		diag_warn(l->book->diag, &l->book->place[i], "the rule has "
		    "expired: take it out or give it a later day");
	if (lint_id(l, i) == -1 || lint_shadow(l, i) == -1)
		return -1;
	lint_class(l->book, i);
	lint_dns(l->book, i, &l->no_dns);
	lint_rcpt(l->book, i, &l->no_rcpt);
	lint_ban(l->book, i, &l->no_daemon);
	lint_text(l->book, i);
	lint_hold(l->book, i);
	address = lint_address(l->book, i);
	for (c = 0; c < r->crit_len; c++) {
		if (criterion_trait(r->crit[c].kind)->form !=
		    VALUE_EXPRESSION)
			continue;
		if (!address)
			lint_bytes(l->book, i, c);
		if (lint_regex(l->book, i, c, l->e) == -1)
			return -1;
	}
	return 0;
}

int
lint_rules(struct rulebook *b, int64_t now_s, struct err *e)
{
	struct lint l = { .book = b, .e = e };
	int rc = -1;
	size_t i;

	l.set_shadow = calloc((size_t)b->sets + 1, sizeof(*l.set_shadow));
	if (l.set_shadow == NULL) {
		(void)no_memory(&l);
		goto out;
	}
	if (lint_networks(b, l.set_shadow, e) == -1)
		goto out;
	for (i = 0; i < b->len; i++)
		if (lint_rule(&l, i, now_s) == -1)
			goto out;
	lint_text_settings(b);
	lint_rcpt_settings(b);
	lint_score_settings(b);
	rc = 0;
out:
	table_free(&l.same);
	table_free(&l.domain);
	table_free(&l.id);
	free(l.set_shadow);
	return rc;
}
