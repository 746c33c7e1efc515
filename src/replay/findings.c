/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/findings.h"

#include <stdio.h>

struct interval
findings_interval(const struct account_rate *r)
{
	return interval_find(r->clusters_hit, r->clusters, INTERVAL_LEVEL);
}

unsigned
findings_days(const struct address *a)
{
	uint64_t bits = a->days;
	unsigned n = 0;

	for (; bits != 0; bits &= bits - 1)
		n++;
	return n;
}

enum findings_rule
findings_rule(const struct findings *f, uint32_t rule)
{
	const struct catalogue_rule *r = &f->next->rule[rule];
	const struct account_rule *count = &f->a->rule[rule];

	if (r->mode == RULE_OFF)
		return RULE_IS_OFF;
	if (count->hits == 0)
		return count->later > 0 ? RULE_SHADOWED : RULE_STALE;
	if (r->mode == RULE_WATCH)
		return RULE_WATCHED;
	if (r->action == RULE_SCORE)
		return RULE_SCORING;
	return r->action == RULE_MARK || r->action == RULE_NEXT ?
	    RULE_MARKING : RULE_DECIDING;
}

double
findings_share(const struct account_rule *r)
{
	return r->good + r->bad == 0 ? -1 :
	    (double)r->bad / ((double)r->good + (double)r->bad);
}

void
findings_entry(char *out, size_t size, const struct findings *f,
    uint32_t client)
{
	const struct visitors *c = &f->in->visitors;
	const struct visitors_client *k = &c->client[client];
	struct ip ip = visitors_ip(c, k->address);
	char text[IP_TEXT_SIZE];

	ip_format(&ip, text);
	(void)snprintf(out, size, "%s/%s", k->name[0] != '\0' ? k->name :
	    k->state == NAMED_NONE ? "-" : "?", text);
}
