/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/acquit.h"

#include <stdlib.h>
#include <string.h>

#include "build/library.h"
#include "policy/verdict.h"
#include "serve/classify.h"
#include "state/ledger.h"

struct acquit_case {
	struct acquit *owner;
	struct acquit_case *next, *before;
	struct classify_client *judging; /* NULL: it is closed already */
	bool vouched;
	char rule[RULESET_LABEL];
	struct ledger_report report;     /* its texts are below */
	char text[];
};

/* A case of its own memory, or NULL. */
static struct acquit_case *
case_new(struct acquit *a, const struct ledger_report *r)
{
	struct acquit_case *c = calloc(1, sizeof(*c) + ledger_report_room(r));

	if (c == NULL)
		return NULL;
	c->owner = a;
	ledger_report_copy(&c->report, r, c->text);
	return c;
}

static void
keep_case(struct acquit_case *c)
{
	struct acquit *a = c->owner;

	c->next = a->first;
	if (a->first != NULL)
		a->first->before = c;
	a->first = c;
	a->cases++;
}

static void
case_free(struct acquit_case *c)
{
	struct acquit *a = c->owner;

	if (c->next != NULL)
		c->next->before = c->before;
	if (c->before != NULL)
		c->before->next = c->next;
	else
		a->first = c->next;
	a->cases--;
	free(c);
}

static void
on_verdict(void *arg, const struct classified *what)
{
	struct acquit_case *c = arg;
	struct acquit *a = c->owner;

	c->vouched = what->verdict != NULL && what->verdict->vouched;
	if (c->vouched)
		memcpy(c->rule, what->verdict->rule, sizeof(c->rule));
	if (c->judging == NULL)
		return; /* acquit_ask has not returned yet */
	a->closed(a->arg, &c->report, c->rule);
	case_free(c);
}

enum acquit_answer
acquit_ask(struct acquit *a, const struct ledger_report *r)
{
	struct dynawall_question q = { .ip = r->ip, .recipient = "" };
	enum acquit_answer answer = ACQUIT_GUILTY;
	struct classify_call call = { .done = on_verdict, .innocent = true };
	const struct library *l = a->classify != NULL ?
	    classify_library(a->classify) : NULL;
	struct acquit_case *c;

	if (l == NULL || !l->vouches)
		return ACQUIT_GUILTY;
	if ((c = case_new(a, r)) == NULL)
		return ACQUIT_FULL;
	call.arg = c;
	c->judging = classify_ask(a->classify, &q, &call);
	if (c->judging == NULL) {
		answer = c->vouched ? ACQUIT_INNOCENT : ACQUIT_GUILTY;
	} else if (a->cases < ACQUIT_CASES) {
		keep_case(c);
		return ACQUIT_KEPT;
	} else {
		classify_cancel(c->judging);
		answer = ACQUIT_FULL;
	}
	free(c);
	return answer;
}

void
acquit_end(struct acquit *a)
{
	struct acquit_case *c;

	while ((c = a->first) != NULL) {
		classify_cancel(c->judging);
		a->closed(a->arg, &c->report, "");
		case_free(c);
	}
}
