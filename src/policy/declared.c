/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/declared.h"

#include <string.h>

#include "policy/finding.h"
#include "policy/lookup.h"
#include "policy/view.h"
#include "rule/suffixes.h"

/* Whether a pass is by what somebody has said of this address, or of few. */
static bool
counts(const struct spf_found *f, const struct ip *client)
{
	bool names_hosts = f->by == SPF_IP4 || f->by == SPF_IP6 ||
	    f->by == SPF_A || f->by == SPF_MX;

	return names_hosts && f->bits >= (client->bits == 32 ? 20 : 48);
}

static enum answer
answer_of(const struct spf_found *f, const struct ip *client)
{
	switch (f->result) {
	case SPF_WAITING:
		return ANSWER_WAITING;
	case SPF_TEMPERROR:
	case SPF_PERMERROR:
	case SPF_UNREAD:
		return ANSWER_UNKNOWN;
	case SPF_PASS:
		if (!counts(f, client))
			return ANSWER_NO;
		return f->doubt ? ANSWER_UNKNOWN : ANSWER_YES;
	default:
		return ANSWER_NO;
	}
}

/* Check one domain.  True if it has no record, and another may be asked. */
static bool
check(struct declared *d, struct lookup *l, const char *name)
{
	struct dns_source source = lookup_source(l);
	struct spf_found *found = &d->domain[d->domains].found;

	spf_check(found, &source, &l->ev->ip, name);
	d->domain[d->domains++].name = name;
	d->answer = answer_of(found, &l->ev->ip);
	return found->result == SPF_NONE;
}

int
declared_look(struct declared *out, struct lookup *l, struct image *img,
    struct err *e)
{
	const char *name;
	size_t at;

	out->domains = 0;
	out->answer = lookup_confirmed(l, &name);
	if (out->answer != ANSWER_YES)
		return 0;
	out->answer = ANSWER_NO;
	if (strchr(name, '.') == NULL || !check(out, l, name))
		return 0;
	if (suffixes_domain(&at, img, name, strlen(name), e) == -1)
		return -1;
	if (at > 0)
		(void)check(out, l, name + at);
	return 0;
}

int
declared_ask(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e)
{
	static const char *const note[] = { [ANSWER_NO] = "no",
		[ANSWER_YES] = "yes", [ANSWER_UNKNOWN] = "unknown" };
	struct client *client = v->client;
	struct declared d;

	(void)c;
	f->answer = ANSWER_UNKNOWN;
	if (client->lookup == NULL)
		return 0;
	if (declared_look(&d, client->lookup, v->img, e) == -1)
		return -1;
	f->answer = d.answer;
	if (d.answer != ANSWER_WAITING)
		notes_add(&client->notes, NOTE_DNS, "declared",
		    note[d.answer]);
	return 0;
}
