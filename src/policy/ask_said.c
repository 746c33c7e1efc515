/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ask_said.h"

#include <stdbool.h>
#include <string.h>

#include "policy/finding.h"
#include "policy/search.h"
#include "policy/untold.h"
#include "policy/view.h"
#include "rule/mailboxes.h"

static void
compare(struct finding *f, const struct criterion *c, const struct mailbox *m)
{
	f->answer = mailboxes_have(criterion_value(c), m) ? ANSWER_YES :
	    ANSWER_NO;
}

static int
search_mailbox(struct finding *f, const struct view *v,
    const struct criterion *c, const struct mailbox *m, struct err *e)
{
	char text[sizeof(m->local) + sizeof(m->domain)];
	size_t len = m->local_len;

	memcpy(text, m->local, len);
	if (m->domain_len > 0) {
		text[len++] = '@';
		memcpy(text + len, m->domain, m->domain_len);
		len += m->domain_len;
	}
	return search_text(f, v, (const char *)c->value + 1,
	    &(struct subject){ text, len }, e);
}

/* Whether a mailbox is one of those, or matches. */
static int
ask_mailbox(struct finding *f, const struct view *v,
    const struct criterion *c, const struct mailbox *m, struct err *e)
{
	if (m == NULL)
		answer_untold(f, v->client->ev, c);
	else if (criterion_trait(c->kind)->form == VALUE_SEARCH)
		return search_mailbox(f, v, c, m, e);
	else
		compare(f, c, m);
	return 0;
}

/* What the client greets with is compared as the domain of a mailbox is; what
 * is longer than any is none of them. */
static int
ask_helo(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	const char *helo = v->client->ev->helo;
	struct mailbox m = { .local_len = 0 };

	if (helo == NULL) {
		answer_untold(f, v->client->ev, c);
		return 0;
	}
	m.domain_len = strlen(helo);
	if (c->kind == CRITERION_HELO_SEARCH)
		return search_text(f, v, (const char *)c->value + 1,
		    &(struct subject){ helo, m.domain_len }, e);
	f->answer = ANSWER_NO;
	if (m.domain_len < sizeof(m.domain)) {
		memcpy(m.domain, helo, m.domain_len + 1);
		compare(f, c, &m);
	}
	return 0;
}

int
ask_said(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	const struct evidence *ev = v->client->ev;

	switch (c->kind) {
	case CRITERION_SENDER:
	case CRITERION_SENDER_SEARCH:
		return ask_mailbox(f, v, c, ev->sender, e);
	case CRITERION_RCPT:
	case CRITERION_RCPT_SEARCH:
		return ask_mailbox(f, v, c, ev->rcpt, e);
	default:
		return ask_helo(f, v, c, e);
	}
}
